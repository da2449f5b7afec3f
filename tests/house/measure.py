"""The form of a checkout in numbers: `python -m tests.house.measure [FOLDER [FOLDER]]`.

Two folders stand beside each other as before and after. It reads the syntax trees and imports
nothing of what it measures, so today's script measures an older commit too.
"""

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from statistics import median

from tests.house.state_writers import state_writers

HERE = Path(__file__).parents[2]
NO_ROOMS = ("tests", "benchmarks", "examples")
NOT_READ = ("tests", "migrations")  # for the length of files and functions
DOOR = "__init__.py"
LIST = "__all__"
WIDTH = 100
NOT_FORMATTED = re.compile(r"#\s*fmt:\s*skip")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Exported = tuple[str, str]  # a door as it is imported, and a name


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file of a checkout."""

    path: PurePath
    lines: tuple[str, ...]
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package it lies in, as it is imported."""
        return ".".join(self.path.parent.parts)

    @property
    def module(self) -> str:
        """How it is imported itself."""
        return self.package if self.path.name == DOOR else f"{self.package}.{self.path.stem}"

    @property
    def is_door(self) -> bool:
        """Whether it is the door of a package, or lists by itself what others may import."""
        return self.path.name == DOOR or any(
            isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == LIST
            for node in self.tree.body
        )

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


def measure(folder: Path) -> dict[str, str]:
    """Every row of the table for one checkout, the doors by their names."""
    every = list(sources(folder))
    code = [each for each in every if each.path.parts[0] not in NOT_READ]
    return {
        "files: count, lines median, p90, max": spread([len(each.lines) for each in code]),
        "functions: count, lines median, p90, max": spread(
            [_length(function) for each in code for function in each.functions()]
        ),
        "classes: public names that stand for more than one": str(len(names_used_twice(code))),
        **doors(code, [each for each in every if each.path.parts[0] != "tests"]),
        "writers of a delivery's state: files, places": writers(code),
        "`fmt: skip`: outside a door, in a door": unformatted(every),
        f"lines longer than {WIDTH}": str(
            sum(_is_long(line) for each in every for line in each.lines)
        ),
        **tests(every),
    }


def sources(folder: Path) -> Iterator[Source]:
    """Every Python file outside hidden folders."""
    for path in sorted(folder.rglob("*.py")):
        inside = path.relative_to(folder)
        if not any(part.startswith(".") for part in inside.parts):
            text = path.read_text("utf-8")
            yield Source(inside, tuple(text.splitlines()), ast.parse(text))


def spread(lengths: Sequence[int]) -> str:
    """How many there are, their median, the ninetieth percentile and the longest."""
    if not lengths:
        return "0"
    ninetieth = sorted(lengths)[len(lengths) * 9 // 10]
    return f"{len(lengths)}, {median(lengths):g}, {ninetieth}, {max(lengths)}"


def names_used_twice(code: Sequence[Source]) -> set[str]:
    """The public names that more than one class bears."""
    borne = Counter(
        node.name for each in code for node in each.tree.body if isinstance(node, ast.ClassDef)
    )
    return {name for name, count in borne.items() if count > 1 and not name.startswith("_")}


def doors(code: Sequence[Source], importers: Sequence[Source]) -> dict[str, str]:
    """How many names each door exports, and how many of all nobody outside the tests imports."""
    found = {
        each.module: exports(each.tree)
        for each in code
        if each.is_door and each.path.parts[0] not in NO_ROOMS
    }
    unused = {(door, name) for door, names in found.items() for name in names} - imported(importers)
    rows = {f"names of the door {door}": str(len(names)) for door, names in found.items()}
    return rows | {"names of a door that nobody outside imports": str(len(unused))}


def exports(door: ast.Module) -> set[str]:
    """What a door lists in `__all__`, or else the public names that it imports."""
    for node in door.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == LIST:
            return set(ast.literal_eval(node.value))
    return {
        each.asname or each.name
        for node in door.body
        if isinstance(node, ast.ImportFrom)
        for each in node.names
        if not (each.asname or each.name).startswith("_")
    }


def imported(importers: Sequence[Source]) -> set[Exported]:
    """What files import from a package they do not lie in."""
    return {
        (node.module, each.name)
        for source in importers
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module and not _lies_in(source, node.module)
        for each in node.names
    }


def _lies_in(source: Source, package: str) -> bool:
    return f"{source.package}.".startswith(f"{package}.")


def writers(code: Sequence[Source]) -> str:
    """In how many files, and how many places, the room `delivery` writes a column `state`."""
    places = [
        len(list(state_writers(each.tree))) for each in code if each.path.parts[0] == "delivery"
    ]
    return f"{sum(count > 0 for count in places)}, {sum(places)}"


def unformatted(every: Sequence[Source]) -> str:
    """How often the formatter is switched off, outside a door and in one."""
    found = Counter(
        each.path.name == DOOR
        for each in every
        for line in each.lines
        if NOT_FORMATTED.search(line)
    )
    return f"{found[False]}, {found[True]}"


def tests(every: Sequence[Source]) -> dict[str, str]:
    """How many tests there are, and the words of their names."""
    names = [
        function.name
        for each in every
        if each.path.parts[0] == "tests" and each.path.name.startswith("test_")
        for function in each.functions()
        if function.name.startswith("test_")
    ]
    words = [name.count("_") for name in names] or [0]
    length = f"{median(words):g}, {max(words)}"
    return {"tests": str(len(names)), "words in the name of a test: median, max": length}


def table(measured: dict[str, dict[str, str]]) -> str:
    """A table in Markdown: a row for every number, a column for every checkout."""
    rows = dict.fromkeys(row for column in measured.values() for row in column)
    cells = [("", *measured), ("---",) * (1 + len(measured))]
    cells += [(row, *(column.get(row, "-") for column in measured.values())) for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _length(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def _is_long(line: str) -> bool:
    return len(line) > WIDTH


def main() -> None:
    """Print the table of this checkout, of one, or of two beside each other."""
    parser = argparse.ArgumentParser("python -m tests.house.measure", description=__doc__)
    parser.add_argument(
        "folder", nargs="*", type=Path, help="a checkout, or the one before and the one after"
    )
    folders: list[Path] = parser.parse_args().folder
    if len(folders) > 2:
        parser.error("at most two folders: before and after")
    names = ("before", "after") if len(folders) == 2 else ("now",)
    print(
        table(
            {name: measure(folder) for name, folder in zip(names, folders or [HERE], strict=True)}
        )
    )


if __name__ == "__main__":
    main()
