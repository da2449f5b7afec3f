"""Signing what was written before entries were signed: one entry after it, which is."""

from datetime import datetime

from sqlalchemy import Connection, inspect, select
from sqlmodel import Session

from runtime import LOCAL_OPERATOR
from staff.journal.recording import record
from staff.tables import JOURNAL


def is_unsigned(connection: Connection) -> bool:
    """Whether the tables are of before entries were signed."""
    found = inspect(connection)
    if not found.has_table(JOURNAL.name):
        return False
    return JOURNAL.c.signature.name not in {
        each["name"] for each in found.get_columns(JOURNAL.name)
    }


def sign_older_entries(session: Session, *, now: datetime) -> int:
    """Sign a journal of before by an entry that follows its last; returns the number of that entry,
    0 for a journal with nothing in it."""
    newest = select(JOURNAL.c.seq, JOURNAL.c.hash).order_by(JOURNAL.c.seq.desc()).limit(1)
    last = session.execute(newest).first()
    if last is None:
        return 0
    facts = {"journal": f"{last.seq}:{last.hash}"}
    record(session, "journal.signed", "home", facts, by=LOCAL_OPERATOR, now=now)
    return int(last.seq) + 1
