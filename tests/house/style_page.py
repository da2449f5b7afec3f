"""The numbers of docs/house-style.md, made from what enforces them: `python -m
tests.house.style_page` writes them anew."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house import test_style as style
from tests.house.markdown import renewed

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "house-style.md"
HERE = "`tests/house/test_style.py`"

Row = tuple[str, str, str]


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "style_page", _lines())


def rows() -> Iterator[Row]:
    """Each number: what it limits, the number, and what enforces it."""
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]
    yield "lines of a file, at most", str(style.LONGEST_FILE), HERE
    yield "lines of a file, at the median", str(style.MEDIAN_FILE), HERE
    yield "lines of a function, at most", str(style.LONGEST_FUNCTION), HERE
    yield "lines of a function, at the median", str(style.MEDIAN_FUNCTION), HERE
    yield "lines of a room's docstring, at most", str(style.LONGEST_DOOR), HERE
    yield "words of a test's name, at most", str(style.LONGEST_NAME), HERE
    yield (
        "characters of a line",
        str(ruff["line-length"]),
        f"`ruff format`, and {HERE}: only a text, or a note to ruff or mypy, may run longer",
    )
    yield (
        "arguments of a function, at most",
        str(ruff["lint"]["pylint"]["max-args"]),
        "`ruff check` (PLR0913)",
    )


def _lines() -> Iterator[str]:
    yield from ("| what | number | enforced by |", "|---|---|---|")
    yield from (f"| {' | '.join(row)} |" for row in rows())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
