"""The pages of `--help` and what is said of a command that was typed wrongly, in the language of
the office."""

import re
from collections.abc import Iterator
from inspect import cleandoc
from typing import Any

import pytest
from typer import rich_utils
from typer.main import get_command
from typer.testing import CliRunner

from cli import app
from console.terminal.help_pages import EXAMPLES
from runtime.languages import load_translator

EVERYWHERE = {"COLUMNS": "80", "TERM": "dumb", "TOCSIN_LANGUAGE": "el"}


def _typed(*words: str, language: str = "el") -> str:
    result = CliRunner().invoke(app, list(words), env=EVERYWHERE | {"TOCSIN_LANGUAGE": language})
    return " ".join(f"{result.stdout} {result.stderr}".replace("│", " ").split())


def test_a_help_page_has_greek_headings_and_untouched_examples() -> None:
    page = _typed("alerts", "report", "--help")

    assert "Χρήση: root alerts report [ΕΠΙΛΟΓΕΣ]" in page
    assert "[υποχρεωτικό]" in page
    assert "Παραδείγματα: tocsin alerts report 17 --missed" in page
    assert "Εμφάνιση αυτής της βοήθειας." in page


@pytest.mark.parametrize("language", ["el", "en"])
def test_a_hidden_command_is_never_suggested(language: str) -> None:
    told = _typed("residents", "list", language=language)

    assert "'list'" in told
    assert "lift" not in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("send --hlp", "Δεν υπάρχει επιλογή --hlp (πιθανές: --all, --help)"),
        ("alerts repotr", "Δεν υπάρχει εντολή 'repotr'. Μήπως εννοείτε 'report';"),
        ("alerts report", "Λείπει το όρισμα 'which'."),
        ("alerts list --limit", "Η επιλογή '--limit' χρειάζεται τιμή."),
        ("alerts list --limit x", "--limit: χρειάζεται ακέραιος αριθμός."),
        ("alerts list --limit 0", "--limit: χρειάζεται αριθμός από 1 και πάνω."),
        ("alerts list a b", "Περισσεύουν λέξεις στην εντολή: a b"),
        (
            "staff add x --role foo",
            "--role: το 'foo' δεν είναι μία από τις επιλογές: viewer, author, approver, admin.",
        ),
        ("staff role 1", "Επιλέξτε: viewer, author, approver, admin"),
        ("residents import nofile.csv", "file: δεν υπάρχει αρχείο 'nofile.csv'."),
        ("residents import .", "file: το '.' είναι φάκελος, όχι αρχείο."),
        ("send snow --all --yes", "Το `tocsin send --help` δείχνει πώς γράφεται."),
        ("alerts cancel 1 --yes", "Το `tocsin alerts cancel --help` δείχνει πώς γράφεται."),
        ("--home", "Η επιλογή '--home' χρειάζεται τιμή."),
    ],
)
def test_a_mistyped_command_is_explained_in_greek(typed: str, told: str) -> None:
    assert told in _typed(*typed.split())


def test_english_help_is_english_again_after_greek() -> None:
    before = _typed("alerts", "--help", language="en")

    _typed("alerts", "--help")

    assert _typed("alerts", "--help", language="en") == before
    assert rich_utils.OPTIONS_PANEL_TITLE == "Options"


def _all_commands(command: Any, *names: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield names, command
    for name, each in getattr(command, "commands", {}).items():
        yield from _all_commands(each, *names, name)


COMMANDS = dict(_all_commands(get_command(app)))


def _texts(command: Any) -> Iterator[str]:
    for each in (command, *command.params):
        yield from map(
            cleandoc, filter(None, (getattr(each, "help", ""), getattr(each, "short_help", "")))
        )


def test_every_help_text_of_every_command_has_its_greek() -> None:
    known, paragraphs = (
        load_translator("el").words,
        {
            " ".join(paragraph.split()): names
            for names, command in COMMANDS.items()
            for text in _texts(command)
            for paragraph in text.split("\n\n")
            if not paragraph.strip().startswith((*EXAMPLES, "tocsin "))
        },
    )

    assert {text: names for text, names in paragraphs.items() if text not in known} == {}


NAMED = re.compile(r"\[[a-z_.]+\]")


def _named(command: Any) -> set[str]:
    """The names in square brackets on the help page of a command, which lists those under it."""
    listed = [each.help or "" for each in getattr(command, "commands", {}).values()]
    return {name for text in (*_texts(command), *listed) for name in NAMED.findall(text)}


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize(
    "names", [each for each in COMMANDS if _named(COMMANDS[each])], ids=" ".join
)
def test_no_name_in_square_brackets_is_lost_from_help(
    names: tuple[str, ...], language: str
) -> None:
    page = _typed(*names, "--help", language=language)

    assert _named(COMMANDS[names]) <= {*NAMED.findall(page)}


def test_the_help_of_totp_asks_for_a_terminal() -> None:
    assert "A terminal is required (over SSH:" in _typed("staff", "totp", "--help", language="en")
    assert "Χρειάζεται τερματικό (μέσω SSH:" in _typed("staff", "totp", "--help")
