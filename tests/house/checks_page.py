"""The table of docs/checks.md, made from the code: `python -m tests.house.checks_page` writes it
anew."""

from collections.abc import Iterator
from pathlib import Path

from checks import CHECKS, Check, Level

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
MARK = "<!-- made from the code: python -m tests.house.checks_page -->"


def page() -> str:
    """The page as it should be."""
    return PAGE.read_text("utf-8").partition(MARK)[0] + MARK + "\n\n" + "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from ("| check | looks at | WARN | FAIL | made by |", "|---|---|---|---|---|")
    yield from map(_line, CHECKS)


def _line(check: Check) -> str:
    made_by = "`status`, `doctor`" if check.at_night else "`doctor`"
    faults = (check.faults.get(level, "") for level in (Level.WARN, Level.FAIL))
    return f"| {' | '.join((check.name, check.looks_at, *faults, made_by))} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
