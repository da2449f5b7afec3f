"""Sharing: long work leaves the writer's lock to the messages while an alert goes out."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from sqlalchemy import select
from sqlmodel import Session

from delivery import DISPATCHES
from runtime import Database

SHARE = 5  # of the time, the lock is ours once
LONGEST_PAUSE = 2.0  # seconds, so that a signal is soon obeyed


@contextmanager
def shared_writing(database: Database) -> Iterator[Session]:
    """A writing session; afterwards, while an alert goes out, a pause of four times as long."""
    began = monotonic()
    with database.writing() as session:
        yield session
    if is_sending(database):
        sleep(min(LONGEST_PAUSE, (SHARE - 1) * (monotonic() - began)))


def is_sending(database: Database) -> bool:
    """Whether messages of an alert are still to go out."""
    with database.reading() as session:
        open_ones = select(DISPATCHES.c.id).where(DISPATCHES.c.settled_at.is_(None)).limit(1)
        return session.scalar(open_ones) is not None
