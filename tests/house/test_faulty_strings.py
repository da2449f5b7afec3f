"""No string that a reader found faulty is left: tests/house/faulty_strings.toml has them, each with
a better one."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.house.named_code import ROOT

FAULTY = tomllib.loads((Path(__file__).parent / "faulty_strings.toml").read_text("utf-8"))
CATALOGUES = ("web/public/locale/el", "console/locale/el")
FOLDERS = ("templates/library", "templates/letters", "web/public/pages")
KINDS = {".txt", ".html", ".toml"}


@pytest.fixture(scope="module")
def strings() -> Mapping[str, list[str]]:
    """Everything that people are told, by where it stands."""
    found = {name: list(_translated(name)) for name in CATALOGUES}
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in KINDS:
                found[str(path.relative_to(ROOT))] = path.read_text("utf-8").splitlines()
    return found


def test_every_string_that_people_read_is_looked_at(strings: Mapping[str, list[str]]) -> None:
    assert len(strings) > 100
    assert all(len(strings[name]) > 150 for name in CATALOGUES)


@pytest.mark.parametrize("faulty", FAULTY["within"])
def test_a_faulty_string_stands_nowhere(strings: Mapping[str, list[str]], faulty: str) -> None:
    left = [
        f"{where}: {line}" for where, lines in strings.items() for line in lines if faulty in line
    ]

    assert left == [], FAULTY["within"][faulty]


@pytest.mark.parametrize("faulty", FAULTY["alone"])
def test_a_faulty_string_stands_nowhere_alone(
    strings: Mapping[str, list[str]], faulty: str
) -> None:
    left = [where for where, lines in strings.items() if faulty in {line.strip() for line in lines}]

    assert left == [], FAULTY["alone"][faulty]


def _translated(name: str) -> Iterator[str]:
    """What a catalogue has, in both languages."""
    with (ROOT / name / "LC_MESSAGES" / "messages.po").open("rb") as file:
        for message in read_po(file):
            for words in (message.id, message.string or ""):
                yield from (words,) if isinstance(words, str) else words
