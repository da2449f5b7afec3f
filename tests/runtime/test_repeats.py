"""A warning that repeats is counted; what happens once is always told."""

import pytest
import structlog

from runtime.repeats import Repeats

RESTS: dict[str, object] = {"event": "channel rests", "channel": "smtp", "why": "transient 421"}


class Clock:
    """Time that passes when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def told(repeats: Repeats, event: dict[str, object], method: str = "warning") -> object:
    """What comes of an event: how often it is said to have come, or that it is only counted."""
    try:
        return repeats(None, method, dict(event)).get("repeats", "told")
    except structlog.DropEvent:
        return "counted"


def test_a_repeated_warning_is_a_line_a_minute_with_number() -> None:
    clock = Clock()
    repeats = Repeats(60, clock)
    first = [told(repeats, RESTS) for _ in range(241)]

    clock.now = 60

    assert (first[0], set(first[1:])) == ("told", {"counted"})
    assert told(repeats, RESTS) == 240
    assert told(repeats, RESTS) == "counted"


@pytest.mark.parametrize(
    "other",
    [{"channel": "twilio"}, {"why": "transient 450"}, {"event": "channel breaks"}, {"alert": 7}],
)
def test_another_warning_is_told(other: dict[str, object]) -> None:
    repeats = Repeats(60, Clock())
    told(repeats, RESTS)

    assert told(repeats, RESTS | other) == "told"


def test_a_number_that_only_counts_makes_no_other_warning() -> None:
    repeats = Repeats(60, Clock())
    told(repeats, RESTS | {"waiting": 3})

    assert told(repeats, RESTS | {"waiting": 4}) == "counted"


def test_an_event_that_is_no_warning_is_always_told() -> None:
    repeats = Repeats(60, Clock())

    assert [told(repeats, {"event": "alert issued", "alert": 1}, "info") for _ in range(3)] == [
        "told"
    ] * 3
