"""Times at the terminal: with the day's name, how far away, and the year that somebody has to
type."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.terminal.times import distance, local_time
from tests.journeys.conftest import Installation
from tests.journeys.terminal import at_terminal

ATHENS = ZoneInfo("Europe/Athens")
NOW = datetime(2026, 11, 26, 0, 8, tzinfo=UTC)


def far_ahead() -> datetime:
    """A day that is more than 60 days ahead, whatever the day is today."""
    return datetime.now(ATHENS) + timedelta(days=100)


def test_a_time_is_shown_local_with_the_day() -> None:
    assert local_time(NOW, ATHENS) == "Thu 26/11/2026 02:08"


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (timedelta(minutes=-8), "8 minutes ago"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(seconds=20), "now"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(days=5), "in 5 days"),
    ],
)
def test_a_distance_is_said_in_words(apart: timedelta, words: str) -> None:
    assert distance(NOW + apart, now=NOW) == words


def test_a_date_far_ahead_is_asked_about(bare: Installation) -> None:
    meant = far_ahead()
    typed = ("--set", f"from={meant:%-d/%-m} 20:00", "--set", f"until={meant:%-d/%-m/%Y} 23:00")

    bare.residents({"phone": "+306900000001"})
    code, seen = at_terminal(
        bare, ("send", "snow", "--all", "--dry-run", *typed), {"if that is meant": f"{meant:%Y}"}
    )

    assert code == 0, seen
    assert f"would be {meant:%a %d/%m/%Y} 20:00, in 10" in " ".join(seen.split())
    assert "Nothing was sent" in seen


def test_another_year_sends_nothing(bare: Installation) -> None:
    meant = far_ahead()
    typed = ("--set", f"from={meant:%-d/%-m} 20:00", "--set", f"until={meant:%-d/%-m/%Y} 23:00")

    code, seen = at_terminal(
        bare, ("send", "snow", "--all", "--dry-run", *typed), {"if that is meant": "no"}
    )

    assert (code, "Write the year" in seen) == (2, True)
    assert f"You answered 'no', not {meant:%Y}" in " ".join(seen.split())


def test_a_script_is_told_to_write_the_year(bare: Installation) -> None:
    meant = far_ahead()
    typed = ("--set", f"from={meant:%-d/%-m} 20:00", "--set", f"until={meant:%-d/%-m/%Y} 23:00")

    ran = bare.tocsin("send", "snow", "--all", "--yes", "--expect", "1", *typed, code=2)

    assert "write the year" in ran.err
    assert "13/9/2027 08:00" in ran.err
