"""docs/problems.md, made from the code: `python -m tests.house.problems_page` writes it anew."""

from collections.abc import Iterator
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from pkgutil import walk_packages

from runtime import Problem
from tests.house.markdown import cell, renewed
from tests.house.test_style import ROOMS
from web.problems import name_of, status_of

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "problems_page", _lines())


def problems() -> list[type[Problem]]:
    """Every kind of problem of the program, in the order of their names."""
    for room in ROOMS:
        for module in walk_packages(import_module(room).__path__, f"{room}."):
            import_module(module.name)
    kinds: set[type[Problem]] = {Problem, *_below(Problem)}
    ours = (kind for kind in kinds if kind.__module__.split(".")[0] in ROOMS)
    return sorted(ours, key=lambda kind: (name_of(kind), kind.__module__))


def _below(kind: type[Problem]) -> Iterator[type[Problem]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def _lines() -> Iterator[str]:
    yield from (
        "| problem | HTTP | exit | what it says | room |",
        "|---|---|---|---|---|",
    )
    yield from map(_row, problems())


def _row(kind: type[Problem]) -> str:
    room = kind.__module__.split(".")[0]
    status = "" if room == "console" else status_of(kind)
    own = vars(kind).get("for_programs", "")
    told = cell(getdoc(kind) or "") + (f" *Programs are told:* {cell(own)}" if own else "")
    return f"| `{name_of(kind)}` | {status} | {kind.exit.value} | {told} | {room} |"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
