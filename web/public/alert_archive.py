"""The alert archive: the alerts of the last twelve months, kept in memory, so that they can be
filtered, searched and followed without asking the database, and while it does not answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from alerts.publishing import AlertStand, list_alert_stands
from areas import ZoneView, fold_text, list_zones
from runtime import Database
from web.public.alert_cache import NotKnownNow
from web.public.alert_cards import AlertCard, read_alert_cards
from web.public.kept_reading import KeptReading

KEPT_FOR = timedelta(days=366)
MOST = 2000  # alerts; about 10 KB each
LATELY = timedelta(hours=48)
MOST_ENDED = 5
FIRST_WAIT = 15.0  # seconds; twelve months of a large municipality take a few
AT_ONCE = 100  # alerts read by one query


@dataclass(frozen=True, slots=True)
class ArchivedAlert:
    """One alert with its words as they are searched: without case and accents, in every
    language."""

    stand: AlertStand
    card: AlertCard
    words: str


@dataclass(frozen=True, slots=True)
class ArchiveSnapshot:
    """The alerts of twelve months, the newest first, and the places there are now."""

    alerts: Sequence[ArchivedAlert]
    zones: Sequence[ZoneView]


class AlertArchive:
    """Reads an alert once, and again only when it was corrected, withdrawn or taken back."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: Mapping[int, ArchivedAlert] = {}
        self._reading = KeptReading(database, self._read, "archive")

    def latest(self) -> ArchiveSnapshot:
        """The archive, a few seconds old at most while the database answers; raises NotKnownNow
        when it could never be read."""
        found = self._reading.latest(FIRST_WAIT)
        if found is None:
            raise NotKnownNow
        return found

    def list_ended(self) -> Sequence[AlertCard]:
        """What ended within two days, the last first and five at most; nothing while the archive
        cannot be read. What was updated goes on, and a correction is told by what it ended."""
        now, found = self._now(), self._reading.latest()
        ended = [
            each.card
            for each in (found.alerts if found else ())
            if each.card.ended_since(now - LATELY, now)
        ]
        return sorted(ended, key=lambda card: card.changed_at(now), reverse=True)[:MOST_ENDED]

    def close(self) -> None:
        """Give back the thread."""
        self._reading.close()

    def _read(self, session: Session) -> ArchiveSnapshot:
        now = self._now()
        stands = list_alert_stands(session, since=now - KEPT_FOR, most=MOST)
        same = {at.number: known for at in stands if (known := self._same(at)) is not None}
        changed = {at.number: at for at in stands if at.number not in same}
        read = {card.number: card for card in _read_cards(session, list(changed), now)}
        found = {n: ArchivedAlert(changed[n], card, _folded(card)) for n, card in read.items()}
        self._known = same | found
        # What was drafted first may have been issued last.
        newest = sorted(self._known.values(), key=lambda each: each.card.rank_by_age, reverse=True)
        return ArchiveSnapshot(tuple(newest), list_zones(session))

    def _same(self, stand: AlertStand) -> ArchivedAlert | None:
        """What is known of an alert, if it still stands so."""
        known = self._known.get(stand.number)
        return known if known is not None and known.stand == stand else None


def _read_cards(session: Session, numbers: Sequence[int], now: datetime) -> Iterator[AlertCard]:
    for at in range(0, len(numbers), AT_ONCE):
        yield from read_alert_cards(session, numbers[at : at + AT_ONCE], now=now)


def _folded(card: AlertCard) -> str:
    places = (name for names in card.places for name in names.values())
    words = (*card.titles.values(), *places, *card.bodies.values(), card.public_number)
    return fold_text(" ".join(words))
