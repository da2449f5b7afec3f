"""Exporting: everything that is kept of one resident, for that resident."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from delivery.contacts import list_letters
from runtime import Actor, Keys, Right
from staff import record
from subscribers.lookup import ContactView, ResidentView, show_resident
from subscribers.tables import CONSENTS, REFUSALS, Resident, Subscription

Document = Mapping[str, object]
_CONSENT = (
    "source",
    "given_at",
    "recorded_at",
    "language",
    "topics",
    "text_hash",
    "network",
    "proof",
)


def export_resident(
    session: Session, keys: Keys, resident_id: int, *, by: Actor, now: datetime
) -> Document:
    """Everything of a resident as one JSON document, moments in ISO 8601 (UTC); the journal notes
    it. Raises UnknownResident."""
    by.needs(Right.EXPORT_RESIDENTS)
    view = show_resident(session, keys, resident_id)
    row = session.get_one(Resident, resident_id)
    mine = select(col(Subscription.contact_id)).where(col(Subscription.resident_id) == resident_id)
    contacts = session.scalars(mine).all()
    document = {
        **_profile(view, row),
        "topics_left": list(_refusals(session, resident_id)),
        "contacts": [_contact(each) for each in view.contacts],
        "consents": list(_consents(session, contacts)),
        "messages": list(_messages(session, contacts)),
        "created_at": _said(row.created_at),
        "changed_at": _said(row.changed_at),
        "left_at": _said(row.left_at),
        "left_reason": row.left_reason,
    }
    facts = {"contacts": len(contacts)}
    record(session, "resident.exported", f"resident:{resident_id}", facts, by=by, now=now)
    return document


def _profile(view: ResidentView, row: Resident) -> Document:
    return {
        "resident": view.id,
        "name": view.name,
        "language": view.language,
        "first_medium": view.first_medium,
        "quiet_hours": None if row.quiet_from is None else [row.quiet_from, row.quiet_until],
        "needs_help": view.needs_help,
        "landline": view.landline,
        "normal_letters": view.normal_letters,
        "zones": list(view.zones),
        "groups": list(view.groups),
        "topics": list(view.topics),
    }


def _contact(found: ContactView) -> Document:
    return {
        "medium": found.medium,
        "address": found.address,
        "standing": found.standing,
        "since": _said(found.since),
        "block": found.block,
        "block_code": found.block_code,
    }


def _messages(session: Session, contacts: Sequence[int]) -> Iterator[Document]:
    for each in list_letters(session, contacts):
        yield {
            "medium": each.medium,
            "state": each.state,
            "at": _said(each.at),
            "subject": each.subject,
            "text": each.text,
        }


def _refusals(session: Session, resident_id: int) -> Iterator[Document]:
    query = select(REFUSALS.c.topic, REFUSALS.c.since).where(REFUSALS.c.resident_id == resident_id)
    return ({"topic": topic, "since": _said(since)} for topic, since in session.execute(query))


def _consents(session: Session, contacts: Sequence[int]) -> Iterator[Document]:
    columns = [CONSENTS.c[name] for name in _CONSENT]
    query = select(*columns).where(CONSENTS.c.contact_id.in_(contacts)).order_by(CONSENTS.c.id)
    for row in session.execute(query).mappings():
        yield {
            name: _said(value) if isinstance(value, datetime) else value
            for name, value in row.items()
        }


def _said(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
