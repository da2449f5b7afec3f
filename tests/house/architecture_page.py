"""The picture of docs/architecture.md, made from the imports: `python -m
tests.house.architecture_page` writes it anew."""

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.house.markdown import renewed

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
ENTRANCE = "cli.py"

Arrows = Mapping[str, frozenset[str]]


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "architecture_page", _lines())


def rooms() -> Sequence[str]:
    """The rooms from the top of the staircase to its foot, as the layers of import-linter have
    them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    [layers] = [
        each["layers"]
        for each in contracts
        if each["type"] == "layers" and "containers" not in each
    ]
    return [room.strip() for layer in layers for room in layer.split("|")]


def imports() -> Arrows:
    """For the entrance and every room the rooms that it imports, anywhere in any of its files."""
    known = rooms()
    files = {
        ENTRANCE: [ROOT / ENTRANCE],
        **{room: sorted((ROOT / room).rglob("*.py")) for room in known},
    }
    return {
        name: frozenset(room for path in paths for room in _imported(path) if room in known)
        - {name}
        for name, paths in files.items()
    }


def without_shortcuts(arrows: Arrows) -> Arrows:
    """The arrows without those whose end is also reached by a longer way."""
    return {
        name: frozenset(room for room in straight if not _leads_on(arrows, straight - {room}, room))
        for name, straight in arrows.items()
    }


def _leads_on(arrows: Arrows, begins: frozenset[str], end: str) -> bool:
    return any(end in arrows[each] or _leads_on(arrows, arrows[each], end) for each in begins)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)


def _lines() -> Iterator[str]:
    order = [ENTRANCE, *rooms()]
    yield from ("```mermaid", "flowchart TD")
    yield from (f'    {_box(name)}["{name}"]' for name in order)
    for name, straight in without_shortcuts(imports()).items():
        yield from (f"    {_box(name)} --> {_box(room)}" for room in order if room in straight)
    yield from ("```", "", "| room | what it does |", "|---|---|")
    yield from (f"| `{room}` | {_says(room)} |" for room in rooms())


def _box(name: str) -> str:
    return name.removesuffix(".py")


def _says(room: str) -> str:
    """The first line of a room's docstring, without its name."""
    said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8"))) or ""
    return said.splitlines()[0].partition(": ")[2].replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
