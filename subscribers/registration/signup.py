"""Signing up: what happens, unseen, after somebody filled in the form. Each contact gets a code, a
link, or nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from channels import Medium
from delivery.contacts import (
    Address,
    Contact,
    Purpose,
    blocked_among,
    keep_contacts,
    revive_contacts,
)
from runtime import RESIDENT, Home, Keys
from staff import record
from subscribers.registration.candidates import as_candidate, enrolment_of, find_enrolment
from subscribers.registration.code_pages import Signup
from subscribers.registration.limits import Charge, Verdict, accounts_of
from subscribers.registration.networks import Network, read_network
from subscribers.registration.postbox import Postbox, Reader
from subscribers.registration.tables import DISOWNED, Candidate, Disowned, Enrolment, Sending
from subscribers.repository import Repository
from subscribers.snapshots import Ownership, read_residents, take_snapshot
from subscribers.standing import Standing

DISOWNED_FOR = timedelta(days=90)


def begin_registration(session: Session, home: Home, signup: Signup, *, now: datetime) -> None:
    """Send each contact what it should get. Says nothing: known, unknown, blocked and limited look
    the same from outside."""
    Repository(session, home.keys, now).lock()
    run = _SignupRun(Postbox(session, home, now), signup, read_network(signup.network))
    # E-mail first: once it is confirmed, it opens the reserve for the phone.
    for address in sorted(
        dict.fromkeys(signup.addresses), key=lambda each: each.medium is Medium.SMS
    ):
        run.receive(address)
    run.note()


def is_disowned(session: Session, keys: Keys, address: Address, *, now: datetime) -> bool:
    """Whether the owner of that mailbox said "not me" in the last 90 days."""
    recent = (
        col(Disowned.contact).in_(accounts_of(keys, address)),
        col(Disowned.at) > now - DISOWNED_FOR,
    )
    return session.execute(select(DISOWNED.c.at).where(*recent)).first() is not None


def has_mail(session: Session, enrolment: Enrolment, *, confirmed: bool = False) -> bool:
    """Whether an e-mail address was given in this registration, or even confirmed."""
    mails = select(col(Candidate.id)).join(Contact, col(Contact.id) == col(Candidate.contact_id))
    theirs = mails.where(
        col(Candidate.registration_id) == enrolment.id, col(Contact.medium) == Medium.EMAIL
    )
    if confirmed:
        theirs = theirs.where(col(Candidate.confirmed_at).is_not(None))
    return session.scalar(theirs.limit(1)) is not None


@dataclass(slots=True)
class _SignupRun:
    """One form, contact after contact."""

    postbox: Postbox
    signup: Signup
    network: Network
    enrolment: Enrolment | None = None
    contacts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        box = self.postbox
        self.enrolment = find_enrolment(box.session, box.home.keys, self.signup.handle)

    def receive(self, address: Address) -> None:
        box, keys = self.postbox, self.postbox.home.keys
        if is_disowned(box.session, keys, address, now=box.now):
            return
        ownership = take_snapshot(box.session, keys, [address]).ownerships.get(address)
        if (
            ownership is not None
            and ownership.standing is Standing.ACTIVE
            and not self._is_silent(ownership)
        ):
            self._greet(address, ownership)
            return
        charge = self._charge(address, Sending.CODE, reserved=self._reserved())
        verdict = box.meter.verdict(charge)
        if verdict is Verdict.NEVER:
            return
        if verdict is Verdict.LATER and box.meter.paused():
            box.tell_of_pause()
        if verdict is Verdict.SEND:
            candidate = self._candidate(address)
            box.send_code(candidate, address, self.signup.language, charge)
        elif self.enrolment is not None and has_mail(box.session, self.enrolment):
            self._candidate(address).owed = True

    def note(self) -> None:
        """Write into the journal that somebody is on the way in."""
        if self.enrolment is not None and self.contacts:
            self.postbox.session.flush()
            record(
                self.postbox.session,
                "resident.registered",
                f"registration:{self.enrolment.id}",
                {"contacts": list(self.contacts), "resident": self.enrolment.resident_id},
                by=RESIDENT,
                now=self.postbox.now,
            )

    def _is_silent(self, ownership: Ownership) -> bool:
        """Whether our messages did not arrive there: a code may show that they do again."""
        return any(
            each.is_silent for each in blocked_among(self.postbox.session, [ownership.contact_id])
        )

    def _greet(self, address: Address, ownership: Ownership) -> None:
        """Who is told already gets the link to their choices."""
        charge = self._charge(address, Sending.LINK, reserved=True)
        box = self.postbox
        if box.meter.verdict(charge) is Verdict.SEND:
            box.meter.take(charge)
            profile = read_residents(box.session, box.home.keys, [ownership.resident_id])[
                ownership.resident_id
            ].profile
            box.send_link(
                "known", Purpose.MANAGE, (ownership.contact_id, address.medium), Reader.of(profile)
            )

    def _charge(self, address: Address, sending: Sending, *, reserved: bool) -> Charge:
        return Charge.of(self.postbox.home.keys, address, self.network, sending, reserved=reserved)

    def _reserved(self) -> bool:
        if self.signup.resident_id is not None:
            return True
        return self.enrolment is not None and has_mail(
            self.postbox.session, self.enrolment, confirmed=True
        )

    def _candidate(self, address: Address) -> Candidate:
        """The contact as a candidate of this registration, both made if need be."""
        session, keys = self.postbox.session, self.postbox.home.keys
        contact_id = keep_contacts(session, keys, [address])[address]
        revive_contacts(session, keys, [(contact_id, address)])
        self.enrolment = enrolment_of(session, keys, self.signup, now=self.postbox.now)
        self.contacts = (*self.contacts, str(contact_id))
        return as_candidate(session, self.enrolment, contact_id)
