"""The table of docs/checks.md, made from the code: `python -m tests.house.checks_page` writes it
anew."""

from collections.abc import Iterator
from pathlib import Path

from checks import CHECKS, Level
from checks.results import Check
from tests.house.markdown import renewed

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "checks_page", _lines())


def _lines() -> Iterator[str]:
    yield from ("| check | looks at | WARN | FAIL | made by |", "|---|---|---|---|---|")
    yield from map(_line, CHECKS)


def _line(check: Check) -> str:
    made_by = "`status`, `doctor`" if check.at_night else "`doctor`"
    faults = (check.faults.get(level, "") for level in (Level.WARN, Level.FAIL))
    return f"| {' | '.join((check.name, check.looks_at, *faults, made_by))} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
