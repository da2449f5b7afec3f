"""The recorder: how messages ended, stored in groups, so that a commit costs hundreds of messages
and not one."""

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlmodel import Session

from delivery.outcomes import record_results
from delivery.runs import REFUSED_FOR_GOOD
from delivery.send_log import SendLog, SendResult
from delivery.sending.batches import give_back
from delivery.sending.messages import ClaimedMessage
from delivery.stopping import Stops
from delivery.workers import DeliveryClaim
from runtime import Database, Exit, Problem, said

GROUP_SECONDS = 0.15
RETRY_SECONDS = 1.0

log = structlog.get_logger(__name__)


class ResultsWait(Problem):
    """It is written in the folder `flights`, and the next `tocsin worker` or `tocsin alerts resume`
    stores it. Mend what `tocsin doctor` names."""

    exit = Exit.UNREACHABLE


class Recorder:
    """Collects results; what cannot be stored now is kept, here and in the send log, until it
    can."""

    def __init__(
        self, database: Database, send_log: SendLog, stop: asyncio.Event, stops: Stops
    ) -> None:
        self._database = database
        self._stops = stops
        self._open_send_log = send_log
        self._stop = stop
        self._waiting: list[SendResult] = []
        self._returned: list[DeliveryClaim] = []
        self._storing = asyncio.Lock()
        self.under_way = 0
        self.trouble = ""

    def begun(self) -> None:
        """Count a message that is about to leave."""
        self.under_way += 1

    def ended(self, result: SendResult) -> None:
        """Take down how a message ended."""
        self.under_way -= 1
        self._waiting.append(result)

    def returned(self, messages: Sequence[ClaimedMessage]) -> None:
        """Take down messages that were claimed and did not leave: they are queued again."""
        self._returned.extend(claimed.claim for claimed in messages)

    @property
    def refused(self) -> int:
        """How many messages were refused for good and are not stored yet."""
        return sum(result.receipt.outcome in REFUSED_FOR_GOOD for result in self._waiting)

    async def keep_storing(self) -> None:
        """Store what comes in, a group at a time, until told to stop."""
        while not self._stop.is_set():
            await asyncio.sleep(GROUP_SECONDS)
            await asyncio.shield(self._store_group())

    async def store(self) -> None:
        """Store everything taken down so far; returns only when it is stored, or raises ResultsWait
        when told to stop."""
        await asyncio.shield(self._store_group())
        while self._waiting or self._returned:
            await asyncio.shield(self._store_group())

    async def _store_group(self) -> None:
        """Store what there is now; what comes in meanwhile is the next group's, and whoever is
        called away leaves no group half stored."""
        async with self._storing:
            await self._store_now()

    async def _store_now(self) -> None:
        group, self._waiting = self._waiting, []
        claims, self._returned = self._returned, []
        if (group or claims) and not await self._stored(group, claims):
            self._waiting[:0], self._returned[:0] = group, claims
            if self._stop.is_set():
                raise ResultsWait(
                    said("How the last messages ended cannot be stored in the database.")
                )
            await asyncio.sleep(RETRY_SECONDS)
        if self.under_way == 0 and not self._waiting:
            self._open_send_log.clear()

    async def _stored(self, group: list[SendResult], claims: list[DeliveryClaim]) -> bool:
        def work(session: Session) -> None:
            record_results(session, group)
            give_back(session, claims)

        try:
            await self._database.write(work)
        except (
            Problem,
            OperationalError,
        ) as problem:  # its hour, not its contents: what was sent is not given up
            self.trouble = type(problem).__name__
            log.warning("results wait for the database", waiting=len(group), problem=self.trouble)
            return False
        except SQLAlchemyError as error:
            # One result that the database will not have must not hold back the others, nor itself
            # for ever.
            log.error("result cannot be stored", results=len(group), error=type(error).__name__)
            return len(group) + bool(claims) <= 1 or await self._stored_apart(group, claims)
        self.trouble = ""
        if any(result.receipt.outcome in REFUSED_FOR_GOOD for result in group):
            await self._stops.look()  # the lane may be stopped for it
        return True

    async def _stored_apart(self, group: list[SendResult], claims: list[DeliveryClaim]) -> bool:
        apart = [await self._stored([each], []) for each in group]
        return all([*apart, await self._stored([], claims)])
