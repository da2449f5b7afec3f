"""Complaints: whoever reports our mail as unwanted leaves its topic, as by one click. Emergencies
stay, and staff see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from channels.bounces import Complaint
from delivery.receipts import take_complaint
from runtime import RESIDENT, Keys
from staff import record
from subscribers.departures import refuse, topic_of
from subscribers.ledger import Ledger
from subscribers.preferences import NotRegistered, owner_of
from templates import Topic

REASON = "complaint"


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a complaint; `of_emergency` is the resident who complained of an emergency
    alert, 0 for nobody."""

    is_ours: bool
    is_new: bool = False
    of_emergency: int = 0


def hear_complaint(session: Session, keys: Keys, complaint: Complaint, *, now: datetime) -> Heard:
    """Apply a complaint, once. Nobody leaves the emergencies by one: a provider may send it for a
    slip of the finger.

    Each in a transaction of its own: it ends with an entry of the journal.
    """
    ledger = Ledger(session, keys, now)
    ledger.alone()  # before the delivery is locked, as for a click
    taken = take_complaint(session, keys, complaint, now=now)
    if taken.departure is None:
        return Heard(taken.is_ours)
    topic, contact_id = topic_of(taken.departure), taken.departure.contact_id
    if topic is not Topic.EMERGENCY:
        refuse(ledger, contact_id, topic, REASON)
        return Heard(True, True)
    try:
        who = owner_of(session, contact_id)
    except NotRegistered:
        return Heard(True, True)
    record(
        session, "resident.complained", f"resident:{who}", {"topic": topic}, by=RESIDENT, now=now
    )
    return Heard(True, True, who)
