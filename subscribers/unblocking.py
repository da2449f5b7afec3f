"""Unblocking: a contact that was blocked is sent to again, because its owner proved it or staff say
so; never by an import."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from delivery.contacts import Address, Blocked, blocked_among, find_contacts, lift_blocks
from runtime import RESIDENT, Actor, Exit, Keys, Problem, Right, said
from staff import Facts, record
from subscribers.repository import Repository
from subscribers.residents import NotTheirs, present_resident
from subscribers.standing import Standing
from subscribers.tables import Subscription


class NothingToLift(Problem):
    """Only a contact that gets nothing can be opened again. `tocsin residents show ID` says which,
    and why."""

    exit = Exit.REFUSED
    status = 409


def unblock_contacts(
    session: Session,
    keys: Keys,
    resident_id: int,
    addresses: Collection[Address],
    *,
    by: Actor,
    now: datetime,
) -> Sequence[Blocked]:
    """Open a resident's blocked contacts again, these or all; returns what they were blocked for.

    Raises UnknownResident, HasLeft, NotTheirs or NothingToLift.
    """
    by.needs(Right.CHANGE_RESIDENTS)
    Repository(session, keys, now).lock()
    present_resident(session, keys, resident_id)
    own = _contacts(session, resident_id)
    named = find_contacts(session, keys, addresses)
    if len(named) < len(set(addresses)) or not own.issuperset(named.values()):
        raise NotTheirs(
            said(
                "Resident {resident_id} has no such phone or e-mail address.",
                resident_id=resident_id,
            )
        )
    blocked = blocked_among(session, sorted(named.values() if addresses else own))
    if not blocked:
        raise NothingToLift(
            said("Nothing is blocked of resident {resident_id}.", resident_id=resident_id)
        )
    _unblock(session, resident_id, blocked, by=by, now=now)
    return blocked


def unblock_own_contact(
    session: Session, resident_id: int, contact_id: int, *, now: datetime
) -> None:
    """Open a contact again whose owner proved that our messages arrive there; who opted out at
    their provider stays so."""
    silent = [each for each in blocked_among(session, [contact_id]) if each.is_silent]
    _unblock(session, resident_id, silent, by=RESIDENT, now=now)


def _contacts(session: Session, resident_id: int) -> set[int]:
    mine = select(col(Subscription.contact_id)).where(
        col(Subscription.resident_id) == resident_id, col(Subscription.standing) == Standing.ACTIVE
    )
    return set(session.scalars(mine))


def _unblock(
    session: Session, resident_id: int, blocked: Sequence[Blocked], *, by: Actor, now: datetime
) -> None:
    lift_blocks(session, blocked)
    for each in blocked:
        facts: Facts = {"resident": resident_id, "block": each.block, "code": each.code}
        record(session, "contact.lifted", f"contact:{each.contact_id}", facts, by=by, now=now)
