"""Complaints: whoever reports our mail as unwanted leaves its topic, as by one click. Emergencies
stay, and staff see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from channels.bounces import Complaint
from delivery.receipts import take_complaint
from runtime import RESIDENT, Keys
from staff import record
from subscribers.preferences.ownership import NotRegistered, owner_of_contact
from subscribers.registration.departures import refuse_topic, topic_of_departure
from subscribers.repository import Repository
from templates import Topic

REASON = "complaint"


@dataclass(frozen=True, slots=True)
class AppliedComplaint:
    """What became of a complaint; `of_emergency` is the resident who complained of an emergency
    alert, 0 for nobody."""

    is_ours: bool
    is_new: bool = False
    of_emergency: int = 0


def apply_complaint(
    session: Session, keys: Keys, complaint: Complaint, *, now: datetime
) -> AppliedComplaint:
    """Apply a complaint, once. Nobody leaves the emergencies by one: a provider may send it for a
    slip of the finger.

    Each in a transaction of its own: it ends with an entry of the journal.
    """
    repository = Repository(session, keys, now)
    repository.lock()  # before the delivery is locked, as for a click
    taken = take_complaint(session, keys, complaint, now=now)
    if taken.departure is None:
        return AppliedComplaint(taken.is_ours)
    topic, contact_id = topic_of_departure(taken.departure), taken.departure.contact_id
    if topic is not Topic.EMERGENCY:
        refuse_topic(repository, contact_id, topic, REASON)
        return AppliedComplaint(True, True)
    try:
        who = owner_of_contact(session, contact_id)
    except NotRegistered:
        return AppliedComplaint(True, True)
    record(
        session, "resident.complained", f"resident:{who}", {"topic": topic}, by=RESIDENT, now=now
    )
    return AppliedComplaint(True, True, who)
