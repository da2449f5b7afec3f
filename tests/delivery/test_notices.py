"""Staff are told what nobody is watching."""

from datetime import datetime

from sqlmodel import select

from channels import Medium
from channels.testing import Memory
from delivery import BlockReason, Lane, NoticeText, tell_staff, wordings_of
from delivery.contacts import erase_contacts
from delivery.status import list_deliveries
from delivery.tables import Contact, Dispatch
from runtime import Database, Keys, moment
from runtime.config import StaffNotice
from tests.delivery.conftest import PostRoom

NOTES = {
    "el": NoticeText(
        "Εκκρεμεί", "Η ειδοποίηση 7 περιμένει έγκριση.", "Η ΕΙΔΟΠΟΙΗΣΗ 7 ΠΕΡΙΜΕΝΕΙ ΕΓΚΡΙΣΗ."
    )
}
DUTY = StaffNotice(phones=("+306900000001",), emails=("Duty@Town.Example.gr",), language="en")


def test_every_contact_of_staff_is_told_at_once(
    database: Database, vault: Keys, now: datetime
) -> None:
    with database.writing() as session:
        told = tell_staff(session, vault, DUTY, NOTES, now=now)
        dispatch = session.exec(select(Dispatch).where(Dispatch.id == told)).one()
        lane, words = dispatch.lane, wordings_of(session, told or 0)

    with database.reading() as session:
        reached = sorted(line.medium for line in list_deliveries(session, vault, told or 0))
    assert (lane, reached) == (Lane.EMERGENCY, [Medium.EMAIL, Medium.SMS])
    assert [each.text for each in words] == [NOTES["el"].sms, NOTES["el"].text]


def test_a_notice_without_duty_staff_writes_nothing(
    database: Database, vault: Keys, now: datetime
) -> None:
    with database.writing() as session:
        assert tell_staff(session, vault, StaffNotice(), NOTES, now=now) is None

    with database.reading() as session:
        assert session.exec(select(Dispatch)).all() == []


def test_a_duty_contact_erased_as_a_resident_is_still_told(
    database: Database, vault: Keys, now: datetime
) -> None:
    with database.writing() as session:
        tell_staff(session, vault, DUTY, NOTES, now=now)
        numbers = [each.id or 0 for each in session.exec(select(Contact))]
        erase_contacts(session, numbers, now=now)

    with database.writing() as session:
        tell_staff(session, vault, DUTY, NOTES, now=now)

    with database.reading() as session:
        contacts = session.exec(select(Contact)).all()
        assert [(each.block, each.address != b"") for each in contacts] == [
            (BlockReason.NONE, True)
        ] * 2


async def test_a_note_leaves_before_an_urgent_alert_that_waits(post_room: PostRoom) -> None:
    post_room.hand_over(post_room.contacts(30), lane=Lane.EMERGENCY, priority=10)
    with post_room.database.writing() as session:
        staff = StaffNotice(phones=("+306999999999",))
        tell_staff(session, post_room.keys, staff, NOTES, now=moment(session))
    channel = Memory()

    await post_room.lane_sender(channel, lane=Lane.EMERGENCY).drain()

    assert channel.sent[0].to == "+306999999999"
    assert len(channel.sent) == 31
