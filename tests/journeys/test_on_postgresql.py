"""The same journey on PostgreSQL: the same commands, the same words, the same promises."""

import signal
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text

from runtime.database import connect_database
from tests.journeys.conftest import Installation, until

PEOPLE = 300


@pytest.fixture
def on_postgresql(bare_on_postgresql: Installation) -> Installation:
    """A home of its own whose database is a server, with people in it."""
    bare_on_postgresql.sandbox()
    bare_on_postgresql.residents(
        *({"name": "Δοκιμή", "phone": f"+3069{number:08d}"} for number in range(PEOPLE))
    )
    return bare_on_postgresql


def _states(here: Installation) -> dict[str, int]:
    """How many messages of the alert are in each state."""
    states: dict[str, int] = here.tocsin("alerts", "report", "1", "--json").json["by_state"]
    return states


def _doubles(installation: Installation) -> Counter[str]:
    return Counter(line["to"] for line in installation.received())


def test_an_alert_on_postgresql_reaches_everybody_once(on_postgresql: Installation) -> None:
    report = on_postgresql.snow(
        "--all", "--yes", "--expect", str(PEOPLE), "--key", "k", "--json"
    ).json

    on_postgresql.snow("--all", "--yes", "--expect", str(PEOPLE), "--key", "k")

    assert report["by_state"] == {"accepted": PEOPLE}
    assert set(_doubles(on_postgresql).values()) == {1}
    assert not (on_postgresql.home / "tocsin.db").exists()


def test_two_workers_take_over_from_one_that_was_killed(on_postgresql: Installation) -> None:
    words = on_postgresql.snow_words("--all", "--yes", "--expect", str(PEOPLE))
    sending = on_postgresql.starts(*words, TOCSIN_CHANNELS__TWILIO__RATE="100")
    until(lambda: on_postgresql.count > PEOPLE / 3)
    sending.send_signal(signal.SIGKILL)

    workers = [on_postgresql.starts("worker") for _ in range(2)]
    until(lambda: not {"queued", "sending"} & set(_states(on_postgresql)))
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait() == 0

    assert set(_doubles(on_postgresql).values()) == {1}
    assert PEOPLE - on_postgresql.count <= _states(on_postgresql).get("unknown", 0) <= 10


def test_the_server_makes_its_own_backups(on_postgresql: Installation, tmp_path: Path) -> None:
    refused = on_postgresql.tocsin("backup", str(tmp_path / "kept.tar"), code=4)

    assert "pg_dump" in refused.err
    assert not (tmp_path / "kept.tar").exists()


def test_a_database_copied_on_the_server_starts_held(
    on_postgresql: Installation, postgres: str
) -> None:
    sending = on_postgresql.starts(
        *on_postgresql.snow_words("--all", "--yes", "--expect", str(PEOPLE)),
        TOCSIN_CHANNELS__TWILIO__RATE="50",
    )
    until(lambda: on_postgresql.count > 20)
    sending.send_signal(signal.SIGTERM)
    sending.communicate()
    before, copy = on_postgresql.count, f"t{uuid4().hex}"
    original = make_url(on_postgresql.environment["TOCSIN_DATABASE"]).database
    root = connect_database(postgres)
    with root.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {copy} TEMPLATE {original}"))
    root.close()
    on_postgresql.environment["TOCSIN_DATABASE"] = postgres.replace("/postgres?", f"/{copy}?")

    resumed = on_postgresql.tocsin("alerts", "resume", "1", code=None)

    report = on_postgresql.tocsin("alerts", "report", "1", "--json").json
    assert "STOPPED since" in resumed.err
    assert on_postgresql.count == before
    assert (
        sum(report["by_state"].values())
        == PEOPLE
        == report["by_state"]["unknown"] + report["by_state"]["accepted"]
    )
