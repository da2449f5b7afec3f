"""Codes: six digits, kept as a keyed digest, for ten minutes and five tries."""

import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from runtime import Keys, Problem
from subscribers.registration.limits import DAY
from subscribers.registration.tables import CANDIDATES, CODES_SENT, Candidate, CodeSent

LASTS = timedelta(minutes=10)
TRIES = 5
TRIES_A_DAY = 10


class WrongCode(Problem):
    """That code is not right. Check the last message you got, or ask for a new code."""

    def __init__(self, tries_left: int = 0) -> None:
        """`tries_left` is how many more codes the page takes."""
        super().__init__()
        self.tries_left = tries_left


def new_code(
    session: Session, keys: Keys, candidate: Candidate, *, sent_id: int, now: datetime
) -> str:
    """A fresh code for a contact, which voids every earlier one of theirs."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    void_codes(session, candidate.contact_id)
    candidate.code = _digest(keys, candidate, code)
    candidate.code_until = now + LASTS
    candidate.sent_id = sent_id
    candidate.owed = False
    session.add(candidate)
    session.flush()
    return code


def void_codes(session: Session, contact_id: int) -> None:
    """No code that was sent to this contact is worth anything from now on."""
    session.execute(
        update(CANDIDATES).where(CANDIDATES.c.contact_id == contact_id).values(code=None)
    )
    session.expire_all()


def try_code(
    session: Session, keys: Keys, candidate: Candidate, code: str, *, now: datetime
) -> bool:
    """Whether this is the code of a candidate; the try is counted, and beyond the fifth no code is
    looked at.

    The count stands when the caller commits, whatever it answers; on PostgreSQL the row is locked
    until then."""
    if candidate.code is None or candidate.code_until is None or candidate.code_until <= now:
        return False
    counted = (
        update(CODES_SENT)
        .where(col(CodeSent.id) == candidate.sent_id, col(CodeSent.tries) < TRIES)
        .values(tries=CODES_SENT.c.tries + 1)
        .returning(CODES_SENT.c.contact)
    )
    contact = session.scalar(counted)
    if contact is None or _tries_of(session, contact, now) > TRIES_A_DAY:
        return False
    return hmac.compare_digest(candidate.code, _digest(keys, candidate, code))


def _tries_of(session: Session, contact: bytes, now: datetime) -> int:
    recent = (col(CodeSent.contact) == contact, col(CodeSent.at) > now - DAY)
    return session.scalar(select(func.sum(CODES_SENT.c.tries)).where(*recent)) or 0


def _digest(keys: Keys, candidate: Candidate, code: str) -> bytes:
    return keys.digest(f"code {candidate.id} {code}")
