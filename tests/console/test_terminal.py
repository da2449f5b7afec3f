"""The staff's terminal: data on stdout, talk on stderr, help with examples, and a live alert that
somebody must confirm."""

import json
import re
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from cli import app
from tests.journeys.conftest import Installation
from tests.journeys.terminal import at_terminal

ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001"}
BEN = {"name": "Ben Trial", "language": "en", "phone": "+306900000002"}
SECRET = "sandbox-token"

AS_JSON = (
    ("alerts", "list"),
    ("alerts", "show", "1"),
    ("alerts", "report", "1"),
    ("templates", "list"),
    ("templates", "show", "snow"),
    ("areas", "list"),
    ("areas", "forms"),
    ("residents", "count"),
    ("residents", "groups"),
    ("residents", "find", "6900000001"),
    ("residents", "show", "1"),
    ("doctor",),
    ("status",),
    ("config", "show"),
    ("staff", "list"),
    ("staff", "token", "list"),
    ("journal", "show"),
    ("journal", "verify"),
    ("residents", "export", "1"),
    ("schedules", "list"),
    ("schedules", "show", "daily"),
    ("schedules", "history", "daily"),
    ("schedules", "simulate", "--from", "2026-10-25", "--until", "2026-10-26"),
    ("schedules", "run-due"),
    ("release",),
    ("clock",),
    ("residents", "imports"),
    ("alerts", "trace", "1", "--resident", "1"),
    ("keys", "list"),
    ("keys", "rotate", "--yes"),
)

WHEN = ("--set", "from=occurrence", "--set", "until=occurrence+1h")


def commands(
    group: object, above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], TyperCommand | TyperGroup]]:
    for name, command in getattr(group, "commands", {}).items():
        yield (*above, name), command
        yield from commands(command, (*above, name))


COMMANDS = dict(commands(typer.main.get_command(app)))
LEAVES = {words: command for words, command in COMMANDS.items() if not hasattr(command, "commands")}


def test_json_is_one_document_on_stdout_and_nothing_else(installation: Installation) -> None:
    installation.residents(ANA)
    sent = installation.snow("--all", "--yes", "--expect", "1", "--json")
    installation.tocsin(
        "schedules",
        "add",
        "daily",
        "--template",
        "drill",
        "--cron",
        "30 3 * * *",
        "--all",
        *WHEN,
        "--yes",
        "--expect",
        "1",
    )
    # Whoever fires schedules by cron leaves it behind; without it the status is a warning.
    installation.tocsin("schedules", "run-due")

    found = [installation.tocsin(*words, "--json") for words in AS_JSON]

    assert all(isinstance(json.loads(each.out), dict | list) for each in [sent, *found])
    assert "Alert 1 is issued" in sent.err
    assert [each.err for each in found] == [""] * len(AS_JSON)


def test_every_command_that_gives_json_is_tried() -> None:
    giving = {
        words
        for words, command in LEAVES.items()
        if any("--json" in each.opts for each in command.params)
    }

    tried = {words[:length] for words in AS_JSON for length in (1, 2, 3)}

    sending = {
        ("send",),
        ("alerts", "resume"),
        ("alerts", "resend"),
        ("residents", "import"),
        ("areas", "import"),
        ("backup",),
        ("restore",),
    }
    drafting = {
        ("alerts", verb) for verb in ("draft", "edit", "submit", "approve", "reject", "send")
    }
    afterwards: set[tuple[str, ...]] = {
        ("bounces", "read"),
        ("residents", "unblock"),
        ("residents", "lift"),
    }  # test_bounced_mails_are_read
    # test_missed_people, test_provider_calls_everybody_wrong
    afterwards |= {("alerts", "missed"), ("resume",)}
    afterwards |= {("lint",)}  # test_lint_command
    # test_corrected_alerts
    correcting = {("alerts", verb) for verb in ("update", "all-clear", "cancel", "false-alarm")}
    assert giving - sending - drafting - afterwards - correcting <= tried


