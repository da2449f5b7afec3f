"""Complaints: mails that their recipients called unwanted, kept like any receipt."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from channels.bounces import COMPLAINED, Complaint
from delivery.links import Departure
from delivery.receipts.bounces import mails_of_ours
from delivery.receipts.effects import apply_events
from delivery.receipts.events import ReceivedEvent
from delivery.tables import RECEIPTS
from runtime import Keys


@dataclass(frozen=True, slots=True)
class TakenComplaint:
    """What a complaint asks for: who is to leave which topic, if it is new and of a mail of
    ours."""

    is_ours: bool
    departure: Departure | None = None


def take_complaint(
    session: Session, keys: Keys, complaint: Complaint, *, now: datetime
) -> TakenComplaint:
    """Keep a complaint, once; one that is read again asks for nothing, because its owner may have
    come back."""
    mark = mails_of_ours(session, keys, {complaint.token}).get(complaint.token)
    if mark is None:
        return TakenComplaint(is_ours=False)
    fresh = apply_events(
        session, keys, [ReceivedEvent(mark.channel, complaint.event, now)], now=now
    )
    return TakenComplaint(True, Departure(mark.contact_id, mark.topic) if fresh else None)


def count_complaints(session: Session, channels: Collection[str], *, since: datetime) -> int:
    """How many mails of these channels their recipients called unwanted since then."""
    r = RECEIPTS.c
    query = select(func.count()).where(
        r.channel.in_(channels), r.status == COMPLAINED, r.received_at > since
    )
    return session.scalar(query) or 0
