"""Staff are told what nobody is watching."""

from datetime import datetime

from sqlmodel import select

from channels import Medium
from delivery import Lane, Note, lines, tell_staff, wordings_of
from delivery.tables import Dispatch
from runtime import Database, Keys, StaffNotice

NOTES = {"el": Note("Εκκρεμεί", "Η ειδοποίηση 7 περιμένει έγκριση.", "Η ΕΙΔΟΠΟΙΗΣΗ 7 ΠΕΡΙΜΕΝΕΙ ΕΓΚΡΙΣΗ.")}
DUTY = StaffNotice(phones=("+306900000001",), emails=("Duty@Town.Example.gr",), language="en")


def test_every_contact_of_staff_is_told_at_once(database: Database, vault: Keys, now: datetime) -> None:
    with database.writing() as session:
        told = tell_staff(session, vault, DUTY, NOTES, now=now)
        dispatch = session.exec(select(Dispatch).where(Dispatch.id == told)).one()
        lane, words = dispatch.lane, wordings_of(session, told or 0)

    with database.reading() as session:
        reached = sorted(line.medium for line in lines(session, vault, told or 0))
    assert (lane, reached) == (Lane.EMERGENCY, [Medium.EMAIL, Medium.SMS])
    assert [each.text for each in words] == [NOTES["el"].sms, NOTES["el"].text]


def test_where_nobody_is_named_nothing_is_written(database: Database, vault: Keys, now: datetime) -> None:
    with database.writing() as session:
        assert tell_staff(session, vault, StaffNotice(), NOTES, now=now) is None

    with database.reading() as session:
        assert session.exec(select(Dispatch)).all() == []
