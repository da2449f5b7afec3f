"""No rehearsal opens a session that writes: whoever only wants to see what would happen keeps no
message waiting."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.test_style import ROOMS, ROOT

WRITES = {"writing", "write", "courtesy"}


def written(source: str) -> list[int]:
    """The lines in rehearsals, and in what is done under `dry_run`, that open a session that
    writes."""
    return sorted(
        {
            call.lineno
            for part in _rehearsals(ast.parse(source))
            for call in ast.walk(part)
            if isinstance(call, ast.Attribute) and call.attr in WRITES and _is_database(call.value)
        }
    )


def _rehearsals(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and "rehears" in node.name.lower()
        ):
            yield node
        if isinstance(node, ast.If) and "dry_run" in ast.unparse(node.test):
            yield from node.orelse if isinstance(node.test, ast.UnaryOp) else node.body
        if isinstance(node, ast.IfExp) and "dry_run" in ast.unparse(node.test):
            yield node.orelse if isinstance(node.test, ast.UnaryOp) else node.body


def _is_database(value: ast.expr) -> bool:
    return "database" in ast.unparse(value)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("def rehearse(home):\n    with home.database.writing() as session:\n        pass", [2]),
        (
            "if wanted.dry_run:\n    with database.courtesy():\n        pass\nelse:\n    database.writing()",
            [2],
        ),
        ("if not dry_run:\n    database.writing()\nelse:\n    database.writing()", [4]),
        ("done = database.writing() if dry_run else None", [1]),
        ("class Rehearsal:\n    async def go(self):\n        await self.database.write(work)", [3]),
        ("async def rehearse(database):\n    await database.write(work)", [2]),
        ("def rehearse(database):\n    with database.reading():\n        out.write('')", []),
    ],
)
def test_a_rehearsal_that_writes_is_found(source: str, lines: list[int]) -> None:
    assert written(source) == lines


def test_no_rehearsal_opens_a_writing_session() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]

    found = {str(path.relative_to(ROOT)): written(path.read_text("utf-8")) for path in files}

    assert {path: lines for path, lines in found.items() if lines} == {}
