"""The index of faults names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_index_names_exists() -> None:
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", (ROOT / "docs" / "faults.md").read_text("utf-8"))

    assert len(named) > 40
    assert [each for each in named if each[1] not in _tests(ROOT / each[0])] == []


def _tests(path: Path) -> set[str]:
    if not path.exists():
        return set()
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, functions)}
