"""Everything sealed is sealed anew with the key in use, a few rows at a time; what cannot be opened
or is held by somebody stays as it is."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from sqlalchemy import LargeBinary, select, update
from sqlmodel import SQLModel

import web.tables
from channels import Medium
from delivery.contacts import Address, keep_contacts
from delivery.tables import CONTACTS
from runtime import Database, Keys, moment
from runtime.database.columns import SEALED_IN
from runtime.keys import Key, KeyRing, WrongKey
from runtime.resealing import (
    AT_ONCE,
    MOST,
    Resealed,
    SealedColumn,
    count_older,
    reseal_column,
    sealed_columns,
)
from web.admin.idempotency import Answer, Claim, answered, keep, take

assert web.tables
PEOPLE = AT_ONCE * 2 + 50
DIGESTS = {
    "contact.digest",
    "spent_challenge.digest",
    "idempotency.key",
    "idempotency.request",
    "registration.handle",
    "candidate.code",
    "code_page.handle",
    "code_page.phone",
    "code_page.email",
    "code_sent.network",
    "code_sent.contact",
    "code_sent.prefix",
    "disowned.contact",
    "token.digest",
}


@pytest.fixture
def older(vault: Keys) -> Keys:
    return Keys(KeyRing(vault.ring.own))


@pytest.fixture
def newer(vault: Keys) -> Keys:
    return Keys(KeyRing(Key.drawn(2), (vault.ring.own,)))


@pytest.fixture
def numbers(database: Database, older: Keys) -> list[str]:
    """The phones of people who were registered with the key of before."""
    phones = [f"+3069{number:08d}" for number in range(PEOPLE)]
    with database.writing() as session:
        keep_contacts(session, older, [Address(Medium.SMS, each) for each in phones])
    return phones


def contacts() -> SealedColumn:
    return next(each for each in sealed_columns() if each.name == "contact.address")


def opened(database: Database, keys: Keys) -> list[str]:
    with database.reading() as session:
        rows = session.execute(select(CONTACTS.c.id, CONTACTS.c.address).order_by(CONTACTS.c.id))
        return [keys.open(sealed, Address.place(row)) for row, sealed in rows]


def left(database: Database, keys: Keys) -> int:
    with database.reading() as session:
        return sum(count_older(session, keys.number).values())


def reseal(database: Database, keys: Keys) -> Resealed:
    return reseal_column(database, keys, contacts(), lambda _: None)


def test_every_value_is_sealed_anew_and_opens(
    database: Database, numbers: list[str], newer: Keys
) -> None:
    before = left(database, newer)

    done = reseal(database, newer)

    assert (before, done, left(database, newer)) == (PEOPLE, Resealed(PEOPLE), 0)
    assert opened(database, Keys(KeyRing(newer.ring.own))) == numbers


def test_a_second_pass_finds_nothing(database: Database, numbers: list[str], newer: Keys) -> None:
    assert numbers
    reseal(database, newer)

    assert reseal(database, newer) == Resealed()


def test_a_pass_that_is_broken_off_is_gone_on_with(
    database: Database, numbers: list[str], newer: Keys
) -> None:
    def broken_off(_: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        reseal_column(database, newer, contacts(), broken_off)
    halfway = left(database, newer)

    assert halfway == PEOPLE - AT_ONCE
    assert reseal(database, newer) == Resealed(halfway)
    assert opened(database, newer) == numbers


def test_a_damaged_value_stays_as_it_is(
    database: Database, numbers: list[str], newer: Keys
) -> None:
    assert numbers
    with database.writing() as session:
        damaged = b"\x00\x01" + bytes(40)
        session.execute(update(CONTACTS).where(CONTACTS.c.id == 3).values(address=damaged))

    assert reseal(database, newer) == Resealed(PEOPLE - 1, 1)
    with database.reading() as session:
        query = select(CONTACTS.c.address).where(CONTACTS.c.id == 3)
        assert session.scalar(query) == damaged


def test_an_erased_contact_has_nothing_to_seal(
    database: Database, numbers: list[str], newer: Keys
) -> None:
    assert numbers
    with database.writing() as session:
        session.execute(update(CONTACTS).where(CONTACTS.c.id == 3).values(address=b""))

    assert reseal(database, newer) == Resealed(PEOPLE - 1)


def test_a_long_file_is_sealed_anew_alone(
    database: Database, numbers: list[str], newer: Keys
) -> None:
    long = Keys(KeyRing(newer.ring.retired[0])).seal_file(bytes(MOST), Address.place(2))
    with database.writing() as session:
        session.execute(update(CONTACTS).where(CONTACTS.c.id == 2).values(address=long))
    groups: list[int] = []

    reseal_column(database, newer, contacts(), groups.append)

    assert groups[:2] == [1, 1]
    assert sum(groups) == len(numbers)


@pytest.fixture
def held(database: Database, numbers: list[str]) -> Iterator[int]:
    """A row that somebody holds in a long transaction."""
    if database.is_sqlite:
        pytest.skip("in SQLite's file nobody holds a row")
    assert numbers
    with database.writing() as session:
        session.execute(update(CONTACTS).where(CONTACTS.c.id == 3).values(block_code=""))
        yield 3


def test_a_row_that_is_held_keeps_nobody_waiting(
    database: Database, held: int, newer: Keys
) -> None:
    found: list[Resealed] = []
    ended = Event()

    def work() -> None:
        found.append(reseal(database, newer))
        ended.set()

    Thread(target=work, daemon=True).start()

    assert ended.wait(60)
    assert (held, found) == (3, [Resealed(PEOPLE - 1)])


def test_an_answer_found_by_its_digest_is_sealed_anew(
    database: Database, older: Keys, newer: Keys
) -> None:
    claim = Claim.of(older, "member:1", "k", "POST /v1/alerts", b"{}")
    with database.writing() as session:
        now = moment(session)
        take(session, older, claim, now=now)
        keep(session, older, claim, Answer(201, "{}"))
    column = next(each for each in sealed_columns() if each.name == "idempotency.answer")

    assert reseal_column(database, newer, column, lambda _: None) == Resealed(1)

    with database.reading() as session, pytest.raises(WrongKey):
        answered(session, older, claim)
    with database.reading() as session:
        assert answered(session, newer, claim) == Answer(201, "{}")


def test_every_column_of_bytes_is_sealed_or_a_digest() -> None:
    named = {
        f"{table.name}.{each.name}"
        for table in SQLModel.metadata.sorted_tables
        for each in table.c
        if isinstance(each.type, LargeBinary) and SEALED_IN not in each.info
    }

    assert len(sealed_columns()) > 5
    assert named - DIGESTS == set()
