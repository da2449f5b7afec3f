"""Slips: what can still be read of a settings file in which something is wrong, for those who only look."""

import re
import tomllib
from collections.abc import Iterable, Sequence

_LINE = re.compile(r"at line (\d+)")
_KEY = re.compile(r"""\s*["']?([\w-]+)""")


def readable(text: str) -> tuple[dict[str, object], str, list[str]]:
    """The tree of a TOML text without the lines that are wrong, what is wrong with the first of them, and the names that they begin with."""
    lines, fault = text.splitlines(), ""
    lost: list[str] = []
    while True:
        try:
            return tomllib.loads("\n".join(lines)), fault, lost
        except tomllib.TOMLDecodeError as error:
            fault = fault or str(error)
            number = _wrong(lines, str(error))
            lost += _KEY.findall(lines[number])[:1]
            lines[number] = ""


def without(tree: dict[str, object], places: Iterable[Sequence[int | str]]) -> bool:
    """Take what stands at these places out of a tree of settings; whether there was any."""
    taken = [_take(tree, place) for place in places]
    return any(taken)


def _wrong(lines: Sequence[str], error: str) -> int:
    """The line that is wrong, or the last before it that says anything."""
    found = _LINE.search(error)
    last = min(int(found[1]), len(lines)) if found else len(lines)
    before = [number for number in range(last) if lines[number].strip()]
    after = [number for number in range(last, len(lines)) if lines[number].strip()]
    return before[-1] if before else after[0]


def _take(tree: dict[str, object], place: Sequence[int | str]) -> bool:
    """Take out the deepest section or setting on the way to a place."""
    branch, steps = tree, [str(step) for step in place]
    for step, following in zip(steps, [*steps[1:], ""], strict=True):
        inner = branch.get(step)
        if isinstance(inner, dict) and following in inner:
            branch = inner
            continue
        known = step in branch
        branch.pop(step, None)
        return known
    return False
