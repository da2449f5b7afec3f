"""Residents, one at a time: added, changed and removed by staff."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from channels import Medium
from delivery import withdraw_messages
from delivery.contacts import Address, find_contacts
from runtime import RESIDENT, Actor, Exit, Instant, Keys, Problem, Right, UsageProblem, said
from staff import record
from subscribers.edits import changed_names, changed_profile, refused_and_wanted
from subscribers.people import Changes, GivenConsent, Newcomer, Profile
from subscribers.readings.dates import ConsentNeeded
from subscribers.readings.texts import UnfitWord
from subscribers.repository import NewSubscription, Repository
from subscribers.snapshots import ResidentRow, read_residents, take_snapshot
from subscribers.standing import Standing
from subscribers.tables import RESIDENTS, Subscription


class UnknownResident(Problem):
    """No resident has that number. `tocsin residents find TEXT` finds them by name, phone or
    e-mail."""

    exit = Exit.USAGE
    status = 404


class NoContact(UsageProblem):
    """A resident needs a phone or an e-mail address. Give one, or take the resident off the list:
    `tocsin residents remove ID --reason ...`."""

    for_programs = "A resident needs a phone or an e-mail address. Give one, or take the resident off the list."


class ContactTaken(Problem):
    """A contact belongs to one resident only. Change that one instead: `tocsin residents change ID
    ...`."""

    status = 409


class HasLeft(Problem):
    """Who has left is told again only with a consent given since. Give it: --consent-source form
    --consent-at 2026-03-31."""

    for_programs = (
        "Who has left is told again only with a consent given since. Give it in `consent`."
    )
    exit = Exit.REFUSED


class NotTheirs(UsageProblem):
    """Only what a resident has can be removed. `tocsin residents show ID` shows their contacts."""


def add_resident(
    session: Session, keys: Keys, newcomer: Newcomer, *, by: Actor, now: datetime
) -> int:
    """Add a resident and return their number; raises NoContact, ContactTaken or HasLeft."""
    by.needs(Right.CHANGE_RESIDENTS)
    if not newcomer.addresses:
        raise NoContact
    repository = Repository(session, keys, now)
    repository.lock()
    _check_free(session, keys, newcomer.addresses, newcomer.consent)
    [resident_id] = repository.add_residents([newcomer.profile])
    _bind(repository, resident_id, newcomer)
    facts = {"contacts": len(set(newcomer.addresses))}
    record(session, "resident.added", f"resident:{resident_id}", facts, by=by, now=now)
    return resident_id


def change_resident(
    session: Session, keys: Keys, resident_id: int, changes: Changes, *, by: Actor, now: datetime
) -> None:
    """Change a resident; raises UnknownResident, NoContact, ContactTaken, HasLeft, NothingChosen or
    ConsentNeeded."""
    by.needs(Right.CHANGE_RESIDENTS)
    repository = Repository(session, keys, now)
    repository.lock()
    before = present_resident(session, keys, resident_id)
    after = changed_profile(before.profile, changes)
    _end(repository, resident_id, changes.addresses.remove)
    if changes.addresses.add:
        _bind(repository, resident_id, _agreed(session, keys, after, changes))
    if not _active(session, resident_id):
        raise NoContact
    repository.update_residents({resident_id: after})
    repository.save_refusals(resident_id, *refused_and_wanted(changes.topics))
    facts = {"changed": list(changed_names(changes))}
    record(session, "resident.changed", f"resident:{resident_id}", facts, by=by, now=now)


def remove_resident(
    session: Session, resident_id: int, *, reason: str, by: Actor, now: datetime
) -> None:
    """A resident leaves: nothing is sent any more, and no import brings them back unless its
    consent is later."""
    by.needs(Right.CHANGE_RESIDENTS)
    if not reason.strip() or len(reason) > 60:
        raise UnfitWord(said("The reason says in 1 to 60 letters why somebody leaves."))
    mark_resident_left(session, resident_id, reason=reason.strip(), by=by, now=now)


def mark_resident_left(
    session: Session, resident_id: int, *, reason: str, by: Actor, now: datetime
) -> None:
    """A resident leaves with all their contacts; raises UnknownResident."""
    gone = (
        update(RESIDENTS)
        .where(RESIDENTS.c.id == resident_id, RESIDENTS.c.left_at.is_(None))
        .values(left_at=now, left_reason=reason, changed_at=now)
        .returning(RESIDENTS.c.id)
    )
    if session.scalar(gone) is None:
        raise UnknownResident(
            said(
                "There is no resident {resident_id}, or they have left already.",
                resident_id=resident_id,
            )
        )
    mine = update(Subscription).where(
        col(Subscription.resident_id) == resident_id, col(Subscription.standing) == Standing.ACTIVE
    )
    left = mine.values(standing=Standing.LEFT, since=now).returning(col(Subscription.contact_id))
    withdraw_messages(session, session.scalars(left).all(), now=now)
    action = "resident.left" if by is RESIDENT else "resident.removed"
    record(session, action, f"resident:{resident_id}", {}, by=by, now=now)


def present_resident(session: Session, keys: Keys, resident_id: int) -> ResidentRow:
    """A resident who has not left; raises UnknownResident or HasLeft."""
    found = read_residents(session, keys, [resident_id]).get(resident_id)
    if found is None:
        raise UnknownResident(said("There is no resident {resident_id}.", resident_id=resident_id))
    if found.left_at is not None:
        raise HasLeft(
            said(
                "Resident {resident_id} left on {left_at:%a %d/%m/%Y}: add them anew.",
                resident_id=resident_id,
                left_at=Instant(found.left_at),
            )
        )
    return found


def _agreed(session: Session, keys: Keys, profile: Profile, changes: Changes) -> Newcomer:
    if changes.consent is None:
        raise ConsentNeeded
    added = tuple(changes.addresses.add)
    _check_free(session, keys, added, changes.consent)
    return Newcomer(profile, added, changes.consent)


def _check_free(
    session: Session, keys: Keys, addresses: Iterable[Address], consent: GivenConsent
) -> None:
    for address, ownership in take_snapshot(session, keys, addresses).ownerships.items():
        if ownership.standing is Standing.ACTIVE:
            raise ContactTaken(
                said(
                    "This {kind} belongs to resident {resident_id}.",
                    kind=_kind(address),
                    resident_id=ownership.resident_id,
                )
            )
        if ownership.outlives(consent.given_at):
            raise HasLeft(
                said(
                    "The owner of this {kind} left on {since:%a %d/%m/%Y}.",
                    kind=_kind(address),
                    since=Instant(ownership.since),
                )
            )


def _bind(repository: Repository, resident_id: int, newcomer: Newcomer) -> None:
    held = take_snapshot(repository.session, repository.keys, newcomer.addresses).ownerships
    subscriptions = [
        NewSubscription(address, resident_id, newcomer.profile, newcomer.consent)
        for address in dict.fromkeys(newcomer.addresses)
    ]
    back = [subscription for subscription in subscriptions if subscription.address in held]
    repository.save_subscriptions(
        [subscription for subscription in subscriptions if subscription.address not in held],
        back,
        subscriptions,
    )
    repository.wipe_abandoned_residents(
        {ownership.resident_id for ownership in held.values()} - {resident_id}
    )


def _end(repository: Repository, resident_id: int, addresses: Collection[Address]) -> None:
    leaving = find_contacts(repository.session, repository.keys, addresses)
    mine = select(col(Subscription.contact_id)).where(
        col(Subscription.resident_id) == resident_id,
        col(Subscription.contact_id).in_(list(leaving.values())),
    )
    theirs = list(repository.session.scalars(mine))
    if len(theirs) < len(set(addresses)):
        raise NotTheirs(
            said(
                "Resident {resident_id} has no such phone or e-mail address.",
                resident_id=resident_id,
            )
        )
    repository.end_subscriptions(theirs)


def _active(session: Session, resident_id: int) -> bool:
    left = select(col(Subscription.contact_id)).where(
        col(Subscription.resident_id) == resident_id, col(Subscription.standing) != Standing.LEFT
    )
    return session.scalar(left.limit(1)) is not None


def _kind(address: Address) -> str:
    return said("phone") if address.medium is Medium.SMS else said("e-mail address")
