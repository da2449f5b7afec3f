"""Confirming: by a typed code or a pressed button a resident, or a contact, is registered."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from channels import Medium
from delivery.contacts import (
    Address,
    Purpose,
    addresses_of,
    blocked_among,
)
from runtime import RESIDENT, Home, Keys
from runtime.logs import mask
from staff import Facts, record
from subscribers.people import GivenConsent, Profile
from subscribers.preferences.ownership import NotRegistered, drop_contact, owner_of_contact
from subscribers.registration.candidates import (
    address_of_candidate,
    as_given,
    candidate_behind,
    candidates_of,
    living_candidates,
)
from subscribers.registration.code_pages import count_try
from subscribers.registration.codes import TRIES, WrongCode, try_code
from subscribers.registration.limits import (
    Charge,
    Verdict,
    account_of,
    as_slow_as_a_try,
    mark_code_confirmed,
)
from subscribers.registration.networks import Network
from subscribers.registration.postbox import Postbox
from subscribers.registration.tables import DISOWNED, Candidate, Enrolment, Sending
from subscribers.registration.welcoming import welcome_by_sms
from subscribers.repository import NewSubscription, Repository
from subscribers.snapshots import Ownership, read_residents, take_snapshot
from subscribers.standing import Standing
from subscribers.unblocking import unblock_own_contact
from templates import Topic

SOURCE = "web"


@dataclass(frozen=True, slots=True)
class ConfirmedContact:
    """A contact is its owner's now; `open` are the form's media whose code is still to be typed."""

    resident_id: int
    contact_id: int
    medium: Medium
    open: tuple[Medium, ...]


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What a confirming link is about, before anything is done: the address masked."""

    address: str
    medium: Medium
    language: str
    confirmed: bool


def confirm_by_code(
    session: Session, home: Home, handle: str, code: str, *, now: datetime
) -> ConfirmedContact | WrongCode:
    """Take a typed code: the living code of a contact opens every page on which that contact was
    given. A WrongCode is returned: commit it too, or the try is not counted. Raises
    ExpiredLink."""
    keys = home.keys
    Repository(session, keys, now).lock()
    page = count_try(session, keys, handle, now=now)
    if page.tries > TRIES:
        return WrongCode()
    living = living_candidates(session, keys, page.signup.addresses, now=now)
    if not living:
        as_slow_as_a_try(session)
    typed = code.strip()
    right = [each for each in living if try_code(session, keys, each, typed, now=now)]
    if not right:
        return WrongCode(page.tries_left)
    enrolment, own = as_given(session, keys, page.signup, living, now)
    return _Registrar(session, home, now).accept(enrolment, own[right[0].contact_id], "code")


def confirm_by_link(session: Session, home: Home, token: str, *, now: datetime) -> ConfirmedContact:
    """Take a pressed button, as often as it is pressed. Raises ForgedLink or ExpiredLink."""
    Repository(session, home.keys, now).lock()
    candidate, enrolment = candidate_behind(session, home.keys, token, Purpose.CONFIRM, now)
    return _Registrar(session, home, now).accept(enrolment, candidate, "link")


def preview_link(session: Session, keys: Keys, token: str, *, now: datetime) -> LinkPreview:
    """What a confirming link's page shows. Raises ForgedLink or ExpiredLink."""
    candidate, enrolment = candidate_behind(session, keys, token, Purpose.CONFIRM, now)
    address = address_of_candidate(session, keys, candidate)
    return LinkPreview(
        mask(address.value), address.medium, enrolment.language, candidate.confirmed_at is not None
    )


def disown_contact(session: Session, keys: Keys, token: str, *, now: datetime) -> None:
    """The owner says "not me": the contact gets nothing for 90 days, and leaves if somebody had
    confirmed it. Raises ForgedLink or ExpiredLink."""
    Repository(session, keys, now).lock()
    candidate, enrolment = candidate_behind(session, keys, token, Purpose.DISOWN, now)
    digest = account_of(keys, address_of_candidate(session, keys, candidate))
    session.execute(DISOWNED.delete().where(DISOWNED.c.contact == digest))
    session.execute(DISOWNED.insert().values(contact=digest, at=now))
    candidate.code, candidate.owed = None, False
    session.add(candidate)
    session.flush()
    with suppress(NotRegistered):
        if candidate.confirmed_at is not None:
            who = owner_of_contact(session, candidate.contact_id)
            drop_contact(session, keys, who, candidate.contact_id, now=now)
    facts = {"contact": candidate.contact_id}
    record(
        session, "resident.disowned", f"registration:{enrolment.id}", facts, by=RESIDENT, now=now
    )


