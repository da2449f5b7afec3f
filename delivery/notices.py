"""Notices: staff are told what nobody is watching, through the emergency lane."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from channels import Medium, Wording
from delivery.contacts.addresses import Address, keep_contacts
from delivery.contacts.letters import revive_contacts
from delivery.dispatches import Parcel, add_recipients, prepare_dispatch, select_recipients
from delivery.states import Lane, Repeat
from runtime import Keys
from runtime.config import StaffNotice

LASTS = timedelta(hours=24)
# A handful of messages, before any alert of the lane: with thousands of SMS ahead they would come
# last.
FIRST = 1_000
ALONE, CHAINED = 160, 153  # septets of a part of an SMS: the words are in the capitals of GSM 03.38


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What staff are told in one language: `sms` stands for `text` on a phone, in `parts` parts;
    empty: the text itself."""

    subject: str
    text: str
    sms: str = ""
    parts: int = 1


def parts_of(sms: str) -> int:
    """The parts of a short form that GSM 03.38 can write."""
    return 1 if len(sms) <= ALONE else -(-len(sms) // CHAINED)


def tell_staff(
    session: Session,
    keys: Keys,
    told: StaffNotice,
    notes: Mapping[str, NoticeText],
    *,
    now: datetime,
    lane: Lane = Lane.EMERGENCY,
) -> int | None:
    """Hand a note to the contacts of `[staff_notice]`, in the caller's transaction; returns the
    dispatch, None when nobody is named.

    `notes` are by language and need `el`, for whoever's language is not among them. Ids, counts and
    times only: no address, no name."""
    contacts = keep_contacts(session, keys, list(_addresses(told)))
    if not contacts:
        return None
    # Who was a resident too, and was erased as one, is still on duty.
    revive_contacts(session, keys, [(contact_id, each) for each, contact_id in contacts.items()])
    parcel = Parcel(lane, Repeat.HOLD, now + LASTS, tuple(_wordings(notes)), FIRST)
    dispatch_id = prepare_dispatch(session, parcel, now=now)
    add_recipients(
        session, dispatch_id, select_recipients(list(contacts.values()), language=told.language)
    )
    return dispatch_id


def _addresses(told: StaffNotice) -> Iterator[Address]:
    for phone in told.phones:
        yield Address(Medium.SMS, phone)
    for mailbox in told.emails:
        local, _, domain = mailbox.rpartition("@")
        yield Address(Medium.EMAIL, f"{local}@{domain.lower()}")


def _wordings(notes: Mapping[str, NoticeText]) -> Iterator[Wording]:
    for language, note in notes.items():
        yield Wording(0, Medium.SMS, language, note.sms or note.text, parts=note.parts)
        yield Wording(0, Medium.EMAIL, language, note.text, note.subject)
