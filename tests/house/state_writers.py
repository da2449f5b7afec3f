"""Where a file writes the column `state` of a table, read from its syntax tree."""

import ast
from collections.abc import Iterator


def state_writers(tree: ast.Module) -> Iterator[int]:
    """The lines that write it: in `.values(state=...)`, by its name in a row, by the attribute."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) == "values":
            yield from (node.lineno for keyword in node.keywords if keyword.arg == "state")
        if isinstance(node, ast.Dict):
            yield from (key.lineno for key in node.keys if key is not None and _says_state(key))
        if isinstance(node, ast.List | ast.Tuple):
            yield from (each.lineno for each in node.elts if _says_state(each))
        if isinstance(node, ast.Assign):
            yield from (target.lineno for target in node.targets if _is_state_of_a_row(target))


def _says_state(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == "state"


def _is_state_of_a_row(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "state"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
