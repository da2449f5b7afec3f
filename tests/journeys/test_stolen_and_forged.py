"""What somebody gets who forges a backup, rewrites the journal or steals the database: a refusal,
or nothing."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from runtime.database import connect_database, sqlite_url
from runtime.keys import create_keys
from tests.journeys.conftest import Installation
from tests.staff.test_signed_journal import rewrite

PHONE, MAIL, NAME = "+306912345678", "kanarini@town.example.gr", "Ζουμπουλία"


@pytest.fixture
def town(bare: Installation) -> Installation:
    bare.residents({"phone": PHONE, "email": MAIL, "name": NAME})
    return bare


def elsewhere(here: Installation, folder: Path) -> Installation:
    return replace(here, home=folder)


def with_another_key(home: Path) -> None:
    """A home as somebody makes it who has the database and no key."""
    (home / "tocsin.key").unlink()
    create_keys(home / "tocsin.key")
    opened = connect_database(sqlite_url(home / "tocsin.db"))
    with opened.writing() as session:
        session.execute(text("DELETE FROM subscription"))
        session.execute(text("DELETE FROM consent"))
        session.execute(text("DELETE FROM contact"))
    opened.close()


def test_a_forged_backup_becomes_no_home(town: Installation, tmp_path: Path) -> None:
    forger = elsewhere(town, tmp_path / "forger")
    shutil.copytree(town.home, forger.home)
    with_another_key(forger.home)
    forger.tocsin("backup", str(tmp_path / "forged.tar"))
    there, key = elsewhere(town, tmp_path / "there"), str(town.home / "tocsin.key")

    examined = town.tocsin("restore", str(tmp_path / "forged.tar"), "--verify", code=5)
    refused = there.tocsin("restore", str(tmp_path / "forged.tar"), "--key", key, code=5)

    assert "sealed with another key" in examined.err
    assert "sealed with another key" in refused.err
    assert not (there.home / "tocsin.db").exists()


def test_a_changed_backup_becomes_no_home(town: Installation, tmp_path: Path) -> None:
    file = tmp_path / "kept.tar"
    town.tocsin("backup", str(file))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    there, key = elsewhere(town, tmp_path / "there"), str(town.home / "tocsin.key")

    refused = there.tocsin("restore", str(file), "--key", key, code=5)

    assert "made with this key" in refused.err
    assert not (there.home / "tocsin.db").exists()


def test_a_rewritten_journal_is_found_by_every_door(town: Installation) -> None:
    opened = connect_database(sqlite_url(town.home / "tocsin.db"))
    rewrite(opened, first=2)
    opened.close()

    proved = town.tocsin("journal", "verify", code=1)
    examined = town.tocsin("doctor", code=None)
    rotated = town.tocsin("keys", "rotate", "--yes", code=1)

    for told in (proved.err, examined.out, rotated.err):
        assert "Entry 2 of the journal is not signed with the key of this home" in told


@pytest.mark.parametrize("key", [None, create_keys], ids=["no key", "another key"])
def test_a_stolen_database_names_nobody(
    town: Installation, tmp_path: Path, key: Callable[[Path], object] | None
) -> None:
    thief = elsewhere(town, tmp_path / "thief")
    thief.home.mkdir()
    for name in ("tocsin.db", "tocsin.db-wal", "tocsin.toml", "tocsin.token"):
        if (town.home / name).exists():
            shutil.copy(town.home / name, thief.home / name)
    if key:
        key(thief.home / "tocsin.key")

    refused = thief.tocsin("residents", "find", PHONE, code=5)

    assert PHONE not in refused.out
    for file in thief.home.glob("tocsin.db*"):
        for told in (PHONE, PHONE[3:], MAIL, MAIL.partition("@")[0], NAME):
            assert told.encode() not in file.read_bytes()
