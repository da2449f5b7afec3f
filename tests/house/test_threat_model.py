"""Each threat has a number of its own and a test that exists; what is installed is locked by its
hash."""

import re
import tomllib
from pathlib import Path

from tests.house.named_code import is_there, named_in
from tests.house.test_style import ROOMS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+) \| .* \| (.*) \|$", PAGE, re.MULTILINE)


def test_the_threats_are_numbered_without_a_gap() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, len(ROWS) + 1))


def test_every_threat_names_a_test() -> None:
    assert [number for number, proved_by in ROWS if "::test_" not in proved_by] == []


def test_every_number_that_the_code_names_is_on_the_page() -> None:
    code = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    named = re.compile(r"threat-model\.md, (\d+)(?: and (\d+))?")
    found = [
        number
        for path in code
        for pair in named.findall(path.read_text("utf-8"))
        for number in pair
        if number
    ]

    assert len(found) > 8
    assert set(found) - {number for number, _ in ROWS} == set()


def test_the_page_names_only_code_that_exists() -> None:
    named = named_in(PAGE)

    assert len(named) > 80
    assert [f"{file}::{name}" for file, name in named if not is_there(file, name)] == []


def test_every_library_is_locked_by_its_hash() -> None:
    locked = re.findall(
        r"^([\w.-]+)(?:\[.*\])?==\S+ \\\n    --hash=sha256:[0-9a-f]{64}",
        _read("requirements.lock"),
        re.M,
    )
    listed = re.findall(r"^([\w.-]+)(?:\[.*\])?[=<>@ ]", _read("requirements.lock"), re.M)
    wanted = tomllib.loads(_read("pyproject.toml"))["project"]["dependencies"]
    names = {re.split(r"[\[<>=]", each)[0] for each in wanted}

    assert locked == listed
    assert names - set(locked) == set()
    assert all("--require-hashes" in _read(page) for page in ("Makefile", "docs/going-live.md"))


def _read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")
