"""Tokens that open nothing, as they are counted for staff."""

from datetime import timedelta

from sqlalchemy import select

from staff.tables import FAILED_TOKENS
from staff.tokens import count_failures, recent_failures
from staff.tokens.failures import MOST_NETWORKS, TokenFailures
from tests.staff.conftest import Bureau

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def counted(bureau: Bureau, numbers: dict[str, int], after: timedelta = timedelta()) -> None:
    with bureau.database.writing() as session:
        count_failures(session, numbers, now=bureau.now + after)


def found(bureau: Bureau, after: timedelta = timedelta()) -> TokenFailures:
    with bureau.database.reading() as session:
        return recent_failures(session, since=bureau.now + after - DAY)


def rows(bureau: Bureau) -> list[str]:
    with bureau.database.reading() as session:
        return list(session.scalars(select(FAILED_TOKENS.c.network)))


def test_failures_of_an_hour_are_added_up(bureau: Bureau) -> None:
    assert found(bureau) == TokenFailures(0)

    counted(bureau, {"192.0.2.1/32": 2, "198.51.100.7/32": 4})
    counted(bureau, {"192.0.2.1/32": 3}, HOUR)

    assert found(bureau, HOUR) == TokenFailures(9, bureau.now + HOUR, "192.0.2.1/32")
    assert len(rows(bureau)) == 3


def test_failures_are_let_go_of_after_a_week(bureau: Bureau) -> None:
    counted(bureau, {"192.0.2.1/32": 2})
    counted(bureau, {"198.51.100.7/32": 1}, 8 * DAY)

    assert rows(bureau) == ["198.51.100.7/32"]


def test_many_networks_are_counted_as_others(bureau: Bureau) -> None:
    counted(bureau, {f"192.0.2.{each}/32": 1 for each in range(MOST_NETWORKS + 50)})

    assert len(rows(bureau)) == MOST_NETWORKS + 1
    assert found(bureau) == TokenFailures(MOST_NETWORKS + 50, bureau.now, "others")
