"""Erasure and export: everything of one resident, to be read or to be gone."""

from datetime import timedelta
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from channels import Medium, Wording
from delivery import Lane, Repeat
from delivery.contacts import post_letter
from delivery.dispatches import Parcel
from delivery.status import list_deliveries
from runtime import LOCAL_OPERATOR, RESIDENT, Actor
from runtime.problems import NotAllowed
from subscribers import GivenConsent, find_residents
from subscribers.privacy import erase_resident, export_resident
from subscribers.residents import HasLeft, UnknownResident

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

PHONE, MAIL, NAME = "6921000001", "canary@example.gr", "Καναρίνη Κανάρη"
WORDS = Wording(0, Medium.EMAIL, "el", "Χιόνι", "Χιόνι")


def erases(door: "Doorstep", resident: int) -> None:
    with door.database.writing() as session:
        erase_resident(session, door.keys, resident, by=RESIDENT, now=door.now)
    door.database.scrub()


def warned(door: "Doorstep", contact: int) -> int:
    parcel = Parcel(Lane.ROUTINE, Repeat.HOLD, door.now + timedelta(hours=1), (WORDS,))
    with door.database.writing() as session:
        return post_letter(session, parcel, contact, now=door.now)


def raw(door: "Doorstep") -> bytes:
    path = Path(str(door.database.engine.url.database))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_no_byte_of_whoever_is_erased_stays_in_the_files(back_door: "Doorstep") -> None:
    anna = back_door.town.adds(PHONE, MAIL, name=NAME, groups=frozenset({"kanarinia"}))
    back_door.signs_up(MAIL, network="203.0.113.99")
    with back_door.database.reading() as session:
        run = session.connection().exec_driver_sql
        secrets = [
            *run("SELECT address FROM contact").scalars(),
            *run("SELECT name FROM resident").scalars(),
        ]
        secrets += run("SELECT network FROM code_sent WHERE network <> x''").scalars().all()
    traces = [
        *map(bytes, secrets),
        MAIL.encode(),
        NAME.encode(),
        b"921000001",
        b"kanarinia",
        b"203.0.113",
    ]
    assert sum(trace in raw(back_door) for trace in traces) >= 5

    erases(back_door, anna)

    assert [trace for trace in traces if trace in raw(back_door)] == []
    assert back_door.keys.digest(MAIL) in raw(back_door)


def test_counts_stay_and_name_nobody(doorstep: "Doorstep") -> None:
    done = doorstep.enters(MAIL)
    sent = warned(doorstep, done.contact_id)

    erases(doorstep, done.resident_id)

    with doorstep.database.reading() as session:
        [line] = list_deliveries(session, doorstep.keys, sent)
        [found] = find_residents(
            session, doorstep.keys, MAIL, municipality=doorstep.home.config.municipality
        )
    assert (line.address, line.state) == ("erased", "skipped")
    assert found.contacts == ("erased",)
    shown = doorstep.town.shows(done.resident_id)
    assert (shown.name, shown.consents, shown.left_reason) == ("", (), "erased")


def test_a_registration_under_way_is_erased_too(doorstep: "Doorstep") -> None:
    done = doorstep.enters(MAIL)
    doorstep.signs_up(PHONE, handle="adding", resident=done.resident_id)

    erases(doorstep, done.resident_id)

    assert [doorstep.count(table) for table in ("registration", "candidate", "consent")] == [
        0,
        0,
        0,
    ]
    assert doorstep.count("contact WHERE length(address) > 0") == 0


def test_no_import_brings_back_who_was_erased(doorstep: "Doorstep") -> None:
    erases(doorstep, doorstep.enters(MAIL).resident_id)
    doorstep.waits(days=3)

    done = doorstep.town.later(days=3).imports(f"Anna,el,{PHONE},{MAIL},,,,form,2026-11-26\n")

    assert (done.imported, done.updated, done.rejected) == (0, 0, 1)
    assert "erased" in done.faults[0].problem
    assert doorstep.town.tells() == set()


def test_a_person_who_was_erased_comes_back_by_the_form(doorstep: "Doorstep") -> None:
    erases(doorstep, doorstep.enters(MAIL).resident_id)
    doorstep.waits(days=1)

    doorstep.enters(MAIL, network="203.0.113.8")

    assert doorstep.town.tells() == {MAIL}


def test_an_erased_person_who_does_not_confirm_is_erased_again(doorstep: "Doorstep") -> None:
    from subscribers.registration import purge_registrations

    erases(doorstep, doorstep.enters(MAIL).resident_id)
    doorstep.waits(days=1)
    doorstep.signs_up(MAIL, handle="again")
    doorstep.waits(days=1)
    with doorstep.database.writing() as session:
        purge_registrations(session, now=doorstep.now)

    assert doorstep.count("contact WHERE length(address) > 0") == 0
    assert doorstep.count("contact WHERE block = 'erased'") == 1


def test_an_erased_person_comes_back_by_a_later_consent_alone(doorstep: "Doorstep") -> None:
    erases(doorstep, doorstep.enters(MAIL).resident_id)
    later = doorstep.town.later(days=2)
    with pytest.raises(HasLeft):
        later.adds(MAIL)

    later.adds(MAIL, consent=GivenConsent("desk", doorstep.now + timedelta(days=1)))

    assert later.tells() == {MAIL}


def test_a_resident_is_not_erased_twice(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL).resident_id
    erases(doorstep, anna)

    for number in (anna, 99):
        with pytest.raises(UnknownResident):
            erases(doorstep, number)


def test_a_person_who_comes_back_leaves_no_name_behind(doorstep: "Doorstep") -> None:
    anna = doorstep.town.adds(MAIL, name=NAME)
    doorstep.town.removes(anna)
    doorstep.waits(days=1)

    doorstep.enters(MAIL)

    assert (doorstep.town.shows(anna).name, doorstep.town.shows(anna).left_reason) == (
        "",
        "returned",
    )


def test_an_export_holds_everything_and_no_code(doorstep: "Doorstep") -> None:
    done = doorstep.enters(MAIL, network="203.0.113.9")
    code = doorstep.code_to(MAIL)
    warned(doorstep, done.contact_id)

    with doorstep.database.writing() as session:
        document = export_resident(
            session, doorstep.keys, done.resident_id, by=RESIDENT, now=doorstep.now
        )

    said = dumps(document, ensure_ascii=False)
    for part in (
        MAIL,
        "Χιόνι",
        "code registration:1",
        "203.0.113.0/24",
        "f" * 64,
        '"topics": ["emergency"]',
    ):
        assert part in said
    assert code not in said
    assert doorstep.journal()[-1] == ("resident.exported", f"resident:{done.resident_id}")


def test_a_clerk_may_neither_export_nor_erase(doorstep: "Doorstep") -> None:
    anna = doorstep.enters(MAIL).resident_id
    clerk = Actor("clerk", LOCAL_OPERATOR.rights - RESIDENT.rights)

    for act in (export_resident, erase_resident):
        with pytest.raises(NotAllowed), doorstep.database.writing() as session:
            act(session, doorstep.keys, anna, by=clerk, now=doorstep.now)
