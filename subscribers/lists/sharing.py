"""Sharing: long work leaves the writer's lock to the messages while an alert goes out."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from sqlmodel import Session

from delivery import open_dispatches
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
        return session.scalar(open_dispatches().limit(1)) is not None