def test_every_command_has_a_sentence_and_an_example() -> None:
    without = [
        " ".join(words)
        for words, command in LEAVES.items()
        if "Example" not in (command.help or "")
    ]

    assert without == []


@pytest.mark.parametrize("words", [(), ("send",), ("residents", "import"), ("alerts",)])
def test_the_short_flag_gives_help(bare: Installation, words: tuple[str, ...]) -> None:
    shown = bare.tocsin(*words, "-h")

    assert "Usage:" in shown.out
    assert shown.err == ""


def test_the_version_is_one_line(bare: Installation) -> None:
    assert re.fullmatch(r"tocsin \d+\.\d+\.\d+\n", bare.tocsin("--version").out)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_told_how_to_complete(bare: Installation, shell: str) -> None:
    # Else Typer asks which shell started the tests.
    shown = bare.tocsin(
        "--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    )

    assert "TOCSIN_COMPLETE" in shown.out or "_COMPLETE" in shown.out


def test_secrets_are_masked_and_every_value_has_its_origin(bare: Installation) -> None:
    shown = bare.tocsin("config", "show", "--origin", TOCSIN_PATIENCE="7").out

    assert SECRET not in shown
    assert re.search(r"channels\.twilio\.auth_token +\*{8} +tocsin\.toml", shown)
    assert re.search(r"patience +7(\.0)? +environment TOCSIN_PATIENCE", shown)


def test_no_colour_and_no_moving_bar_where_nobody_looks(installation: Installation) -> None:
    installation.residents(ANA)

    sent = installation.snow("--all", "--yes", "--expect", "1")

    assert "\x1b" not in sent.err + sent.out
    assert "1 of 1 done" in sent.err


def test_the_typed_number_sends_and_a_bar_moves(installation: Installation) -> None:
    installation.residents(ANA, BEN)

    code, seen = at_a_terminal(installation, "2")

    assert code == 0
    assert "TRIAL: snow to 2 recipients in the whole municipality." in seen
    assert "TRIAL: nothing leaves this machine  Moderate" in seen
    assert "2/2" in seen
    assert len(installation.received()) == 2


def test_a_wrong_number_typed_sends_nothing(installation: Installation) -> None:
    installation.residents(ANA, BEN)

    code, seen = at_a_terminal(installation, "3")

    assert code == 4
    assert "You typed something else than 2" in seen
    assert "Nothing was sent" in seen
    assert installation.received() == []


def test_a_second_send_is_told_of_the_first(installation: Installation) -> None:
    installation.residents(ANA, BEN)
    installation.snow("--all", "--yes", "--expect", "2", "--key", "first")

    looked = installation.snow("--all", "--dry-run", "--json")
    code, seen = at_a_terminal(installation, "2")
    unasked = installation.snow("--all", "--yes", "--expect", "2", "--key", "third")

    told = (
        r"The same words went to the same places on \w+ \d\d/\d\d \d\d:\d\d: alert {}, 2 people\."
    )
    before = looked.json["sent_before"]
    assert (before["alert"], before["recipients"], code) == (1, 2, 0)
    assert re.search(told.format(1), " ".join(looked.err.split()))
    assert re.search(told.format(1), " ".join(seen.split()))
    assert re.search(told.format(2), " ".join(unasked.err.split()))


@pytest.mark.parametrize("plain", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_that_wants_no_colour_gets_none(
    installation: Installation, plain: dict[str, str]
) -> None:
    installation.residents(ANA, BEN)

    _, seen = at_a_terminal(installation, "3", **plain)

    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", seen)


def at_a_terminal(here: Installation, answer: str, **plain: str) -> tuple[int, str]:
    """Send snow to everybody at a terminal of its own, type this answer, and see what a person
    would see."""
    return at_terminal(here, here.snow_words("--all"), {"to send": answer}, **plain)
