"""Code pages: where a visitor types codes. Each is found by the secret in its address, shows what
that visitor typed and nothing else, and goes with its code."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update
from sqlmodel import Session

from channels import Medium
from delivery.contacts import Address, ExpiredLink
from runtime import Keys
from runtime.config import Registration
from runtime.database import insert_into
from runtime.keys import SealedPlace
from subscribers.registration.codes import LASTS, TRIES
from subscribers.registration.limits import DOUBLINGS, account_of
from subscribers.registration.networks import read_network
from subscribers.registration.tables import CODE_PAGES


@dataclass(frozen=True, slots=True)
class Signup:
    """A form as it was filled in: `handle` is a secret of the visitor's page (128 random bits), the
    same when they ask for another code; `network` their IP address; `text_hash` the SHA-256 of the
    consent they saw.

    With a `resident_id`, taken from a fresh manage link alone, the contacts are to be that
    resident's."""

    addresses: Sequence[Address]
    language: str
    network: str
    handle: str
    text_hash: str
    resident_id: int | None = None
    normal_letters: bool = False


@dataclass(frozen=True, slots=True)
class CodePage:
    """A page as its visitor knows it. All of it comes from what they did themselves: it is the same
    whether a contact is known, blocked, or was sent nothing."""

    signup: Signup
    sent_at: datetime
    sendings: int
    tries: int
    expires_at: datetime

    @property
    def tries_left(self) -> int:
        """How many wrong codes this page still takes."""
        return max(TRIES - self.tries, 0)

    def wait(self, limits: Registration, now: datetime) -> int:
        """Seconds until another code may be asked for."""
        gap = timedelta(seconds=limits.gap_seconds * 2 ** min(self.sendings - 1, DOUBLINGS))
        left = (self.sent_at + gap - now).total_seconds()
        return max(0, -int(-left // 1))

    def has_sendings(self, limits: Registration) -> bool:
        """Whether another code may be asked for today."""
        return self.sendings < limits.per_contact_day


def keep_code_page(session: Session, keys: Keys, signup: Signup, *, now: datetime) -> None:
    """Open the page of a form until its code expires; a form that was corrected keeps its page."""
    forget_code_pages(session, now=now)
    handle = digest_of_handle(keys, signup.handle)
    values = {
        "content": keys.seal(_written(signup), _place(handle)),
        **_accounts(keys, signup.addresses),
        "sent_at": now,
        "sendings": 1,
        "tries": 0,
        "expires_at": now + LASTS,
    }
    row = insert_into(session, CODE_PAGES).values(handle=handle, **values)
    session.execute(row.on_conflict_do_update(index_elements=["handle"], set_=values))


def find_code_page(session: Session, keys: Keys, handle: str, *, now: datetime) -> CodePage:
    """The page behind a secret; raises ExpiredLink, also where there never was one."""
    living = _living(keys, handle, now)
    row = session.execute(select(CODE_PAGES).where(living)).one_or_none()
    return _read(row, keys, handle)


def claim_resend(
    session: Session, keys: Keys, handle: str, limits: Registration, *, now: datetime
) -> bool:
    """Whether another code may be sent for a page, which is noted then and counts its tries anew;
    raises ExpiredLink."""
    page = find_code_page(session, keys, handle, now=now)
    if page.wait(limits, now) or not page.has_sendings(limits):
        return False
    noted = (
        update(CODE_PAGES)
        .where(
            CODE_PAGES.c.handle == digest_of_handle(keys, handle),
            CODE_PAGES.c.sendings == page.sendings,
        )
        .values(sent_at=now, sendings=page.sendings + 1, tries=0, expires_at=now + LASTS)
        .returning(CODE_PAGES.c.handle)
    )
    return session.execute(noted).first() is not None


def count_try(session: Session, keys: Keys, handle: str, *, now: datetime) -> CodePage:
    """The page, with one more try counted; raises ExpiredLink."""
    counted = (
        update(CODE_PAGES)
        .where(_living(keys, handle, now))
        .values(tries=CODE_PAGES.c.tries + 1)
        .returning(*CODE_PAGES.c)
    )
    return _read(session.execute(counted).one_or_none(), keys, handle)


def forget_code_pages(session: Session, *, now: datetime) -> None:
    """Delete the pages that have expired."""
    session.execute(delete(CODE_PAGES).where(CODE_PAGES.c.expires_at <= now))


def forget_code_pages_of(session: Session, accounts: Sequence[bytes]) -> None:
    """Delete the pages on which one of these accounts was typed."""
    typed = or_(CODE_PAGES.c.phone.in_(accounts), CODE_PAGES.c.email.in_(accounts))
    session.execute(delete(CODE_PAGES).where(typed))


def digest_of_handle(keys: Keys, handle: str) -> bytes:
    """How the secret of a page stands in the tables."""
    return keys.digest(f"handle {handle}")


def _place(handle: bytes) -> SealedPlace:
    return SealedPlace("code_page.content", handle)


def _living(keys: Keys, handle: str, now: datetime) -> ColumnElement[bool]:
    """The page behind a secret, until its code expires."""
    mine = CODE_PAGES.c.handle == digest_of_handle(keys, handle)
    return and_(mine, CODE_PAGES.c.expires_at > now)


def _accounts(keys: Keys, addresses: Sequence[Address]) -> dict[str, bytes]:
    typed = {address.medium: account_of(keys, address) for address in addresses}
    return {"phone": typed.get(Medium.SMS, b""), "email": typed.get(Medium.EMAIL, b"")}


def _written(signup: Signup) -> str:
    content = {
        "addresses": [[address.medium.value, address.value] for address in signup.addresses],
        "language": signup.language,
        "network": read_network(signup.network).kept.partition("/")[0],
        "text_hash": signup.text_hash,
        "resident_id": signup.resident_id,
        "normal_letters": signup.normal_letters,
    }
    return json.dumps(content)


def _read(row: Row[tuple[object, ...]] | None, keys: Keys, handle: str) -> CodePage:
    if row is None:
        raise ExpiredLink
    content = json.loads(keys.open(row.content, _place(row.handle)))
    signup = Signup(
        addresses=tuple(Address(Medium(medium), value) for medium, value in content["addresses"]),
        language=content["language"],
        network=content["network"],
        handle=handle,
        text_hash=content["text_hash"],
        resident_id=content["resident_id"],
        normal_letters=content.get("normal_letters", False),
    )
    return CodePage(signup, row.sent_at, row.sendings, row.tries, row.expires_at)
