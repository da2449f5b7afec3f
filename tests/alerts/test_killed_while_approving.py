"""A process that is killed between an approval and its answer: either all of it happened, or
nothing."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlmodel import Session, func, select

from alerts import AlertState
from delivery.tables import Delivery, Dispatch
from runtime import Database
from runtime.database import connect_database
from tests.alerts.conftest import Town

pytestmark = pytest.mark.filterwarnings("ignore:This process")


class Dying(Database):
    """A database whose process is killed just before, or just after, its first commit."""

    before = True

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with super().writing() as session:
            yield session
            session.flush()
            if self.before:
                os.kill(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("before", [True, False])
def test_an_approval_is_whole_or_did_not_happen(
    town: Town, database_address: str, before: bool
) -> None:
    for person in range(20):
        town.resident(f"+3069000000{person:02}")
    number = town.drafts(town.request())
    town.submits(number)
    journal = len(town.journal())

    child = os.fork()
    if child == 0:
        town.database = Dying(connect_database(database_address).engine)
        town.database.before = before
        try:
            town.approves(number)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL

    with town.database.reading() as session:
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (Dispatch, Delivery)
        ]
    written = len(town.journal()) - journal
    if before:
        assert (town.alert(number).state, counts, written) == (
            AlertState.PENDING_APPROVAL,
            [0, 0],
            0,
        )
        town.approves(number)
    else:
        assert (town.alert(number).state, counts, written > 0) == (
            AlertState.SENDING,
            [1, 20],
            True,
        )
