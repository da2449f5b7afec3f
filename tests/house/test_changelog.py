"""CHANGELOG.md has the form of Keep a Changelog: each line under Added, Changed or Fixed of a day,
the newest first."""

import re
from datetime import date
from pathlib import Path

CHANGELOG = (Path(__file__).parents[2] / "CHANGELOG.md").read_text("utf-8")
KINDS = ("Added", "Changed", "Fixed")


def _sections(level: str, text: str) -> dict[str, str]:
    """What stands under each heading of a level."""
    parts = re.split(rf"^{level} (.*)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _days() -> dict[str, str]:
    return {
        day: text
        for release in _sections("##", CHANGELOG).values()
        for day, text in _sections("###", release).items()
    }


def test_the_days_stand_in_order() -> None:
    days = [date.fromisoformat(day) for day in _days()]

    assert days == sorted(days, reverse=True)


def test_each_line_is_added_changed_or_fixed() -> None:
    kinds = [kind for text in _days().values() for kind in _sections("####", text)]
    inside = [
        line
        for text in _days().values()
        for part in _sections("####", text).values()
        for line in _lines(part)
    ]

    assert set(kinds) == set(KINDS)
    assert inside == _lines(CHANGELOG)


def test_no_line_stands_twice() -> None:
    lines = _lines(CHANGELOG)

    assert [line for line in lines if lines.count(line) > 1] == []


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("- ")]
