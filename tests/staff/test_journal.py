"""The journal: one chain whoever writes, kept by the database itself, and every tampering found and
named."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from runtime import LOCAL_OPERATOR, Database
from runtime.database import keys_of
from staff import change_role, dismiss_member, record
from staff.journal import BrokenJournal, Verified, prove_journal, read_entries
from staff.journal.chain import BadAnchor
from staff.roles import Role
from staff.tokens import revoke_token
from tests.staff.conftest import FOUNDER, Bureau

ENTRIES, THREADS, EACH = 9, 8, 20
TEXTS = ("actor", "action", "subject", "facts", "previous", "hash", "signature")


def verified(database: Database, anchor: str = "") -> Verified:
    with database.reading() as session:
        return prove_journal(session, keys_of(session), anchor=anchor)


def first_bad(database: Database, anchor: str = "") -> int:
    with pytest.raises(BrokenJournal) as found:
        verified(database, anchor)
    assert f"Entry {found.value.seq} " in str(found.value)
    return found.value.seq


@contextmanager
def unguarded(database: Database) -> Iterator[Session]:
    """What somebody can do who owns the database: take the triggers away first."""
    with database.writing() as session:
        if database.is_sqlite:
            for name in ("update", "delete", "replace"):
                session.execute(text(f"DROP TRIGGER IF EXISTS journal_no_{name}"))
        else:
            session.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
        yield session


@pytest.fixture
def busy(bureau: Bureau) -> Bureau:
    """An office whose journal has nine entries."""
    bureau.acts(ENTRIES - 1)
    return bureau


def test_a_journal_that_nobody_touched_is_whole(busy: Bureau) -> None:
    found = verified(busy.database)

    assert found.entries == ENTRIES
    assert verified(busy.database, found.head) == found


def test_an_empty_journal_is_whole(database: Database) -> None:
    assert verified(database) == Verified(0, f"0:{'0' * 64}")


@pytest.mark.parametrize("column", TEXTS)
@pytest.mark.parametrize("seq", [1, 5, ENTRIES])
def test_a_flipped_byte_is_found_where_it_is(busy: Bureau, column: str, seq: int) -> None:
    with unguarded(busy.database) as session:
        before = session.scalar(text(f"SELECT {column} FROM journal WHERE seq = {seq}"))
        after = before[:-1] + chr(ord(before[-1]) ^ 1)
        session.execute(text(f"UPDATE journal SET {column} = :it WHERE seq = {seq}"), {"it": after})

    assert first_bad(busy.database) == seq


def test_a_moment_moved_by_a_microsecond_is_found(busy: Bureau) -> None:
    later = {True: "replace(at, '.000000', '.000001')", False: "at + interval '1 microsecond'"}
    with unguarded(busy.database) as session:
        session.execute(
            text(f"UPDATE journal SET at = {later[busy.database.is_sqlite]} WHERE seq = 5")
        )

    assert first_bad(busy.database) == 5


@pytest.mark.parametrize("new", [0, 4000, -7])
def test_an_entry_with_another_number_is_found(busy: Bureau, new: int) -> None:
    with unguarded(busy.database) as session:
        session.execute(text(f"UPDATE journal SET seq = {new} WHERE seq = 5"))

    assert first_bad(busy.database) == min(5, new)


@pytest.mark.parametrize("seq", [1, 5])
def test_an_entry_that_is_gone_is_missed(busy: Bureau, seq: int) -> None:
    with unguarded(busy.database) as session:
        session.execute(text(f"DELETE FROM journal WHERE seq = {seq}"))

    assert first_bad(busy.database) == seq


def test_two_entries_that_changed_places_are_found(busy: Bureau) -> None:
    with unguarded(busy.database) as session:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            session.execute(text(f"UPDATE journal SET seq = {new} WHERE seq = {old}"))

    assert first_bad(busy.database) == 3


def test_an_end_cut_off_is_found_by_the_anchor_alone(busy: Bureau) -> None:
    anchor = verified(busy.database).head
    with unguarded(busy.database) as session:
        session.execute(text(f"DELETE FROM journal WHERE seq >= {ENTRIES - 1}"))

    assert verified(busy.database).entries == ENTRIES - 2
    assert first_bad(busy.database, anchor) == ENTRIES - 1


def test_an_end_written_anew_is_found_by_the_anchor_alone(busy: Bureau) -> None:
    anchor = verified(busy.database).head
    with unguarded(busy.database) as session:
        session.execute(text(f"DELETE FROM journal WHERE seq = {ENTRIES}"))
        record(session, "alert.issued", "alert:77", {}, by=LOCAL_OPERATOR, now=busy.now)

    assert verified(busy.database).entries == ENTRIES
    assert first_bad(busy.database, anchor) == ENTRIES


@pytest.mark.parametrize("anchor", ["7", "7:abc", "x:" + "0" * 64, "7:" + "0" * 63])
def test_a_malformed_anchor_is_refused(busy: Bureau, anchor: str) -> None:
    with pytest.raises(BadAnchor):
        verified(busy.database, anchor)


@pytest.mark.parametrize("column", ["at", *TEXTS])
@pytest.mark.parametrize("damage", ["x'ff'", "NULL", "'2026-11-24T17:00:00.000000'"])
def test_an_entry_that_cannot_even_be_read_is_named(
    sqlite_bureau: Bureau, column: str, damage: str
) -> None:
    with unguarded(sqlite_bureau.database) as session:
        session.execute(text("PRAGMA writable_schema=ON"))
        session.execute(
            text(
                "UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE name = 'journal'"
            )
        )
    sqlite_bureau.database.engine.dispose()
    with sqlite_bureau.database.writing() as session:
        session.execute(text(f"UPDATE journal SET {column} = {damage} WHERE seq = 5"))

    assert first_bad(sqlite_bureau.database) == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET actor = 'x'",
        "UPDATE journal SET actor = actor WHERE seq = 2",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE seq = 9",
        "TRUNCATE journal",
        "REPLACE INTO journal SELECT * FROM journal",
    ],
)
def test_the_database_itself_lets_nobody_change_an_entry(busy: Bureau, statement: str) -> None:
    before = verified(busy.database)

    with pytest.raises(DBAPIError), busy.database.writing() as session:
        session.execute(text(statement))

    assert verified(busy.database) == before


def test_many_actors_at_once_keep_one_chain(bureau: Bureau) -> None:
    start = Barrier(THREADS)

    def act() -> None:
        start.wait()
        bureau.acts(EACH)

    acting = [Thread(target=act) for _ in range(THREADS)]
    for thread in acting:
        thread.start()
    for thread in acting:
        thread.join()

    assert verified(bureau.database).entries == 1 + THREADS * EACH


def test_an_act_that_is_undone_leaves_no_entry(bureau: Bureau) -> None:
    with pytest.raises(ZeroDivisionError), bureau.database.writing() as session:
        record(session, "alert.issued", "alert:1", {}, by=LOCAL_OPERATOR, now=bureau.now)
        _ = 1 / 0

    assert verified(bureau.database).entries == 1


def test_every_act_on_the_staff_is_told_by_numbers_alone(bureau: Bureau) -> None:
    nikos, by, now = bureau.hires("Νίκος"), LOCAL_OPERATOR, bureau.now
    token = bureau.token(nikos)
    acts: tuple[Callable[[Session], None], ...] = (
        lambda session: change_role(session, nikos, Role.APPROVER, by=by, now=now),
        lambda session: revoke_token(session, token.id, by=by, now=now),
        lambda session: dismiss_member(session, nikos, by=by, now=now),
    )
    for act in acts:
        with bureau.database.writing() as session:
            act(session)

    with bureau.database.reading() as session:
        told = read_entries(session)
    assert [(each.action, each.subject) for each in told] == [
        ("member.added", f"member:{FOUNDER}"),
        ("member.added", f"member:{nikos}"),
        ("token.created", f"token:{token.id}"),
        ("member.changed", f"member:{nikos}"),
        ("token.revoked", f"token:{token.id}"),
        ("member.removed", f"member:{nikos}"),
    ]
    assert "Νίκος" not in json.dumps([dict(each.facts) for each in told], ensure_ascii=False)


def test_the_journal_is_read_from_its_end_or_onwards(busy: Bureau) -> None:
    with busy.database.reading() as session:
        latest = [each.seq for each in read_entries(session, limit=3)]
        onwards = [each.seq for each in read_entries(session, after=0, limit=2)]

    assert (latest, onwards) == ([ENTRIES - 2, ENTRIES - 1, ENTRIES], [1, 2])
