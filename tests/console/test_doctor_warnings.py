"""What the doctor says of the hours when nobody watches."""

from sqlalchemy import text

from runtime.database import connect_database, sqlite_url
from tests.journeys.conftest import Installation

NOBODY = ("--yes", "--expect", "0")


def test_a_policy_that_asks_nobody_is_pointed_out(bare: Installation) -> None:
    examined = bare.tocsin("doctor", code=None, TOCSIN_APPROVAL__SEVERITIES="[]").out

    assert "one person alone can send a severe alert" in examined


def test_a_lone_approver_is_pointed_out_until_there_are_two(bare: Installation) -> None:
    lone = bare.tocsin("doctor", code=None).out
    bare.tocsin("staff", "add", "Nikos", "--role", "approver")
    examined = bare.tocsin("doctor", code=None).out

    assert "a second is asked for once there are two approvers" in lone
    assert "one person alone" not in examined


def test_a_second_person_who_does_not_exist_is_missed(bare: Installation) -> None:
    examined = bare.tocsin("doctor", code=None, TOCSIN_APPROVAL__SEVERITIES='["Severe"]').out

    assert "there is only one approver" in examined


def test_a_schedule_that_nobody_looks_at_is_named(bare: Installation) -> None:
    when = ("--set", "from=occurrence", "--set", "until=occurrence+1h")
    bare.tocsin(
        "schedules", "add", "daily", "--template", "drill", "--every", "1d", "--all", *when, *NOBODY
    )
    _three_days_ago(bare)

    examined = bare.tocsin("doctor", code=None).out

    assert "nobody looked" in examined
    assert "nobody is told of a fault, or of a schedule that is not sent" in examined


def _three_days_ago(bare: Installation) -> None:
    database = connect_database(sqlite_url(bare.home / "tocsin.db"))
    with database.writing() as session:
        session.execute(
            text("UPDATE schedule SET starts_at = '2026-01-01', done_until = '2026-01-01'")
        )
    database.close()
