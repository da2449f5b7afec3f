"""The journal: who did what and when, each entry chained to the one before it by SHA-256; it holds no address, name or text."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps

from sqlalchemy import insert, select, text
from sqlmodel import Session, SQLModel

from runtime import Actor

JOURNAL = SQLModel.metadata.tables["journal"]
GENESIS = "0" * 64
_LOCK = 0x70C52

Fact = str | int | bool | None
Facts = Mapping[str, Fact | list[str]]


def record(session: Session, action: str, subject: str, facts: Facts, *, by: Actor, now: datetime) -> None:
    """Append one act, e.g. `alert.issued` of `alert:42`, inside the caller's transaction: undone with it, never without it.

    Call it last: on PostgreSQL it holds the journal's lock until the transaction ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
    last = session.execute(
        select(JOURNAL.c.seq, JOURNAL.c.hash).order_by(JOURNAL.c.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    row: dict[str, object] = {
        "seq": seq, "at": now.astimezone(UTC), "actor": by.ref, "action": action, "subject": subject,
        "facts": dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":")), "previous": previous,
    }  # fmt: skip
    session.execute(insert(JOURNAL).values(**row, hash=_hash(row)))


def _hash(row: Mapping[str, object]) -> str:
    at = row["at"]
    assert isinstance(at, datetime)
    content = [
        row["seq"],
        at.astimezone(UTC).isoformat(),
        *(row[name] for name in ("actor", "action", "subject", "facts")),
    ]
    return sha256((str(row["previous"]) + dumps(content, ensure_ascii=False)).encode()).hexdigest()
