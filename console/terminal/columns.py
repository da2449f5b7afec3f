"""A table in the width of the screen: cells are broken between words, and spare columns are left
out."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

GAP = 2
Line = Sequence[str]


def table_lines(
    lines: Sequence[Line], width: int | None, spare: Sequence[int] = ()
) -> Iterator[str]:
    """The lines of a table in this width, as it comes without one.

    `spare` are the columns that are left out, in this order, where the others would not fit.
    """
    kept = _kept(lines, width, spare)
    chosen = [[line[column] for column in kept] for line in lines]
    widths = _widths(chosen, width)
    for line in chosen:
        cells = [
            wrap(cell, room, break_on_hyphens=False) or [""]
            for cell, room in zip(line, widths, strict=True)
        ]
        for parts in zip_longest(*cells, fillvalue=""):
            padded = (part.ljust(room) for part, room in zip(parts, widths, strict=True))
            yield (" " * GAP).join(padded).rstrip()


def _kept(lines: Sequence[Line], width: int | None, spare: Sequence[int]) -> list[int]:
    """The columns that are shown."""
    kept, left_out = list(range(len(lines[0]))), list(spare)
    least = _least(lines)
    while (
        width is not None and left_out and sum(least[column] + GAP for column in kept) - GAP > width
    ):
        kept.remove(left_out.pop(0))
    return kept


def _widths(lines: Sequence[Line], width: int | None) -> list[int]:
    """As wide as the widest cell; where that is too much, the widest columns give way, down to
    their longest word."""
    widths = [max(1, *(len(line[column]) for line in lines)) for column in range(len(lines[0]))]
    least = _least(lines)
    room = sum(widths) if width is None else width - GAP * (len(widths) - 1)
    while sum(widths) > room and max(widths) > 1:
        loose = [column for column, wide in enumerate(widths) if wide > least[column]]
        widest = max(loose or range(len(widths)), key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _least(lines: Sequence[Line]) -> list[int]:
    """The longest word of each column, with its indentation."""
    return [max(1, *(_longest(line[column]) for line in lines)) for column in range(len(lines[0]))]


def _longest(cell: str) -> int:
    step_in = len(cell) - len(cell.lstrip())
    return step_in + max(map(len, cell.split()), default=0)