@dataclass(frozen=True, slots=True)
class _Registrar:
    """Enters whoever has proved a contact to be theirs."""

    session: Session
    home: Home
    now: datetime

    def accept(self, enrolment: Enrolment, candidate: Candidate, proof: str) -> ConfirmedContact:
        address = address_of_candidate(self.session, self.home.keys, candidate)
        if candidate.confirmed_at is None:
            self._enter(enrolment, candidate, address, proof)
        who = owner_of_contact(self.session, candidate.contact_id)
        return ConfirmedContact(
            who, candidate.contact_id, address.medium, tuple(self._open(enrolment))
        )

    def _enter(
        self, enrolment: Enrolment, candidate: Candidate, address: Address, proof: str
    ) -> None:
        ownership = self._ownership(enrolment, candidate, address)
        # Where staff were quicker the contact is somebody's already, and the form's other contact
        # is none of theirs.
        if ownership is None or ownership.standing is not Standing.ACTIVE:
            consent = GivenConsent(
                SOURCE,
                self.now,
                enrolment.text_hash,
                enrolment.network,
                f"{proof} registration:{enrolment.id}",
            )
            self._bind(enrolment, address, consent, again=ownership is not None)
            box = Postbox(self.session, self.home, self.now)
            welcome_by_sms(box, enrolment, candidate, address)
            if ownership is not None:
                Repository(self.session, self.home.keys, self.now).wipe_abandoned_residents(
                    {ownership.resident_id}
                )
        candidate.confirmed_at = self.now
        self.session.add_all([enrolment, candidate])
        self.session.flush()
        mark_code_confirmed(self.session, candidate.sent_id)
        if address.medium is Medium.EMAIL:
            self._send_what_is_owed(enrolment)
        contact_id = candidate.contact_id
        facts: Facts = {"contact": contact_id, "proof": proof, "registration": enrolment.id}
        who = owner_of_contact(self.session, contact_id)
        unblock_own_contact(self.session, who, contact_id, now=self.now)
        record(
            self.session, "resident.confirmed", f"resident:{who}", facts, by=RESIDENT, now=self.now
        )

    def _ownership(
        self, enrolment: Enrolment, candidate: Candidate, address: Address
    ) -> Ownership | None:
        """Whose the contact is. Where nobody was, somebody else may be now: only by a resident's
        own page it stays theirs."""
        session, keys = self.session, self.home.keys
        found = take_snapshot(session, keys, [address]).ownerships.get(address)
        if (
            found is None
            or found.standing is not Standing.ACTIVE
            or found.resident_id == enrolment.resident_id
        ):
            return found
        if not any(each.is_vacant for each in blocked_among(session, [candidate.contact_id])):
            return found
        drop_contact(session, keys, found.resident_id, candidate.contact_id, now=self.now)
        return take_snapshot(session, keys, [address]).ownerships.get(address)

    def _bind(
        self, enrolment: Enrolment, address: Address, consent: GivenConsent, *, again: bool
    ) -> None:
        repository = Repository(self.session, self.home.keys, self.now)
        who = enrolment.resident_id or 0
        theirs = read_residents(self.session, self.home.keys, [who]).get(who)
        profile = Profile(
            language=enrolment.language,
            topics=frozenset({Topic.EMERGENCY}),
            normal_letters=enrolment.normal_letters,
        )
        if theirs is not None and theirs.left_at is None:
            profile = theirs.profile
        else:
            # A phone number may have changed hands: who comes back starts anew and sees nothing of
            # who was there before.
            [who] = repository.add_residents([profile])
        subscription = NewSubscription(address, who, profile, consent)
        repository.save_subscriptions(
            [] if again else [subscription], [subscription] if again else [], [subscription]
        )
        enrolment.resident_id = who

    def _send_what_is_owed(self, enrolment: Enrolment) -> None:
        """The reserve is open to whoever has confirmed an e-mail address."""
        box, keys = Postbox(self.session, self.home, self.now), self.home.keys
        for candidate in candidates_of(self.session, enrolment):
            if not candidate.owed:
                continue
            address = address_of_candidate(self.session, keys, candidate)
            network = Network(f"registration {enrolment.id}", enrolment.network)
            charge = Charge.of(keys, address, network, Sending.CODE, reserved=True)
            if box.meter.verdict(charge) is Verdict.SEND:
                box.send_code(candidate, address, enrolment.language, charge)

    def _open(self, enrolment: Enrolment) -> list[Medium]:
        waiting = [
            each for each in candidates_of(self.session, enrolment) if each.confirmed_at is None
        ]
        lives = (
            col(Candidate.contact_id).in_([each.contact_id for each in waiting]),
            col(Candidate.code).is_not(None),
        )
        sent = list(self.session.scalars(select(col(Candidate.contact_id)).where(*lives)))
        return sorted(
            found.medium for found in addresses_of(self.session, self.home.keys, sent).values()
        )
