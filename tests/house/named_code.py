"""What a page names of the code: files, and functions as `file.py:function`, `file.py:Class.method`
or `file.py::test`."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`((?:[\w-]+/)*[\w-]+\.py)(?:::?([\w.]+))?`")


def named_in(text: str) -> Sequence[tuple[str, str]]:
    """Every file that stands between backticks, with the name after its colon; empty when it has
    none."""
    return NAMED.findall(text)


def is_there(file: str, name: str) -> bool:
    """Whether the file exists, and the function, class or method in it."""
    path = ROOT / file
    return path.is_file() and (not name or name in _names(path))


@cache
def _names(path: Path) -> frozenset[str]:
    return frozenset(_defined(ast.parse(path.read_text("utf-8")).body, ""))


def _defined(body: Sequence[ast.stmt], within: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield within + node.name
            if isinstance(node, ast.ClassDef):
                yield from _defined(node.body, f"{within}{node.name}.")
