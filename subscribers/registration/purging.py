"""Purging: what nobody confirmed within a day is forgotten, and so is what was sent for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from delivery.contacts import erase_contacts, forget_contacts, forget_old_codes
from subscribers.registration.code_pages import forget_code_pages
from subscribers.registration.limits import forget_limits
from subscribers.registration.signup import DISOWNED_FOR
from subscribers.registration.tables import CANDIDATES, DISOWNED, REGISTRATIONS, Enrolment
from subscribers.repository import lock_residents
from subscribers.standing import Standing
from subscribers.tables import CONSENTS, SUBSCRIPTIONS

BATCH = 500


def purge_registrations(session: Session, *, now: datetime) -> None:
    """Forget registrations a day after their last message, contacts that came to nothing, codes and
    counts; run it hourly."""
    lock_residents(session)
    over = select(REGISTRATIONS.c.id).where(col(Enrolment.expires_at) <= now).limit(BATCH)
    while some := session.scalars(over).all():
        forget_registrations(session, some, now=now)
    forget_old_codes(session, now=now)
    forget_code_pages(session, now=now)
    forget_limits(session, now=now)
    session.execute(delete(DISOWNED).where(DISOWNED.c.at <= now - DISOWNED_FOR))


def forget_registrations(session: Session, ids: Sequence[int], *, now: datetime) -> None:
    """Delete these registrations, and whatever contacts of theirs nobody else has."""
    theirs = CANDIDATES.c.registration_id.in_(ids)
    contacts = set(session.scalars(select(CANDIDATES.c.contact_id).where(theirs)))
    session.execute(delete(CANDIDATES).where(theirs))
    session.execute(delete(REGISTRATIONS).where(REGISTRATIONS.c.id.in_(ids)))
    _forget_idle(session, contacts, now)


def _forget_idle(session: Session, contacts: set[int], now: datetime) -> None:
    held = SUBSCRIPTIONS.c.contact_id.in_(contacts)
    standings = dict(
        session.execute(
            select(SUBSCRIPTIONS.c.contact_id, SUBSCRIPTIONS.c.standing).where(held)
        ).all()
    )
    erased = [contact for contact, standing in standings.items() if standing is Standing.ERASED]
    others = select(CANDIDATES.c.contact_id).where(CANDIDATES.c.contact_id.in_(contacts))
    agreed = select(CONSENTS.c.contact_id).where(CONSENTS.c.contact_id.in_(contacts))
    busy = set(session.scalars(others)) | set(session.scalars(agreed))
    # Somebody who was erased and did not confirm this time is erased again.
    erase_contacts(session, [contact for contact in erased if contact not in busy], now=now)
    forget_contacts(session, sorted(contacts - busy - set(standings)), now=now)
