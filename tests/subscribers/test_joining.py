"""A database in which spellings of one mailbox were several people, brought up to date; on both
databases."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import Connection, select, text, update
from sqlmodel import Session

from channels import Medium, Wording
from delivery import Lane, Repeat
from delivery.contacts import Address, Departure, post_letter
from delivery.dispatches import Parcel
from delivery.status import list_deliveries
from runtime import LOCAL_OPERATOR, Database, Keys
from runtime.database import connect_database
from runtime.keys import KeyRing, WrongKey, create_keys
from runtime.schema import _alembic, newest_revision, upgrade_schema
from subscribers import GivenConsent, find_residents
from subscribers.audience import count_residents
from subscribers.joining import Joining, plan_joining
from subscribers.preferences import owner_of_contact
from subscribers.privacy import erase_resident
from subscribers.registration import Leaving, leave_topic
from subscribers.tables import RESIDENTS, place_of_name
from templates import Topic
from tests.alerts.test_alerts_before_drafts import _empty as empty
from tests.subscribers.conftest import AGREED, LOCAL

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep, Town

ONE, TWO, THREE = "one@example.gr", "two@example.gr", "three@example.gr"
SPELLED = {ONE: "Anna.Test@example.gr", TWO: "anna.test@example.gr", THREE: "ANNA.TEST@example.gr"}
BEFORE, REVISION = "0017", "0018"
WORDS = Wording(0, Medium.EMAIL, "el", "Χιόνι", "Χιόνι")


@pytest.fixture
def vault(vault: Keys) -> Keys:
    """The keys of a home that has values of before, which open in any row."""
    return Keys(KeyRing(replace(vault.ring.own, bound=False)))


def unbind_names(session: Session, keys: Keys) -> None:
    """Names as an earlier version sealed them: the migration carries them from row to row."""
    named = RESIDENTS.c.name.is_not(None)
    for who, name in session.execute(select(RESIDENTS.c.id, RESIDENTS.c.name).where(named)).all():
        clear, nonce = keys.open(name, place_of_name(who)).encode(), token_bytes(12)
        old = bytes((keys.number,)) + nonce + keys.ring.own.cipher.encrypt(nonce, clear, None)
        session.execute(update(RESIDENTS).where(RESIDENTS.c.id == who).values(name=old))


def made_old(database: Database, keys: Keys, spelled: Mapping[str, str] = SPELLED) -> None:
    """As an earlier version left it: every spelling is a contact of its own, found by its own
    digest."""
    respell = text("UPDATE contact SET digest = :new WHERE digest = :old")
    kept = text("SELECT id FROM contact WHERE digest = :new AND length(address) > 0")
    reseal = text("UPDATE contact SET address = :sealed WHERE id = :id")
    with database.writing() as session:
        for ours, theirs in spelled.items():
            new = keys.digest(theirs)
            session.execute(respell, {"old": keys.digest(ours), "new": new})
            for each in session.scalars(kept, {"new": new}).all():
                sealed = keys.seal(theirs, Address.place(each))
                session.execute(reseal, {"sealed": sealed, "id": each})
        unbind_names(session, keys)
        session.execute(text("ALTER TABLE contact DROP COLUMN joined_to"))
        session.execute(text(f"UPDATE alembic_version SET version_num = '{BEFORE}'"))


def upgraded(town: "Town", spelled: Mapping[str, str] = SPELLED) -> None:
    """The one migration alone, in tables that have what later ones brought."""
    made_old(town.database, town.keys, spelled)
    with town.database.writing() as session:
        connection = session.connection()
        command.upgrade(_alembic(connection, town.keys), REVISION)
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{newest_revision()}'"))


def found(town: "Town", written: str = "Anna.TEST@example.gr") -> list[int]:
    with town.database.reading() as session:
        return [each.id for each in find_residents(session, town.keys, written, municipality=LOCAL)]


def contacts(town: "Town", resident: int) -> list[tuple[str, str]]:
    return [(each.address, each.standing) for each in town.shows(resident).contacts]


def test_the_oldest_record_stays_and_has_the_choices_of_all(town: "Town") -> None:
    first = town.adds(ONE, zones=town.zones("panorama"), topics=frozenset({Topic.WEATHER}))
    town.adds(
        "6921000001", TWO, name="Άννα", zones=town.zones("pylaia"), topics=frozenset({Topic.ROADS})
    )
    town.adds(
        THREE,
        groups=frozenset({"volunteers"}),
        zones=town.zones("filyro"),
        topics=frozenset({Topic.WEATHER}),
    )

    upgraded(town)

    anna = town.shows(first)
    assert (anna.name, anna.zones) == ("Άννα", ("filyro", "panorama", "pylaia"))
    assert (anna.topics, anna.groups) == ((Topic.ROADS, Topic.WEATHER), ("volunteers",))
    assert sorted(contacts(town, first)) == [
        ("+306921000001", "active"),
        ("Anna.Test@example.gr", "active"),
    ]
    assert found(town) == found(town, "anna.test@EXAMPLE.gr") == [first]
    assert town.tells() == {"+306921000001", "Anna.Test@example.gr"}
    with town.database.reading() as session:
        assert (count_residents(session).residents, count_residents(session).left) == (1, 0)


def test_a_resident_who_wants_everything_still_gets_everything(town: "Town") -> None:
    first = town.adds(ONE, zones=town.zones("panorama"), topics=frozenset({Topic.WEATHER}))
    town.adds(TWO)

    upgraded(town)

    assert (town.shows(first).zones, town.shows(first).topics) == ((), ())


def test_a_resident_who_left_by_another_spelling_has_left(town: "Town") -> None:
    first = town.adds(ONE, "6921000001")
    town.adds(TWO)
    town.removes(first)

    upgraded(town)

    assert town.tells() == set()
    assert town.shows(first).left_reason == "asked"
    row = "Anna,el,,aNNa.test@example.gr,,,,form,2025-01-01\n"
    assert town.later(days=1).imports(row).rejected == 1


def test_a_resident_who_agreed_again_by_another_spelling_is_back(town: "Town") -> None:
    town.removes(town.adds(ONE, name="Παλιό"))
    later = town.later(days=2)
    later.adds(TWO, name="Άννα", consent=GivenConsent("web", town.now + timedelta(days=1)))

    upgraded(town)

    assert town.tells() == {"Anna.Test@example.gr"}
    assert [town.shows(each).name for each in found(town)] == ["Άννα"]


@pytest.mark.parametrize("erased_first", [True, False])
def test_a_resident_erased_by_another_spelling_is_erased(town: "Town", erased_first: bool) -> None:
    one, two = town.adds(ONE, "6921000001"), town.adds(TWO, "6921000002", name="Άννα")
    with town.database.writing() as session:
        gone = one if erased_first else two
        erase_resident(session, town.keys, gone, by=LOCAL_OPERATOR, now=town.now)

    upgraded(town)

    assert town.tells() == set()
    [anna] = found(town)
    assert (town.shows(anna).name, town.shows(anna).left_reason, town.shows(anna).consents) == (
        "",
        "erased",
        (),
    )
    assert (
        town.later(days=1).imports("A,el,,ANNA.test@example.gr,,,,form,2025-01-01\n").rejected == 1
    )


def test_a_block_on_another_spelling_blocks_the_mailbox(town: "Town") -> None:
    first = town.adds(ONE)
    town.adds(TWO)
    with town.database.writing() as session:
        blocked = text(
            "UPDATE contact SET block = 'bounced', block_code = '5.1.1' WHERE digest = :digest"
        )
        session.execute(blocked, {"digest": town.keys.digest(TWO)})

    upgraded(town)

    [contact] = town.shows(first).contacts
    assert (contact.address, contact.block, contact.block_code) == (
        "Anna.Test@example.gr",
        "bounced",
        "5.1.1",
    )


def test_a_topic_that_one_spelling_left_is_left(doorstep: "Doorstep") -> None:
    town = doorstep.town
    first = town.adds(ONE)
    town.adds(TWO)
    with town.database.writing() as session:
        assert leave_topic(session, doorstep.home, Departure(2, 6), now=town.now) is Leaving.LEFT

    upgraded(town)

    assert town.shows(first).refused == (Topic.EVENTS,)


def test_the_consents_of_all_are_kept(town: "Town") -> None:
    first = town.adds(ONE)
    town.adds(TWO, consent=GivenConsent("desk", AGREED.given_at + timedelta(days=1)))

    upgraded(town)

    assert [each.source for each in town.shows(first).consents] == ["form", "desk"]


def test_the_links_of_both_spellings_are_their_owners(doorstep: "Doorstep") -> None:
    town = doorstep.town
    first = town.adds(ONE)
    town.adds(TWO)

    upgraded(town)

    with town.database.writing() as session:
        assert [owner_of_contact(session, contact) for contact in (1, 2)] == [first, first]
        assert leave_topic(session, doorstep.home, Departure(2, 1), now=town.now) is Leaving.ASKED
        leave_topic(session, doorstep.home, Departure(2, 6), now=town.now)
    assert town.shows(first).refused == (Topic.EVENTS,)
    assert len(doorstep.letters_to("anna.test@example.gr")) == 1


def test_a_message_that_waits_is_sent_once(town: "Town") -> None:
    town.adds(ONE)
    town.adds(TWO)
    parcel = Parcel(Lane.ROUTINE, Repeat.HOLD, town.now + timedelta(hours=1), (WORDS,))
    with town.database.writing() as session:
        alone = post_letter(session, parcel, 2, now=town.now)
        both = post_letter(session, parcel, 1, now=town.now)
        twice = text(
            "INSERT INTO delivery (dispatch_id, contact_id, wording_id, medium, state, attempt, doubled)"
            " SELECT dispatch_id, 2, wording_id, medium, state, attempt, doubled FROM delivery WHERE contact_id = 1"
        )
        session.execute(twice)

    upgraded(town)

    with town.database.reading() as session:
        sent = [
            [(each.contact_id, each.state) for each in list_deliveries(session, town.keys, one)]
            for one in (alone, both)
        ]
    assert sent == [[(1, "queued")], [(1, "queued"), (2, "skipped")]]


def test_a_resident_with_two_spellings_keeps_one(town: "Town") -> None:
    first = town.adds(ONE, TWO)

    upgraded(town)

    assert contacts(town, first) == [("Anna.Test@example.gr", "active")]
    assert town.shows(first).left_at is None


def test_a_spelling_alone_is_found_by_every_other(town: "Town") -> None:
    first = town.adds(ONE)

    upgraded(town, {ONE: "Anna.Test@example.gr"})

    assert found(town) == [first]
    assert contacts(town, first) == [("Anna.Test@example.gr", "active")]


def test_a_domain_in_capitals_had_another_sigma(town: "Town") -> None:
    first = town.adds(ONE)
    town.adds(TWO)

    upgraded(town, {ONE: "a@xn--jxalzmp.gr", TWO: "a@xn--jxalzmu.gr"})

    assert found(town, "a@ΔΉΜΟΣ.gr") == found(town, "a@δήμος.gr") == [first]


def test_two_mailboxes_tie_three_residents_together(town: "Town") -> None:
    first = town.adds(ONE)
    town.adds(TWO, "b1@example.gr")
    third = town.adds("b2@example.gr", name="Άννα")

    upgraded(town, SPELLED | {"b1@example.gr": "b@example.gr", "b2@example.gr": "B@example.gr"})

    assert (town.shows(first).name, town.shows(third).left_reason) == (
        "Άννα",
        f"joined with {first}",
    )
    assert town.tells() == {"Anna.Test@example.gr", "b@example.gr"}


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path, vault: Keys) -> Iterator[Database]:
    """A database as an earlier version left it, with one mailbox in two spellings."""
    opened = connect_database(empty(request, tmp_path))
    with opened.engine.begin() as connection:
        command.upgrade(_alembic(connection), BEFORE)
        fill_old(connection, vault)
    yield opened
    opened.close()


def fill_old(connection: Connection, keys: Keys) -> None:
    """Residents 1 and 2, who differ in the spelling of their address alone."""
    for number, written in enumerate(("Anna.Test@example.gr", "anna.test@example.gr"), 1):
        sealed = {
            "digest": keys.digest(written),
            "address": keys.seal(written, Address.place(number)),
        }
        for statement in OLD:
            connection.execute(text(statement), {"number": number, **sealed})


OLD = (
    "INSERT INTO contact (id, medium, digest, address, block) VALUES (:number, 'email', :digest, :address, '')",
    "INSERT INTO resident (id, language, created_at, changed_at, left_reason)"
    " VALUES (:number, 'el', '2026-01-12 18:00:00+00:00', '2026-01-12 18:00:00+00:00', '')",
    "INSERT INTO subscription (contact_id, resident_id, standing, since)"
    " VALUES (:number, :number, 'active', '2026-01-12 18:00:00+00:00')",
)


def planned(database: Database, keys: Keys) -> Joining:
    with database.reading() as session:
        return plan_joining(session.connection(), keys)


def test_the_plan_says_whom_it_joins_and_changes_nothing(old: Database, vault: Keys) -> None:
    plan = planned(old, vault)

    assert [(each.kept, each.gone, each.mailboxes) for each in plan.people] == [(1, (2,), (1,))]
    assert [(each.kept, each.gone) for each in plan.doubled] == [(1, (2,))]
    assert planned(old, vault) == plan


class Interrupted(Exception):
    """Somebody pulled the plug."""


def test_a_joining_that_is_interrupted_changes_nothing_and_is_repeated(
    old: Database, vault: Keys
) -> None:
    def fails(_: object) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        upgrade_schema(old, vault, fails)
    again = planned(old, vault)
    upgrade_schema(old, vault)
    upgrade_schema(old, vault)

    assert [(each.kept, each.gone) for each in again.people] == [(1, (2,))]
    assert planned(old, vault).mailboxes == ()
    with old.reading() as session:
        assert [
            each.id
            for each in find_residents(session, vault, "ANNA.TEST@example.gr", municipality=LOCAL)
        ] == [1]


def test_addresses_are_not_joined_without_the_key_of_the_home(old: Database) -> None:
    with pytest.raises(RuntimeError, match="key of its home"):
        upgrade_schema(old)


def test_another_homes_key_changes_nothing(old: Database, tmp_path: Path) -> None:
    with pytest.raises(WrongKey):
        upgrade_schema(old, create_keys(tmp_path / "other.key"))
