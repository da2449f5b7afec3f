"""`tocsin clock`: what staff are told of a clock that is off, and what they may say of it."""

import json

from runtime.database import connect_database, sqlite_url
from tests.journeys.conftest import Installation


def put_back(here: Installation, seconds: int) -> None:
    """So far is the clock ahead of what the home has seen."""
    database = connect_database(sqlite_url(here.home / "tocsin.db"))
    with database.writing() as session:
        words = f"UPDATE seen_time SET seen_at = strftime('%Y-%m-%d %H:%M:%f', seen_at, '-{seconds} seconds')"
        session.connection().exec_driver_sql(words)
    database.close()


def test_a_wrong_clock_is_told_until_staff_confirm_it(bare: Installation) -> None:
    bare.tocsin("schedules", "run-due")
    assert bare.tocsin("clock", "--json").json["checks"][0]["level"] == "OK"
    put_back(bare, 7200)

    told = bare.tocsin("clock", code=3)
    refused = bare.tocsin("schedules", "run-due", code=5)
    confirmed = bare.tocsin("clock", "--confirm")

    assert "the clock is 2 hours ahead of the time passed here" in told.out
    assert "tocsin clock" in refused.err
    assert "FAIL" not in confirmed.out
    bare.tocsin("schedules", "run-due")
    [entry] = [
        each
        for each in json.loads(bare.tocsin("journal", "show", "--json").out)
        if each["action"] == "clock.confirmed"
    ]
    assert 7190 < entry["facts"]["seconds"] < 7210
