"""Limits: how much the form may send, counted in the database, so that no restart and no clock
forgets (docs/threat-model.md, 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlmodel import Session, col

from channels import Medium
from delivery.contacts import Address
from runtime import Keys
from runtime.config import Registration
from subscribers.registration.networks import Network
from subscribers.registration.tables import CODES_SENT, CodeSent, Sending

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PREFIX_DIGITS = 7
WATCHED = 50  # codes by SMS on which the share of those confirmed is reckoned
RIPE = timedelta(minutes=10)
ENOUGH = 0.3
DOUBLINGS = 10


class Verdict(StrEnum):
    """What becomes of a message: it goes out; not now, but once an e-mail is confirmed; or not at
    all."""

    SEND = "send"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Charge:
    """One message that asks to go out, and on whose account; digests are keyed. `reserved`: it may
    draw on the reserve."""

    sending: Sending
    medium: Medium
    contact: bytes
    network: bytes
    prefix: bytes
    reserved: bool

    @classmethod
    def of(
        cls, keys: Keys, address: Address, network: Network, sending: Sending, *, reserved: bool
    ) -> "Charge":
        """The charge for a message to an address."""
        sms = address.medium is Medium.SMS
        return cls(
            sending,
            address.medium,
            account_of(keys, address),
            keys.digest(f"network {network.counted}"),
            keys.digest(f"prefix {address.value[1 : 1 + PREFIX_DIGITS]}") if sms else b"",
            reserved,
        )


@dataclass(frozen=True, slots=True)
class Meter:
    """What has been sent so far, at one moment. What lies in the future counts too: a clock that
    jumps refills nothing."""

    session: Session
    limits: Registration
    now: datetime

    def verdict(self, charge: Charge) -> Verdict:
        """Whether a message may go out."""
        if not self._fair(charge):
            return Verdict.NEVER
        if charge.medium is Medium.EMAIL:
            mails = self._count(HOUR, col(CodeSent.medium) == Medium.EMAIL)
            return Verdict.SEND if mails < self.limits.mails_per_hour else Verdict.NEVER
        if not self._in_budget(charge):
            return Verdict.LATER
        return Verdict.LATER if not charge.reserved and self.paused() else Verdict.SEND

    def take(self, charge: Charge) -> int:
        """Count a message that goes out; returns its row."""
        row = insert(CODES_SENT).values(
            at=self.now,
            sending=charge.sending,
            medium=charge.medium,
            network=charge.network,
            contact=charge.contact,
            prefix=charge.prefix,
            reserved=charge.reserved,
            confirmed=False,
            tries=0,
        )
        return int(self.session.scalars(row.returning(CODES_SENT.c.id)).one())

    def paused(self) -> bool:
        """Whether so few of the last codes by SMS were typed that somebody must be pumping."""
        latest = (
            select(col(CodeSent.confirmed))
            .where(
                _is_code(), col(CodeSent.medium) == Medium.SMS, col(CodeSent.at) <= self.now - RIPE
            )
            .order_by(col(CodeSent.at).desc(), col(CodeSent.id).desc())
            .limit(WATCHED)
        )
        typed = self.session.scalars(latest).all()
        return len(typed) >= WATCHED and sum(typed) < ENOUGH * WATCHED

    def _fair(self, charge: Charge) -> bool:
        """Whether neither this network nor this contact nor numbers like it have had their
        share."""
        limits = self.limits
        if self._count(HOUR, col(CodeSent.network) == charge.network) >= limits.per_network_hour:
            return False
        if charge.prefix and (
            self._count(HOUR, col(CodeSent.prefix) == charge.prefix) >= limits.per_prefix_hour
        ):
            return False
        mine = (col(CodeSent.at) > self.now - DAY, col(CodeSent.contact) == charge.contact)
        times, last = self.session.execute(
            select(func.count(), func.max(CODES_SENT.c.at)).where(*mine)
        ).one()
        if last is None:
            return True
        gap = timedelta(seconds=limits.gap_seconds * 2 ** min(times - 1, DOUBLINGS))
        return bool(times < limits.per_contact_day and self.now - last >= gap)

    def _in_budget(self, charge: Charge) -> bool:
        for window, limit in ((HOUR, self.limits.codes_per_hour), (DAY, self.limits.codes_per_day)):
            by_sms = col(CodeSent.medium) == Medium.SMS
            if self._count(window, by_sms) >= limit:
                return False
            is_open = col(CodeSent.reserved).is_(False)
            share = round(limit * (1 - self.limits.reserve))
            if not charge.reserved and self._count(window, by_sms, is_open) >= share:
                return False
        return True

    def _count(self, window: timedelta, *conditions: ColumnElement[bool]) -> int:
        recent = (col(CodeSent.at) > self.now - window, col(CodeSent.sending) != Sending.NOTICE)
        return (
            self.session.scalar(
                select(func.count()).select_from(CodeSent).where(*recent, *conditions)
            )
            or 0
        )


def account_of(keys: Keys, address: Address) -> bytes:
    """The digest under which an address is counted: An.na+news@ and anna@ come to one mailbox with
    many providers."""
    name, at, domain = _parted(address)
    return keys.digest(f"account {name.replace('.', '')}{at}{domain}")


def accounts_of(keys: Keys, address: Address) -> tuple[bytes, bytes]:
    """The same, and the digest with dots: whoever said "not me" before they stopped to count stands
    under that."""
    return account_of(keys, address), keys.digest("account " + "".join(_parted(address)))


def mark_code_confirmed(session: Session, sent_id: int | None) -> None:
    """Note that what was sent has been typed or pressed."""
    session.execute(update(CODES_SENT).where(CODES_SENT.c.id == sent_id).values(confirmed=True))


def as_slow_as_a_try(session: Session) -> None:
    """Write as much as a counted try does, so that the time of an answer does not tell who is
    registered."""
    latest = select(func.max(CODES_SENT.c.id)).scalar_subquery()
    session.execute(
        update(CODES_SENT).where(CODES_SENT.c.id == latest).values(tries=CODES_SENT.c.tries)
    )


def forget_limits(session: Session, *, now: datetime) -> None:
    """Delete what no limit counts any more."""
    session.execute(delete(CODES_SENT).where(CODES_SENT.c.at <= now - DAY))


def forget_limits_of(session: Session, accounts: Sequence[bytes]) -> None:
    """Count what was sent to these accounts as sent to nobody."""
    nobody = {"contact": b"", "prefix": b"", "network": b""}
    session.execute(update(CODES_SENT).where(CODES_SENT.c.contact.in_(accounts)).values(nobody))


def _parted(address: Address) -> tuple[str, str, str]:
    local, at, domain = address.mailbox.rpartition("@")
    return local.partition("+")[0], at, domain


def _is_code() -> ColumnElement[bool]:
    return col(CodeSent.sending) == Sending.CODE
