"""Complaints: whoever reports our mail as unwanted leaves its topic, as by one click. Emergencies stay, and staff see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from channels import Complaint
from delivery import take_complaints
from runtime import RESIDENT, Keys
from staff import record
from subscribers.departures import refuse, topic_of
from subscribers.ledger import Ledger
from subscribers.preferences import NotRegistered, owner_of
from subscribers.tables import Topic

REASON = "complaint"


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of some complaints: how many were new, which residents complained of an emergency alert, which tokens name nothing of ours."""

    fresh: int
    emergencies: tuple[int, ...]
    foreign: frozenset[str]


def hear_complaints(session: Session, keys: Keys, complaints: Sequence[Complaint], *, now: datetime) -> Heard:
    """Apply complaints, each of them once. Nobody leaves the emergencies by one: a provider may send it for a slip of the finger."""
    ledger = Ledger(session, keys, now)
    ledger.alone()  # before the deliveries are locked, as for a click
    taken = take_complaints(session, keys, complaints, now=now)
    stayed = []
    for departure in taken.departures:
        topic = topic_of(departure)
        if topic is not Topic.EMERGENCY:
            refuse(ledger, departure.contact_id, topic, REASON)
            continue
        try:
            stayed.append(owner_of(session, departure.contact_id))
        except NotRegistered:
            continue
        facts = {"topic": topic}
        record(session, "resident.complained", f"resident:{stayed[-1]}", facts, by=RESIDENT, now=now)
    return Heard(len(taken.departures), tuple(stayed), taken.foreign)
