"""docs/commands.md, made from the Typer app: `python -m tests.house.commands_page` writes it
anew."""

import re
from collections.abc import Iterator
from enum import Enum
from inspect import cleandoc
from pathlib import Path
from typing import Any

from console.terminal.old_names import OPTIONS
from tests.house.commands import TREE
from tests.house.markdown import cell, renewed

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
EXAMPLES = "Example"
EXAMPLE = re.compile(rf"^(?:{EXAMPLES}: *)?(tocsin .*)$")


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "commands_page", _lines())


def walk(node: Any = TREE, path: str = "tocsin") -> Iterator[tuple[str, Any]]:
    """Every command and group of commands, with what is typed to call it; a group before its
    commands."""
    yield path, node
    for name, each in getattr(node, "commands", {}).items():
        yield from walk(each, f"{path} {name}")


def _lines() -> Iterator[str]:
    for path, node in walk():
        if not node.hidden:
            yield from (f"## {path}", "", *_told(node), *_table(node))
    yield from (
        "## Old names",
        "",
        "Understood for one release, with a warning.",
        "",
        "| old | today |",
        "|---|---|",
    )
    yield from (f"| `{before}` | `{now}` |" for before, now in OPTIONS.items())
    yield from (
        f"| `{path}` | {cell(node.help.partition(EXAMPLES)[0])} |"
        for path, node in walk()
        if node.hidden
    )


def _told(node: Any) -> Iterator[str]:
    """What the help page says: its paragraphs, and its examples as a block that can be copied."""
    examples = []
    for paragraph in re.split(r"\n\s*\n", cleandoc(node.help or "")):
        lines = [line.strip() for line in paragraph.splitlines()]
        if found := [typed[1] for line in lines if (typed := EXAMPLE.match(line))]:
            examples += found
        elif lines != [f"{EXAMPLES}s:"]:
            yield from (cell(" ".join(lines)), "")
    if examples:
        yield from ("```sh", *examples, "```", "")


def _table(node: Any) -> Iterator[str]:
    shown = [each for each in node.params if not getattr(each, "hidden", False)]
    if shown:
        yield from ("| argument, option | what it does |", "|---|---|", *map(_row, shown), "")


def _row(each: Any) -> str:
    if each.param_type_name == "argument":
        name = (each.metavar or each.name).upper().strip("[]")
        forms = f"`{name}`" if each.required else f"`[{name}]`"
    else:
        value = "" if each.is_flag else f" {each.metavar or _value(each)}"
        forms = ", ".join(f"`{name}{value}`" for name in (*each.opts, *each.secondary_opts))
    return f"| {forms} | {cell(each.help or '')}{_default(each)} |"


def _value(option: Any) -> str:
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return r"\|".join(str(each.value) for each in kind)
    return {int: "N", float: "N", Path: "FILE"}.get(kind, "TEXT")


def _default(each: Any) -> str:
    value = each.default.value if isinstance(each.default, Enum) else each.default
    plain = isinstance(value, str | int | float | Path) and not isinstance(value, bool)
    return f" (default `{value}`)" if plain and value != "" else ""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
