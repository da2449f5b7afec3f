"""Candidates: the contacts of a form that are not confirmed yet, and the links that name them."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from delivery.contacts import (
    Address,
    ExpiredLink,
    Purpose,
    addresses_of,
    read_ticket,
)
from runtime import Keys
from subscribers.registration.tables import Candidate, Enrolment


def candidates_of(session: Session, enrolment: Enrolment) -> list[Candidate]:
    """The contacts of a form, in the order in which they were given."""
    query = (
        select(Candidate)
        .where(col(Candidate.registration_id) == enrolment.id)
        .order_by(col(Candidate.id))
    )
    return list(session.scalars(query))


def candidate_behind(
    session: Session, keys: Keys, token: str, purpose: Purpose, now: datetime
) -> tuple[Candidate, Enrolment]:
    """The contact that a link is for, and its form; raises ForgedLink or ExpiredLink."""
    candidate = session.get(Candidate, read_ticket(token, keys, purpose, now=now))
    enrolment = None if candidate is None else session.get(Enrolment, candidate.registration_id)
    if candidate is None or enrolment is None or enrolment.expires_at <= now:
        raise ExpiredLink
    return candidate, enrolment


def address_of_candidate(session: Session, keys: Keys, candidate: Candidate) -> Address:
    """The address of a contact; raises ExpiredLink where it is forgotten."""
    found = addresses_of(session, keys, [candidate.contact_id]).get(candidate.contact_id)
    if found is None:
        raise ExpiredLink
    return found
