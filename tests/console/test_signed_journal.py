"""`tocsin journal verify` with the key of the home, without it, and after the chain was written
anew."""

from collections.abc import Iterator

import pytest

from runtime import Database
from runtime.database import connect_database, sqlite_url
from staff.tables import JOURNAL
from tests.journeys.conftest import Installation
from tests.staff.test_signed_journal import rewrite, write_unsigned_journal


@pytest.fixture
def database(bare: Installation) -> Iterator[Database]:
    """What somebody has who can write the file of the database, and has no key."""
    opened = connect_database(sqlite_url(bare.home / "tocsin.db"))
    yield opened
    opened.close()


def test_a_journal_written_anew_is_refused(bare: Installation, database: Database) -> None:
    whole = bare.tocsin("journal", "verify", "--json").json
    rewrite(database, first=2)

    broken = bare.tocsin("journal", "verify", "--json", code=1)
    examined = bare.tocsin("doctor", code=None)

    assert (whole["proved"], whole["signed_from"]) == (True, 1)
    assert (broken.json["whole"], broken.json["first_bad"]) == (False, 2)
    assert "Entry 2 of the journal is not signed with the key of this home" in broken.err
    assert "Entry 2 of the journal is not signed" in examined.out


def test_a_journal_is_not_proved_without_the_key(bare: Installation, database: Database) -> None:
    rewrite(database, first=2)
    (bare.home / "tocsin.key").rename(bare.home / "elsewhere.key")

    told = bare.tocsin("journal", "verify", code=3)
    shown = bare.tocsin("journal", "verify", "--json", code=3).json

    assert "Not proved: without the key file" in told.err
    assert (shown["whole"], shown["proved"], shown["signed_from"]) == (True, False, 0)


def test_a_journal_without_key_and_chain_is_broken(bare: Installation, database: Database) -> None:
    rewrite(database, first=2)
    with database.writing() as session:
        session.execute(JOURNAL.update().where(JOURNAL.c.seq == 1).values(actor="member:5"))
    (bare.home / "tocsin.key").unlink()

    assert bare.tocsin("journal", "verify", "--json", code=1).json["first_bad"] == 1


def test_a_token_is_asked_for_without_the_key_too(bare: Installation) -> None:
    (bare.home / "tocsin.key").unlink()

    bare.tocsin("journal", "verify", code=4, TOCSIN_TOKEN="toc_1_" + "0" * 48)


def test_an_upgrade_signs_the_journal_of_before(bare: Installation) -> None:
    file = bare.home / "tocsin.db"
    file.unlink()
    (bare.home / "tocsin.token").unlink()
    older = connect_database(sqlite_url(file))
    write_unsigned_journal(older)
    older.close()

    done = bare.tocsin("db", "upgrade").err
    again = bare.tocsin("db", "upgrade").err
    bare.tocsin("staff", "add", "Μαρία", "--role", "admin")
    proved = bare.tocsin("journal", "verify", "--json").json

    assert "From entry 3 on the journal is signed with the key of this home" in done
    assert "signed" not in again
    assert (proved["signed_from"], proved["proved"]) == (3, True)
    assert "from entry 3 on" in bare.tocsin("journal", "verify").err
