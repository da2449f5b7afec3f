"""Slips: what can still be read of a settings file in which something is wrong, for those who only
look."""

import re
import tomllib
from collections.abc import Iterable, Sequence

from runtime.config.toml_words import explain_toml, is_left_open
from runtime.sentences import Said, mark

# A full disk or an editor that broke off leaves such a file; it may have named the channels, and
# the database.
EMPTY = mark(
    "{file} is empty: no setting stands in it. Put it back from a copy, or from a backup (tocsin restore); for a new home take it away, then tocsin init."
)
_LINE = re.compile(r"at line (\d+)")
_KEY = re.compile(r"""\s*["']?([\w-]+)""")


def readable(text: str) -> tuple[dict[str, object], list[Said], list[str]]:
    """The tree of a TOML text without the lines that are wrong, what is wrong with them, and the
    names that they begin with."""
    lines = text.splitlines()
    faults: list[Said] = []
    lost: list[str] = []
    taken: dict[int, bool] = {}
    while True:
        try:
            return tomllib.loads("\n".join([*lines, ""])), faults, lost
        except tomllib.TOMLDecodeError as error:
            last, is_open = _wrong(lines, str(error)), is_left_open(error, lines)
            number = _begun(lines, last) if is_open else last
            follows = any(
                was_open and _touch(lines, number, other) for other, was_open in taken.items()
            )
            # Below a list that was left open its lines seem wrong as well.
            if not follows:
                faults.append(explain_toml(error, lines, number))
            taken[number] = is_open or follows
            # What stands between may be part of the text that was left open.
            lost += [key for line in lines[number : last + 1] for key in _KEY.findall(line)[:1]]
            lines[number] = ""


def _begun(lines: Sequence[str], last: int) -> int:
    """The line in which the list, table or text begins that is still open in another; that one
    where none is found."""
    begun = (number for number in range(last, -1, -1) if _is_open(lines[number]))
    return next(begun, last)


def _is_open(line: str) -> bool:
    unclosed = any(line.count(one) > line.count(other) for one, other in ("[]", "{}"))
    return unclosed or any(line.count(marks) % 2 for marks in ('"""', "'''"))


def _touch(lines: Sequence[str], one: int, other: int) -> bool:
    """Whether nothing stands between two lines."""
    first, last = sorted((one, other))
    return not any(line.strip() for line in lines[first + 1 : last])


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
