"""The journal: who did what and when, each entry chained to the one before it by SHA-256 and signed
with the key of the home; it holds no address, name or text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps

from sqlalchemy import insert, select
from sqlmodel import Session

from runtime import Actor
from runtime.database import keys_of, wait_turn
from staff.tables import JOURNAL

GENESIS = "0" * 64
_LOCK = 0x70C52

Fact = str | int | bool | None
Facts = Mapping[str, Fact | list[str]]


@dataclass(frozen=True, slots=True)
class Act:
    """What one entry says; `facts` is canonical JSON, `previous` the hash of the entry before
    it."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: str
    previous: str

    def hash(self) -> str:
        """SHA-256 over the hash before it and everything the entry says, in hexadecimal digits."""
        moment = self.at.astimezone(UTC).isoformat()
        said = [self.seq, moment, self.actor, self.action, self.subject, self.facts]
        return sha256((self.previous + dumps(said, ensure_ascii=False)).encode()).hexdigest()


def record(
    session: Session, action: str, subject: str, facts: Facts, *, by: Actor, now: datetime
) -> None:
    """Append one act, e.g. `alert.issued` of `alert:42`, inside the caller's transaction: undone
    with it, never without it.

    Call it last: on PostgreSQL it holds the journal's lock until the transaction ends.
    """
    wait_turn(session, _LOCK)
    last = session.execute(
        select(JOURNAL.c.seq, JOURNAL.c.hash, JOURNAL.c.signature)
        .order_by(JOURNAL.c.seq.desc())
        .limit(1)
    ).first()
    seq, previous, signed = (last.seq + 1, last.hash, last.signature) if last else (1, GENESIS, "")
    said = dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    act = Act(seq, now.astimezone(UTC), by.ref, action, subject, said, previous)
    digest, keys = act.hash(), keys_of(session)
    session.execute(
        insert(JOURNAL).values(
            seq=seq,
            at=act.at,
            actor=act.actor,
            action=action,
            subject=subject,
            facts=said,
            previous=previous,
            hash=digest,
            signature=keys.sign_entry(digest, signed) if keys else "",
        )
    )
