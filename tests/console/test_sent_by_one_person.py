"""At the terminal: the only other approver is not lowered for one alert, and what one person sends
is named."""

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from alerts.issuing.policy import ShortReason
from console.alerts.drafting import waiting_words
from console.terminal.two_persons import second_needed
from runtime.config import StaffNotice

STORM = (
    "send",
    "extreme_weather",
    "--all",
    "--set",
    "hazard=storm",
    "--set",
    "from=2031-01-12 20:00",
    "--set",
    "until=2031-01-13 12:00",
    "--yes",
    "--expect",
    "1",
)
MARIA = (
    "residents",
    "add",
    "--phone",
    "6900000001",
    "--consent-source",
    "desk",
    "--consent-at",
    "2025-01-01",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert typed(tmp_path, "init", "--yes").exit_code == 0
    assert typed(tmp_path, *MARIA).exit_code == 0
    return tmp_path


def typed(home: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.app, ["--home", str(home), *words])


def test_an_administrator_cannot_lower_the_other_approver_and_send_alone(home: Path) -> None:
    typed(home, "staff", "add", "Nikos", "--role", "approver")
    lowered = typed(home, "staff", "role", "Nikos", "author")

    sent = typed(home, *STORM)

    assert (lowered.exit_code, sent.exit_code) == (0, 4), sent.output
    assert (
        "nobody else may approve it now: what you confirm is kept, and nobody gets it"
        in sent.output
    )
    assert (
        'nobody else may approve it now. In an emergency: tocsin alerts send 1 --override "REASON"'
        in sent.output
    )
    assert "tocsin alerts approve" not in sent.output
    assert (
        typed(
            home,
            "alerts",
            "send",
            "1",
            "--override",
            "The river is over the bridge",
            "--yes",
            "--expect",
            "1",
        ).exit_code
        == 0
    )


@pytest.mark.parametrize("named", [False, True])
def test_an_override_says_whether_anybody_is_told(home: Path, named: bool) -> None:
    typed(home, "staff", "add", "Nikos", "--role", "approver")
    if named:
        settings = home / "tocsin.toml"
        settings.write_text(
            settings.read_text("utf-8") + '\n[staff_notice]\nphones = ["+306900000099"]\n', "utf-8"
        )

    sent = typed(home, *STORM, "--override", "The river is over the bridge")

    assert sent.exit_code == 0, sent.output
    assert ("Staff are told your name" in sent.output, "Nobody is told" in sent.output) == (
        named,
        not named,
    )


def test_the_report_names_who_sent_a_storm_alone(home: Path) -> None:
    sent = typed(home, *STORM)

    assert "sent by one person: " in sent.output, sent.output


def test_an_approver_is_named_where_nobody_was_told(home: Path) -> None:
    typed(home, "staff", "add", "Nikos", "--role", "admin")
    with sqlite3.connect(home / "tocsin.db") as database:
        database.execute("UPDATE member SET added_by = '', added_at = '2020-01-01 00:00:00'")
        database.execute("UPDATE token SET created_by = ''")

    sent = typed(home, *STORM)

    assert sent.exit_code == 4, sent.output
    assert "Nobody was told: phone one of Nikos." in " ".join(sent.output.split())


def test_a_draft_submitted_again_does_not_promise_another_notice(home: Path) -> None:
    with (home / "tocsin.toml").open("a", encoding="utf-8") as settings:
        settings.write('[staff_notice]\nemails = ["duty@town.example.gr"]\n')
    typed(home, "staff", "add", "Nikos", "--role", "admin")
    first = typed(home, *STORM)
    with sqlite3.connect(home / "tocsin.db") as database:
        database.execute("UPDATE member SET added_by = '', added_at = '2020-01-01 00:00:00'")
        database.execute("UPDATE token SET created_by = ''")

    again = typed(home, "alerts", "submit", "1")

    assert first.exit_code == 4, first.output
    assert "staff were told before, and are not told again" in " ".join(again.output.split())


@pytest.mark.parametrize(
    ("somebody", "told", "told_before", "words"),
    [
        (True, True, False, "Staff are told."),
        (True, False, True, "staff were told before, and are not told again"),
        (True, False, False, "Nobody was told: phone one of {names}"),
        (False, True, False, "nobody else may approve it now"),
    ],
)
def test_a_waiting_alert_says_who_is_told_now(
    somebody: bool, told: bool, told_before: bool, words: str
) -> None:
    assert words in waiting_words(somebody, told=told, told_before=told_before)


@pytest.mark.parametrize(
    ("emails", "told", "nobody"), [(("a@b.gr",), True, False), ((), False, True)]
)
def test_staff_are_said_told_only_where_somebody_is_named(
    emails: tuple[str, ...], told: bool, nobody: bool
) -> None:
    words = second_needed(StaffNotice(emails=emails))

    assert ("staff are told" in words, "Nobody is told" in words) == (told, nobody)
    assert "staff are told" not in ShortReason().why
    assert "whoever [staff_notice] names is told" in ShortReason().why
