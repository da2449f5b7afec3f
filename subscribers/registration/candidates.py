"""Candidates: the contacts of a form that are not confirmed yet, and the links and codes that name
them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from delivery.contacts import (
    Address,
    ExpiredLink,
    Purpose,
    addresses_of,
    find_contacts,
    read_ticket,
)
from runtime import Keys
from subscribers.registration.code_pages import Signup, digest_of_handle
from subscribers.registration.networks import read_network
from subscribers.registration.postbox import LINK_LASTS
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


def find_enrolment(session: Session, keys: Keys, handle: str) -> Enrolment | None:
    """The registration that a page's secret names, if there is one yet."""
    digest = digest_of_handle(keys, handle)
    return session.scalars(select(Enrolment).where(col(Enrolment.handle) == digest)).one_or_none()


def enrolment_of(session: Session, keys: Keys, signup: Signup, *, now: datetime) -> Enrolment:
    """The registration of a form, made if need be; it lasts another day."""
    enrolment = find_enrolment(session, keys, signup.handle) or Enrolment(
        handle=digest_of_handle(keys, signup.handle),
        resident_id=signup.resident_id,
        language=signup.language,
        network=read_network(signup.network).kept,
        text_hash=signup.text_hash,
        normal_letters=signup.normal_letters,
        expires_at=now,
    )
    enrolment.expires_at = now + LINK_LASTS
    session.add(enrolment)
    session.flush()
    return enrolment


def as_candidate(session: Session, enrolment: Enrolment, contact_id: int) -> Candidate:
    """A contact as a candidate of this registration, made if need be."""
    query = select(Candidate).where(
        col(Candidate.registration_id) == enrolment.id, col(Candidate.contact_id) == contact_id
    )
    candidate = session.scalars(query).one_or_none()
    if candidate is None:
        candidate = Candidate(registration_id=enrolment.id or 0, contact_id=contact_id)
        session.add(candidate)
        session.flush()
    return candidate


def living_candidates(
    session: Session, keys: Keys, addresses: Sequence[Address], *, now: datetime
) -> list[Candidate]:
    """The candidates, of whatever form, with the living code of one of these contacts: at most one
    for each, since a new code voids the old."""
    contacts = find_contacts(session, keys, addresses).values()
    query = (
        select(Candidate)
        .where(
            col(Candidate.contact_id).in_(contacts),
            col(Candidate.code).is_not(None),
            col(Candidate.code_until) > now,
        )
        .order_by(col(Candidate.id))
    )
    return list(session.scalars(query))


def as_given(
    session: Session, keys: Keys, signup: Signup, living: Sequence[Candidate], now: datetime
) -> tuple[Enrolment, Mapping[int, Candidate]]:
    """The registration of the form on whose page a code was typed, and its candidates by contact.

    Whoever filled in another form with the same contact has no part in it."""
    enrolment = enrolment_of(session, keys, signup, now=now)
    own = {each.contact_id: as_candidate(session, enrolment, each.contact_id) for each in living}
    for each in living:
        own[each.contact_id].sent_id = each.sent_id
    return enrolment, own
