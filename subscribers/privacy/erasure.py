"""Erasure: everything of one resident goes, at once and for good, but a keyed digest by which an
import knows whom not to bring back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from delivery import withdraw_messages
from delivery.contacts import addresses_of, erase_contacts, take_back_codes
from runtime import Actor, Keys, Right, said
from staff import record
from subscribers.registration.code_pages import forget_code_pages_of
from subscribers.registration.limits import accounts_of, forget_limits_of
from subscribers.registration.purging import forget_registrations
from subscribers.registration.tables import CANDIDATES, DISOWNED, REGISTRATIONS, Enrolment
from subscribers.repository import Repository
from subscribers.residents import UnknownResident
from subscribers.standing import Standing
from subscribers.tables import CONSENTS, SUBSCRIPTIONS, Resident, Subscription

ERASED = "erased"


def erase_resident(
    session: Session, keys: Keys, resident_id: int, *, by: Actor, now: datetime
) -> None:
    """Erase a resident. What was sent stays as a count, with contacts that are empty; commit, then
    call `database.scrub()`.

    Only their own later registration, or a desk's with a later consent, brings them back. Raises
    UnknownResident."""
    by.needs(Right.EXPORT_RESIDENTS)
    repository = Repository(session, keys, now)
    repository.lock()
    row = session.get(Resident, resident_id)
    if row is None or row.left_reason == ERASED:
        raise UnknownResident(
            said(
                "There is no resident {resident_id}, or they were erased.", resident_id=resident_id
            )
        )
    mine = select(col(Subscription.contact_id)).where(col(Subscription.resident_id) == resident_id)
    contacts = session.scalars(mine).all()
    withdraw_messages(session, contacts, now=now)
    take_back_codes(session, contacts, now=now)
    own = addresses_of(session, keys, contacts).values()
    accounts = [account for each in own for account in accounts_of(keys, each)]
    forget_limits_of(session, accounts)
    forget_code_pages_of(session, accounts)
    session.execute(delete(DISOWNED).where(DISOWNED.c.contact.in_(accounts)))
    _forget_the_way_in(session, resident_id, contacts, now)
    session.execute(delete(CONSENTS).where(CONSENTS.c.contact_id.in_(contacts)))
    ended = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.resident_id == resident_id)
    session.execute(ended.values(standing=Standing.ERASED, since=now))
    erase_contacts(session, contacts, now=now)
    repository.wipe_residents([resident_id], reason=ERASED)
    facts = {"contacts": len(contacts)}
    record(session, "resident.erased", f"resident:{resident_id}", facts, by=by, now=now)


def _forget_the_way_in(
    session: Session, resident_id: int, contacts: Sequence[int], now: datetime
) -> None:
    """The resident's registrations, and their contacts in those of others."""
    session.execute(delete(CANDIDATES).where(CANDIDATES.c.contact_id.in_(contacts)))
    own = session.scalars(
        select(REGISTRATIONS.c.id).where(col(Enrolment.resident_id) == resident_id)
    ).all()
    forget_registrations(session, own, now=now)
