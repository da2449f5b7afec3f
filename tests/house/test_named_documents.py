"""Every document that a comment, a docstring or another document names is in the tree, and every
file of the program that a document names; a decision names what was there when it was made."""

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path, PurePath
from posixpath import dirname, join, normpath

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"(?<![\w./-])[\w./-]*\w\.md\b")
SOURCE = re.compile(r"(?<![\w./<-])[\w-]+(?:/[\w-]+)+\.py\b")
ELSEWHERE = {"src/tocsin_gateway.py"}  # in the package of whoever writes an adapter
# A literal that is nothing but a file's name is a piece of a path.
PIECE = re.compile(r'"[\w-]+\.md"')
REMARKED = re.compile(r"^ *#.*$", re.MULTILINE)
# A history names what was there once; a test may write documents of its own.
HISTORY, TESTS = "CHANGELOG.md", "tests"
REMARKS = {".toml", ".sh", ".service", ".timer", ".cron", ".yml", ""}


def test_every_document_that_is_named_is_in_the_tree() -> None:
    tree = _listed()
    named = [
        (path, name)
        for path in tree
        for name in NAMED.findall(
            _words(PurePath(path), (ROOT / path).read_bytes().decode(errors="replace"))
        )
    ]

    assert len(named) > 150
    assert [f"{path}: {name}" for path, name in named if not _is_in(tree, path, name)] == []


def test_every_source_file_named_is_in_the_tree() -> None:
    tree = _listed()
    documents = [
        path
        for path in tree
        if path.endswith(".md") and path != HISTORY and not path.startswith("docs/decisions/")
    ]
    named = {
        (path, name) for path in documents for name in SOURCE.findall((ROOT / path).read_text())
    }

    assert len(named) > 100
    assert {each for each in named if each[1] not in tree | ELSEWHERE} == set()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/staff.md", "[how](gone.md#part), or `docs/gone.md`"),
        ("staff/roles.py", '"""Roles (gone.md 17)."""'),
        ("staff/roles.py", "LONGEST = 40  # as gone.md has it"),
        ("staff/roles.py", 'print("docs/gone.md says more")'),
        ("tests/staff/test_roles.py", '"""Roles, by docs/gone.md."""'),
        ("deploy/tocsin.cron", "# See gone.md.\n"),
    ],
)
def test_a_document_that_is_not_there_is_found(path: str, text: str) -> None:
    tree = {"docs/staff.md", "README.md"}
    names = NAMED.findall(_words(PurePath(path), text))

    assert names
    assert [name for name in names if _is_in(tree, path, name)] == []


def test_a_document_is_named_from_the_root_or_beside_it() -> None:
    tree = {"docs/staff.md", "docs/decisions/0001.md", "README.md"}

    assert _is_in(tree, "docs/api.md", "staff.md")
    assert _is_in(tree, "docs/decisions/0002.md", "../staff.md")
    assert _is_in(tree, "staff/roles.py", "docs/staff.md")
    assert not _is_in(tree, "staff/roles.py", "staff.md")


def test_a_document_written_by_a_test_is_not_ours() -> None:
    assert (
        NAMED.findall(_words(PurePath("tests/test_it.py"), 'path.write_text("[gone](gone.md)")'))
        == []
    )


def _listed() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()}


def _is_in(tree: set[str], path: str, name: str) -> bool:
    return name in tree or normpath(join(dirname(path), name)) in tree


def _words(path: PurePath, text: str) -> str:
    """What of a file is looked at."""
    if str(path) == HISTORY or ".md" not in text:
        return ""
    if path.suffix == ".py" and path.parts[0] == TESTS:
        return "\n".join((*_docstrings(text), *_comments(text)))
    if path.suffix in {".py", ".md"}:
        return PIECE.sub("", text)
    return "\n".join(REMARKED.findall(text)) if path.suffix in REMARKS else ""


def _docstrings(text: str) -> Iterator[str]:
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, kinds):
            yield ast.get_docstring(node) or ""


def _comments(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
