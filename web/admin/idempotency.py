"""Idempotency: the key of a request, what it did and what was answered are written in the
transaction of the act itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlmodel import Session, SQLModel

from runtime import Exit, Keys, Problem
from runtime.database import insert_into
from runtime.keys import SealedPlace
from web.tables import KeptAnswer

KEPT = SQLModel.metadata.tables[str(KeptAnswer.__tablename__)]
KEPT_FOR = timedelta(days=7)


class RequestKeyTaken(Problem):
    """Nothing was done. A key stands for one request: take a new key for a new one, or repeat the
    first as it was."""

    exit = Exit.REFUSED
    status = 409


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a status and JSON, empty for none."""

    status: int
    content: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The key that a member gave to one request; only keyed digests of the key and of the request
    are stored."""

    member: str
    act: str  # method and path, for whoever reads the table
    key: bytes
    request: bytes

    @property
    def place(self) -> SealedPlace:
        """Where the answer stands sealed."""
        return SealedPlace("idempotency.answer", self.key)

    @classmethod
    def of(cls, keys: Keys, member: str, key: str, act: str, content: bytes) -> "Claim":
        """The claim of one request; `content` is all that makes it another one."""
        request = keys.digest(sha256(act.encode() + b"\n" + content).hexdigest())
        return cls(member, act[:200], keys.digest(f"{member} {key}"), request)


def answered(session: Session, keys: Keys, claim: Claim) -> Answer | None:
    """What the same request was answered before; raises RequestKeyTaken when the key belongs to
    another one."""
    mine = (KEPT.c.member == claim.member, KEPT.c.key == claim.key)
    row = session.execute(
        select(KEPT.c.request, KEPT.c.act, KEPT.c.status, KEPT.c.answer).where(*mine)
    ).first()
    if row is None:
        return None
    if row.request != claim.request:
        raise RequestKeyTaken(f"This Idempotency-Key belongs to another request: {row.act}.")
    return Answer(row.status, keys.open(row.answer, claim.place))


def take(session: Session, keys: Keys, claim: Claim, *, now: datetime) -> Answer | None:
    """Take the key for this transaction, or tell what was answered before. Who comes at the same
    moment waits here."""
    forget(session, now=now, only=claim)
    row = insert_into(session, KEPT).values(
        member=claim.member,
        key=claim.key,
        act=claim.act,
        request=claim.request,
        status=0,
        answer=b"",
        at=now,
    )
    fresh = session.scalar(row.on_conflict_do_nothing().returning(KEPT.c.id))
    return None if fresh is not None else answered(session, keys, claim)


def keep(session: Session, keys: Keys, claim: Claim, answer: Answer) -> None:
    """Keep the answer for whoever repeats the request: sealed, since it may name people; it must
    hold no token."""
    session.execute(
        update(KEPT)
        .where(KEPT.c.member == claim.member, KEPT.c.key == claim.key)
        .values(status=answer.status, answer=keys.seal(answer.content, claim.place))
    )


def forget(session: Session, *, now: datetime, only: Claim | None = None) -> None:
    """Let go of answers that are older than a week: all of them, or that of one key."""
    old = delete(KEPT).where(KEPT.c.at < now - KEPT_FOR)
    mine = () if only is None else (KEPT.c.member == only.member, KEPT.c.key == only.key)
    session.execute(old.where(*mine))
