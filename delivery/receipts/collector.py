"""The collector: it empties the spool into the database, in groups; a database that is busy
loses nothing."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import structlog
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from delivery.receipts.effects import apply_events
from delivery.receipts.events import ReceivedEvent
from delivery.receipts.spool import read_spool
from runtime import Database, Keys, Problem, moment
from runtime.waits import wait_for_event

LOOK_SECONDS = 0.5
GROUP = 500

log = structlog.get_logger(__name__)


class Collector:
    """Takes what one machine was told; any number of workers may collect there."""

    def __init__(self, database: Database, keys: Keys, folder: Path) -> None:
        self._database = database
        self._keys = keys
        self._folder = folder

    async def keep_collecting(self, stop: asyncio.Event) -> None:
        """Collect twice a second until told to stop; what is left then is the next worker's."""
        while not stop.is_set():
            try:
                await self.collect()
            except Problem as problem:
                log.warning("receipts wait for the database", problem=type(problem).__name__)
            except Exception:  # the outermost loop: a file is kept until it is stored
                log.exception("receipts wait")
            await wait_for_event(stop, LOOK_SECONDS)

    async def collect(self) -> None:
        """Store what lies there; a file that could not be stored is kept whole."""
        with closing(read_spool(self._folder)) as files:
            while (events := await asyncio.to_thread(next, files, None)) is not None:
                for start in range(0, len(events), GROUP):
                    await self._store(events[start : start + GROUP])

    async def _store(self, events: Sequence[ReceivedEvent]) -> None:
        def work(session: Session) -> None:
            apply_events(session, self._keys, events, now=moment(session))

        try:
            await self._database.write(work)
        except Problem:
            raise
        except Exception as error:
            # One receipt that the database or its driver will not have must not hold back the
            # others, nor itself for ever.
            log.error("receipt cannot be stored", receipts=len(events), error=type(error).__name__)
            if len(events) > 1:
                for received in events:
                    await self._store([received])
            elif isinstance(error, OperationalError):
                raise  # its own hour, not its contents: another process was in the way
