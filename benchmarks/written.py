"""What is written: the rows as a Markdown table, and the table of README.md brought up to date."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.figures import Row

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
HEAD = ("what", "target", "least / median / most", "ratio", "counts?", "met?", "measured")
MET = {True: "yes", False: "**no**", None: ""}


def when_and_where() -> str:
    """Today, and the machine in general words."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )


def table(rows: Sequence[Row]) -> list[str]:
    """The rows as lines of Markdown, dated today, with the machine in general words."""
    where = when_and_where()
    return [_line(HEAD), _line(["---"] * len(HEAD)), *(_line(_cells(row, where)) for row in rows)]


def keep(rows: Sequence[Row]) -> None:
    """Put the rows into README.md, in the place of those of the same name; what was not measured
    now stays."""
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    head, lines = table(rows)[:2], table(rows)[2:]
    kept = {_name(line): line for line in old.strip().splitlines()[2:]}
    kept |= {_name(line): line for line in lines}
    whole = "\n".join([BEGIN, *head, *kept.values(), END])
    README.write_text(before + whole + after, "utf-8")


def _cells(row: Row, where: str) -> list[str]:
    return [row.what, row.target, row.measured, row.ratio, row.counts, MET[row.met], where]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _name(line: str) -> str:
    return line.split("|")[1].strip()
