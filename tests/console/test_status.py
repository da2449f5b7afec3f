"""`tocsin status`: what the duty officer sees at night, and the exit code that a monitor reads."""

from datetime import UTC, datetime, timedelta
from typing import Any

from runtime.database import connect_database, sqlite_url
from tests.journeys.conftest import Installation

ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001"}
BEN = {"name": "Ben Trial", "language": "en", "phone": "+306900000002"}


def lane(found: dict[str, Any], name: str) -> dict[str, Any]:
    lanes: list[dict[str, Any]] = found["lanes"]
    return next(each for each in lanes if (each["lane"], each["medium"]) == (name, "sms"))


def statement(here: Installation, words: str) -> None:
    """What time or another process would have done to the database."""
    database = connect_database(sqlite_url(here.home / "tocsin.db"))
    with database.writing() as session:
        session.connection().exec_driver_sql(words)
    database.close()


def stored(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def test_the_status_says_all_is_well_in_80_columns(installation: Installation) -> None:
    installation.residents(ANA, BEN)
    installation.snow("--all", "--yes", "--expect", "2")

    shown = installation.tocsin("status", COLUMNS="80")
    found = installation.tocsin("status", "--json").json

    assert "All is well." in shown.out
    assert max(len(line) for line in shown.out.splitlines()) <= 80
    assert (found["stuck"], found["workers"], found["resting"]) == ([], 0, [])
    assert lane(found, "routine")["accepted_last_minute"] == 2


def test_a_channel_untried_since_failing_is_not_well(bare: Installation) -> None:
    then = datetime.now(UTC) - timedelta(minutes=4)
    statement(
        bare,
        "INSERT OR REPLACE INTO breaker (channel, lane, why, since, until) VALUES ('twilio', 'routine', "
        f"'transient unreachable', '{stored(then)}', '{stored(then + timedelta(seconds=30))}')",
    )

    shown = bare.tocsin("status").out

    assert "twilio, ordinary: since" in shown
    assert "Nothing waits. The next message will show whether this sends again: twilio" in shown
    assert "All is well." not in shown


def test_a_channel_that_refuses_us_is_named_with_the_reason(bare: Installation) -> None:
    bare.residents(ANA, BEN)
    bare.snow("--all", "--yes", "--expect", "2", code=5)
    now = datetime.now(UTC)
    statement(
        bare,
        "INSERT OR REPLACE INTO breaker (channel, lane, why, since, until) VALUES ('twilio', 'routine', "
        f"'unauthorised 20003', '{stored(now - timedelta(minutes=4))}', '{stored(now + timedelta(seconds=30))}')",
    )

    shown = bare.tocsin("status", code=3)
    found = bare.tocsin("status", "--json", code=3).json

    assert (
        "FAIL  SMS: Twilio refuses our password (20003) (lane: ordinary). 2 people wait."
        in shown.out
    )
    assert "tried again" in shown.out
    assert lane(found, "routine")["waiting"] == 2
    assert [each["why"] for each in found["resting"]] == ["unauthorised 20003"]


def test_a_message_that_waits_long_without_a_worker_is_stuck(bare: Installation) -> None:
    bare.residents(ANA)
    bare.snow("--all", "--yes", "--expect", "1", code=5)
    statement(bare, "DELETE FROM breaker")
    long_ago = stored(datetime.now(UTC) - timedelta(minutes=20))
    statement(bare, f"UPDATE dispatch SET created_at = '{long_ago}'")

    shown = bare.tocsin("status", code=3)

    assert "1 ordinary message (SMS) waits since" in shown.out
    assert "20 min" in shown.out


def test_a_lane_is_never_empty_while_nobody_works(bare: Installation) -> None:
    bare.residents(ANA)
    bare.snow("--all", "--yes", "--expect", "1", code=5)
    statement(bare, "DELETE FROM breaker")

    shown = bare.tocsin("status", code=None)
    found = bare.tocsin("status", "--json", code=None).json

    row = next(
        line for line in shown.out.splitlines() if line.split()[:3] == ["ordinary", "SMS", "1"]
    )
    assert row.split()[-1] == "?"
    assert lane(found, "routine")["seconds_left"] is None
