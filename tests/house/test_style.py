"""The house rules that a machine can check (docs/house-style.md); its table of numbers is made from
those here."""

import ast
import io
import re
import subprocess
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.house.architecture_page import rooms

ROOT = Path(__file__).parents[2]
ROOMS = rooms()
LONGEST_FILE, MEDIAN_FILE = 250, 105
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LONGEST_LINE = PROJECT["tool"]["ruff"]["line-length"]
LONGEST_FUNCTION, MEDIAN_FUNCTION = 35, 10
# Lines of a room's docstring.
LONGEST_DOOR = 12
# Words of a test's name.
LONGEST_NAME = 10
# Pronouns, and words that begin a clause: none is what a test is about.
NO_SUBJECT = (
    "i it he she we you they one this that these those there who whom whose which what whoever "
    "whatever both others nobody nothing somebody something everybody everything anybody anything "
    "after as because before by for from how if in of on once since though to too until when "
    "where while why with without"
)


def _sources() -> list[Path]:
    return [
        ROOT / "cli.py",
        *(
            path
            for room in (*ROOMS, "examples", "benchmarks")
            for path in (ROOT / room).rglob("*.py")
        ),
    ]


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield (
                f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
                (node.end_lineno or 0) - node.lineno + 1,
            )


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in _sources()}

    assert {str(path): length for path, length in lengths.items() if length > LONGEST_FILE} == {}
    assert median(lengths.values()) <= MEDIAN_FILE


def test_functions_are_short() -> None:
    lengths = dict(function for path in _sources() for function in _functions(path))

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    assert median(lengths.values()) <= MEDIAN_FUNCTION


def test_lines_are_at_most_a_hundred_long() -> None:
    """What is longer stands in a string or is a note to ruff or mypy; a door may be wide."""
    assert [place for path in _within_doors() for place in _long_lines(path)] == []


def test_the_formatter_is_switched_off_in_doors_alone() -> None:
    off = re.compile(r"#\s*fmt: ?(skip|off)")

    found = [str(path) for path in _within_doors() if off.search(path.read_text("utf-8"))]

    assert found == []


def _within_doors() -> list[Path]:
    paths = [*_sources(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]
    return [path for path in paths if path.name != "__init__.py"]


def _long_lines(path: Path) -> Iterator[str]:
    content = path.read_text("utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(content).readline)
    strings = {
        number
        for token in tokens
        if token.type == tokenize.STRING
        for number in range(token.start[0], token.end[0] + 1)
    }
    for number, line in enumerate(content.splitlines(), 1):
        excused = re.search(r"# (noqa|type: ignore)", line) or number in strings
        prose = line.lstrip().startswith(('"""', "#"))
        if len(line) > LONGEST_LINE and (prose or not excused):
            yield f"{path.relative_to(ROOT)}:{number}"


def test_the_name_of_a_test_is_short() -> None:
    found = {f"{place}::{name}": name.count("_") for place, name in _tests()}

    assert {test: words for test, words in found.items() if words > LONGEST_NAME} == {}


def test_the_name_of_a_test_begins_with_its_subject() -> None:
    wrong = set(NO_SUBJECT.split())

    assert [f"{place}::{name}" for place, name in _tests() if name.split("_")[1] in wrong] == []


def _tests() -> Iterator[tuple[Path, str]]:
    """Every test with its file, those of the kit for adapters too."""
    folders = (ROOT / "tests", ROOT / "channels" / "testing")
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if node.name.startswith("test_"):
                yield path.relative_to(ROOT), node.name


def test_no_test_replaces_a_piece_of_the_program() -> None:
    banned = re.compile(r"mock\.patch|monkeypatch\.setattr|monkeypatch\.setitem|@patch")
    tests = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]

    assert [str(path) for path in tests if banned.search(path.read_text("utf-8"))] == []


def test_the_root_command_is_nothing_but_composition() -> None:
    tree = ast.parse((ROOT / "cli.py").read_text("utf-8"))
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {module for module in modules if module.split(".")[0] in ROOMS} == {
        "console.alerts",
        "console.backup",
        "console.residents",
        "console.schedules",
        "console.staff",
        "console.system",
        "console.terminal.door",
        "console.terminal.interruption",
        "console.terminal.root",
    }


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_at_its_door_what_it_owns(room: str) -> None:
    said = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text("utf-8"))) or ""

    assert said.startswith(f"{room}: ")
    assert len(said.splitlines()) <= LONGEST_DOOR


def test_no_file_imports_by_string() -> None:
    offenders = [
        str(path)
        for path in _sources()
        if re.search(r"importlib\.import_module|__import__", path.read_text("utf-8"))
    ]

    assert offenders == []


def test_no_file_shares_its_name_with_what_it_exports() -> None:
    offenders = [
        str(path)
        for path in _sources()
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == path.stem
    ]

    assert offenders == []


def test_no_file_names_a_registry_or_a_local_path() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    banned = re.compile(
        "|".join(
            (
                "pypi" + r"\.org",
                "python" + r"hosted\.org",
                "npm" + r"js\.org",
                r"(?<![\w.])/(?:work|root)/",
            )
        )
    )
    readable = [
        name
        for name in listed
        if Path(ROOT / name).suffix not in {".png"} and (ROOT / name).exists()
    ]

    assert [
        name
        for name in readable
        if banned.search((ROOT / name).read_text("utf-8", errors="replace"))
    ] == []
