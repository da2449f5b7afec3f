"""The alert cache: the alerts in force, kept in memory, so that they can be read when the
database cannot."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from runtime import Database, Problem
from web.public.alert_cards import AlertCard, find_alert_card, list_alert_cards
from web.public.kept_reading import KeptReading, wait_for
from web.public.rate_limiter import LeakyBucket

REMEMBERED = 200  # single alerts


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
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="single alerts")
        self._live = KeptReading(
            database, lambda session: list_alert_cards(session, now=now()), "alerts"
        )
        self._singles: OrderedDict[str, AlertCard] = OrderedDict()

    def list_alerts(self) -> Sequence[AlertCard] | None:
        """The alerts in force, the gravest first; None when they could never be read."""
        known, now = self._live.latest(), self._now()
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
        if wait_for(asked):
            return asked.result()
        if remembered is None:
            raise NotKnownNow
        return remembered

    def close(self) -> None:
        """Give back the threads."""
        self._live.close()
        self._thread.shutdown(cancel_futures=True)

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
