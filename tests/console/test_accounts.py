"""Several accounts of one machine share the user of the home by sudo; each acts with its own
token."""

import os
import pwd

import pytest

from tests.journeys.conftest import Installation

MARIA, NIKOS = ({"SUDO_USER": name, "SUDO_UID": "54321"} for name in ("maria", "nikos"))
# Whoever runs the tests has an account, and no invented one has.
ACCOUNT = pwd.getpwuid(os.geteuid()).pw_name
MINE = {"SUDO_USER": ACCOUNT, "SUDO_UID": "54321"}
DUTY = {**MINE, "TOCSIN_DUTY": "yes"}

HOURS = ("--set", "from=2031-01-12 20:00", "--set", "until=2031-01-13 12:00")


def duty(here: Installation, *words: str, code: int = 0, **more: str) -> str:
    """What duty staff read when they type these words through deploy/tocsin."""
    ran = here.forge.starts(
        list(words), here.environment | DUTY | {"TOCSIN_HOME": str(here.home)} | more
    )
    out, err = ran.communicate(timeout=600)
    assert ran.returncode == code, f"{ran.returncode}\n{out}\n{err}"
    return out + err


def test_an_account_without_a_token_is_refused(bare: Installation) -> None:
    refused = bare.tocsin("alerts", "list", code=4, **MARIA)

    assert "sudo tocsin staff token create MEMBER --for maria" in refused.err
    assert (bare.home / "tocsin.token").exists()


def test_an_account_acts_with_its_own_token(bare: Installation) -> None:
    bare.tocsin("staff", "add", "Maria Papadaki", "--role", "author", "--for", ACCOUNT)

    bare.residents({"phone": "6900000001"})

    bare.tocsin("alerts", "draft", "snow", "--all", *HOURS, code=0, **MINE)

    assert "Maria Papadaki" in bare.tocsin("alerts", "show", "1").out
    assert bare.tocsin("staff", "list", code=4, **MINE).err
    assert bare.tocsin("alerts", "list", code=4, **NIKOS).err


def test_a_token_for_an_account_is_private(bare: Installation) -> None:
    shown = bare.tocsin("staff", "add", "Maria Papadaki", "--role", "author", "--for", ACCOUNT)
    path = bare.home / "tokens" / ACCOUNT
    first = path.read_text("ascii")

    bare.tocsin("staff", "token", "create", "Maria Papadaki", "--for", ACCOUNT)

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "toc_" not in shown.out + shown.err
    assert path.read_text("ascii") != first
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("account", ["nobody-of-that-name", "../tocsin", ".", "", "a/b"])
def test_a_token_for_no_account_is_refused(bare: Installation, account: str) -> None:
    refused = bare.tocsin("staff", "token", "create", "1", f"--for={account}", code=None)

    assert refused.code == (2 if account else 0)
    assert not (bare.home / "tokens").exists()


def test_the_token_file_of_another_user_is_refused(bare: Installation) -> None:
    bare.tocsin("staff", "add", "Maria Papadaki", "--role", "author", "--for", ACCOUNT)
    (bare.home / "tokens" / ACCOUNT).chmod(0o644)

    assert "can be read by others" in bare.tocsin("alerts", "list", code=4, **MINE).err


@pytest.mark.parametrize("account", ["../tocsin.token", "..", "maria/../../tocsin.token"])
def test_a_strange_account_opens_nothing(bare: Installation, account: str) -> None:
    refused = bare.tocsin("alerts", "list", code=4, SUDO_USER=account, SUDO_UID="54321")

    assert "cannot be a file's name" in refused.err


@pytest.mark.parametrize(
    "words",
    [
        ("staff", "list"),
        ("residents", "erase", "1", "--yes"),
        ("residents", "import", "people.csv"),
        ("restore", "backup.tar.gz", "--force"),
        ("backup", "backup.tar.gz"),
        ("--home", ".", "staff", "list"),
        ("--home=.", "alerts", "list"),
        ("--no-input", "--home", ".", "status"),
        ("--no-input", "staff", "add", "Eve", "--role", "admin"),
        ("db", "upgrade"),
        ("serve",),
        ("worker",),
        ("init", "--demo"),
        ("alerts", "report", "1", "--csv", "tocsin.key"),
        ("templates", "preview", "snow", "--html", "tocsin.key"),
        ("journal", "verify", "--mirror", "tocsin.key"),
    ],
)
def test_duty_staff_are_refused_what_is_no_duty(bare: Installation, words: tuple[str, ...]) -> None:
    bare.tocsin("staff", "token", "create", "1", "--for", ACCOUNT)
    key = (bare.home / "tocsin.key").read_bytes()

    refused = duty(bare, *words, code=4)

    assert "sudo tocsin" in refused or "let your shell write it" in refused
    assert (bare.home / "tocsin.key").read_bytes() == key


def test_duty_staff_have_the_commands_of_the_night(installation: Installation) -> None:
    installation.tocsin("staff", "token", "create", "1", "--for", ACCOUNT)
    installation.residents({"phone": "6900000001", "zones": "panorama"})

    sent = duty(
        installation, "send", "snow", "--area", "panorama", *HOURS, "--expect", "1", "--yes"
    )

    assert installation.count == 1, sent
    assert duty(installation, "alerts", "report", "1", "--csv", "-").startswith("delivery")
    assert (
        duty(installation, "alerts", "missed", "1", "--print", "-")
        .lower()
        .startswith("<!doctype html>")
    )
    assert "panorama" in duty(installation, "--no-input", "areas", "list")
    assert "--no-input" in duty(installation, "--help")


def test_a_timer_of_the_home_makes_backups_without_a_token(bare: Installation) -> None:
    (bare.home / "tocsin.token").unlink()

    bare.tocsin("backup", str(bare.home / "monday.tar.gz"))
    bare.tocsin("backup", str(bare.home / "tuesday.tar.gz"), code=4, **MARIA)

    assert [path.name for path in bare.home.glob("*.gz")] == ["monday.tar.gz"]


def test_a_timer_of_the_home_ignores_an_expired_token(bare: Installation) -> None:
    (bare.home / "tocsin.token").write_text("toc_that-is-over\n", "ascii")

    bare.tocsin("backup", str(bare.home / "monday.tar.gz"))
    bare.tocsin(
        "backup", str(bare.home / "tuesday.tar.gz"), code=4, TOCSIN_TOKEN="toc_that-is-over"
    )

    assert [path.name for path in bare.home.glob("*.gz")] == ["monday.tar.gz"]


def test_a_new_token_tells_what_it_opens_and_whence(bare: Installation) -> None:
    make = ("staff", "token", "create", "1")
    anywhere = bare.tocsin(*make).err
    narrow = bare.tocsin(*make, "--scope", "alert:read", "--network", "10.0.0.5").err

    assert "may all that its member may; at the admin API it works from anywhere." in anywhere
    assert "It may alert:read; at the admin API it works from 10.0.0.5/32." in narrow
