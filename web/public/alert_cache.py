"""The alert cache: the alerts in force, kept in memory, so that they can be read when the
database cannot."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from threading import Lock
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from runtime import Database, Problem
from web.public.alert_cards import AlertCard, find_alert_card, list_alert_cards
from web.public.rate_limiter import LeakyBucket

FRESH = 3.0  # seconds in which nobody asks the database again
STALE = 10.0  # seconds after which a reader waits for the database
WAIT_SECONDS = 2.0  # seconds that a reader waits
REMEMBERED = 200  # single alerts
log = structlog.get_logger("web")


class NotKnownNow(Problem):
    """Whether there is such an alert cannot be found out at the moment. Please try again in a few
    minutes."""

    status = 503


class AlertCache:
    """What is in force, at most a few seconds old while the database answers, and as it last was
    while it does not.

    So many numbers a second as `lookups` lets through are looked for that are none of those in
    force: whoever guesses gets no further."""

    def __init__(
        self, database: Database, now: Callable[[], datetime], lookups: LeakyBucket
    ) -> None:
        self._database, self._now, self._lookups = database, now, lookups
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="alert cache")
        self._lock = Lock()
        self._known: Sequence[AlertCard] | None = None
        self._read_at = -STALE
        self._reading: Future[None] | None = None
        self._singles: OrderedDict[str, AlertCard] = OrderedDict()

    def list_alerts(self) -> Sequence[AlertCard] | None:
        """The alerts in force, the gravest first; None when they could never be read."""
        age = monotonic() - self._read_at
        if age > FRESH:
            reading = self._read_soon()
            if age > STALE:
                _wait(reading)
        known, now = self._known, self._now()
        return None if known is None else [alert for alert in known if alert.in_force(now)]

    def find_alert(self, number: str) -> AlertCard:
        """One alert that was issued, in force or over, by its public number; raises UnknownAlert,
        or NotKnownNow when nobody can say."""
        known = (alert for alert in self.list_alerts() or () if alert.public_number == number)
        found = next(known, None)
        if found is not None:
            return found
        remembered = self._singles.get(number)
        if remembered is None and self._lookups.reserve() is None:
            raise NotKnownNow
        asked = self._thread.submit(self._read_one, number)
        if _wait(asked):
            return asked.result()
        if remembered is None:
            raise NotKnownNow
        return remembered

    def close(self) -> None:
        """Give back the thread."""
        self._thread.shutdown(cancel_futures=True)

    def _read_soon(self) -> Future[None]:
        with self._lock:
            if self._reading is None or self._reading.done():
                self._reading = self._thread.submit(self._read)
            return self._reading

    def _read(self) -> None:
        try:
            with self._database.reading() as session:
                self._known = list_alert_cards(session, now=self._now())
            self._read_at = monotonic()
        except (Problem, SQLAlchemyError) as failure:
            log.warning("alerts could not be read", kind=type(failure).__name__)

    def _read_one(self, number: str) -> AlertCard:
        try:
            with self._database.reading() as session:
                found = find_alert_card(session, number, now=self._now())
        except SQLAlchemyError:
            raise NotKnownNow from None
        self._singles[number] = found
        while len(self._singles) > REMEMBERED:
            self._singles.popitem(last=False)
        return found


def _wait(work: Future[AlertCard] | Future[None]) -> bool:
    """Whether it came to an end that says something while a reader could wait."""
    try:
        failure = work.exception(WAIT_SECONDS)
    except TimeoutError:
        return False
    return not isinstance(failure, Problem) or failure.status == 404
