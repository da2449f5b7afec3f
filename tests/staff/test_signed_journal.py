"""A chain that somebody wrote anew, with every hash right, is refused: it is not signed with the
key, which is not in the database."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from runtime import LOCAL_OPERATOR, Database, Keys
from runtime.database import connect_database
from runtime.keys import Key, KeyRing
from runtime.keys.holding import OlderKeyFile
from runtime.schema import _alembic, upgrade_schema
from staff import record
from staff.journal import BrokenJournal, Verified, is_unsigned, prove_journal, sign_older_entries
from staff.journal.recording import GENESIS, Act
from staff.tables import JOURNAL
from tests.alerts.test_alerts_before_drafts import _empty
from tests.conftest import NOW
from tests.staff.conftest import Bureau
from tests.staff.test_journal import ENTRIES, unguarded

REPLACED, BEFORE = 5, "0026"


@pytest.fixture
def busy(bureau: Bureau) -> Bureau:
    """An office whose journal has nine entries."""
    bureau.acts(ENTRIES - 1)
    return bureau


def prove(office: Bureau, keys: Keys | None) -> Verified:
    with office.database.reading() as session:
        return prove_journal(session, keys)


def refused(office: Bureau) -> tuple[int, str]:
    with pytest.raises(BrokenJournal) as found:
        prove(office, office.keys)
    return found.value.seq, str(found.value)


def rewrite(database: Database, signature: str | None = None, first: int = REPLACED) -> None:
    """Say of an entry that somebody else did it, and compute every hash from there on anew."""
    with unguarded(database) as session:
        rows = session.execute(JOURNAL.select().order_by(JOURNAL.c.seq)).all()
        head = GENESIS
        for row in rows:
            actor = "member:66" if row.seq == first else row.actor
            act = Act(row.seq, row.at, actor, row.action, row.subject, row.facts, head)
            head = act.hash()
            kept = row.signature if signature is None else signature
            new = {"actor": actor, "previous": act.previous, "hash": head, "signature": kept}
            session.execute(JOURNAL.update().where(JOURNAL.c.seq == row.seq).values(new))


def forget_signatures(database: Database) -> None:
    with unguarded(database) as session:
        session.execute(text("UPDATE journal SET signature = ''"))


def test_a_chain_written_anew_is_refused_from_there_on(busy: Bureau) -> None:
    rewrite(busy.database)

    assert prove(busy, None).entries == ENTRIES
    assert refused(busy) == (REPLACED, refused(busy)[1])
    assert "is not signed with the key of this home" in refused(busy)[1]


def test_a_chain_written_anew_without_signatures_is_refused(busy: Bureau) -> None:
    rewrite(busy.database, "")

    assert prove(busy, None).entries == ENTRIES
    assert refused(busy)[0] == ENTRIES


@pytest.mark.parametrize("signature", ["2:" + "ab" * 32, "x", "ε"])
def test_a_chain_signed_by_a_strange_key_is_refused(busy: Bureau, signature: str) -> None:
    rewrite(busy.database, signature)

    assert refused(busy)[0] == ENTRIES


def test_an_entry_written_without_the_key_is_refused(busy: Bureau) -> None:
    stranger = Database(busy.database.engine)
    with stranger.writing() as session:
        record(session, "alert.issued", "alert:77", {}, by=LOCAL_OPERATOR, now=busy.now)

    assert refused(busy)[0] == ENTRIES + 1


def test_each_entry_is_signed_from_the_first_on(busy: Bureau) -> None:
    assert prove(busy, busy.keys).signed_from == 1
    assert prove(busy, None).signed_from == 0


def test_older_entries_are_signed_by_the_one_after_them(busy: Bureau) -> None:
    forget_signatures(busy.database)
    with busy.database.writing() as session:
        first = sign_older_entries(session, now=busy.now)

    assert prove(busy, busy.keys).signed_from == first == ENTRIES + 1
    rewrite(busy.database)
    assert refused(busy)[0] == first


def test_a_journal_without_entries_needs_no_signature(database: Database, busy: Bureau) -> None:
    with unguarded(database) as session:
        session.execute(JOURNAL.delete())
        assert sign_older_entries(session, now=busy.now) == 0
        assert not is_unsigned(session.connection())

    assert prove(busy, busy.keys) == Verified(0, f"0:{GENESIS}")


def test_entries_of_an_earlier_key_hang_on_the_next(busy: Bureau) -> None:
    newer = Keys(KeyRing(Key.drawn(2)))
    with Database(busy.database.engine, keys=newer).writing() as session:
        record(session, "alert.issued", "alert:78", {}, by=LOCAL_OPERATOR, now=busy.now)

    assert prove(busy, newer).signed_from == ENTRIES + 1
    rewrite(busy.database)
    with pytest.raises(BrokenJournal, match=f"Entry {ENTRIES + 1} "):
        prove(busy, newer)


def write_unsigned_journal(older: Database) -> None:
    """A database of the version before entries were signed, with two of them."""
    with older.engine.begin() as connection:
        command.upgrade(_alembic(connection), BEFORE)
        head = GENESIS
        for seq in (1, 2):
            act = Act(seq, NOW, "local", "areas.imported", "areas", "{}", head)
            head = act.hash()
            row = asdict(act) | {"hash": head}
            if older.is_sqlite:
                row["at"] = act.at.isoformat(" ", "microseconds").removesuffix("+00:00")
            columns = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO journal ({columns}) VALUES ({values})"), row)


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path, vault: Keys) -> Iterator[Database]:
    """A database as the version before entries were signed left it."""
    opened = connect_database(_empty(request, tmp_path), keys=vault)
    write_unsigned_journal(opened)
    yield opened
    opened.close()


def test_an_upgrade_knows_a_journal_of_before(older: Database, vault: Keys, now: datetime) -> None:
    def sign(connection: Connection) -> None:
        with Session(connection) as session:
            sign_older_entries(session, now=now)
            session.flush()

    with older.reading() as session:
        assert is_unsigned(session.connection())

    upgrade_schema(older, vault, sign)

    assert prove(Bureau(older, now, vault), vault).signed_from == 3
    with pytest.raises(DBAPIError), older.writing() as session:
        session.execute(text("UPDATE journal SET signature = ''"))


def rotated(keys: Keys) -> Keys:
    """The same home with a second key."""
    return Keys(keys.ring.with_coming().taken_over())


def act(office: Bureau, keys: Keys) -> None:
    """One more entry, by a process that has these keys."""
    with Database(office.database.engine, keys=keys).writing() as session:
        record(session, "alert.issued", "alert:78", {}, by=LOCAL_OPERATOR, now=office.now)


def test_a_journal_is_proved_through_a_rotation(busy: Bureau) -> None:
    newer = rotated(busy.keys)
    act(busy, newer)

    found = prove(busy, newer)

    assert (found.signed_from, found.signed_by, found.entries) == (1, 2, ENTRIES + 1)


def test_an_older_key_file_is_told_from_a_forged_entry(busy: Bureau) -> None:
    act(busy, rotated(busy.keys))

    assert "put the newest key file in its place" in refused(busy)[1]


def test_an_end_signed_with_a_retired_key_is_told(busy: Bureau) -> None:
    assert prove(busy, rotated(busy.keys)).signed_by == 1


def test_a_retired_key_signs_no_entry_behind_a_newer_one(busy: Bureau) -> None:
    newer = rotated(busy.keys)
    act(busy, newer)

    with pytest.raises(OlderKeyFile):
        act(busy, busy.keys)

    act(busy, newer)
    forged = {"signature": busy.keys.sign_entry(entry_hash(busy, ENTRIES + 2))}
    with unguarded(busy.database) as session:
        session.execute(JOURNAL.update().where(JOURNAL.c.seq == ENTRIES + 2).values(forged))
    with pytest.raises(BrokenJournal, match=f"Entry {ENTRIES + 2} "):
        prove(busy, newer)


def test_an_early_entry_of_a_retired_key_cannot_be_rewritten(busy: Bureau) -> None:
    newer = rotated(busy.keys)
    act(busy, newer)

    rewrite(busy.database, first=1)

    with pytest.raises(BrokenJournal, match="Entry 1 "):
        prove(busy, newer)


def test_a_process_with_the_coming_key_signs_as_the_others(busy: Bureau) -> None:
    coming = busy.keys.ring.with_coming()
    act(busy, Keys(coming.taken_over()))

    act(busy, Keys(coming))

    assert prove(busy, Keys(coming.taken_over())).signed_by == 2


def entry_hash(office: Bureau, seq: int) -> str:
    with office.database.reading() as session:
        found = session.execute(JOURNAL.select().where(JOURNAL.c.seq == seq)).one()
    return str(found.hash)
