"""When a schedule falls due. Pure: wall time and zone go in, slots come out, each once and in
order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from alerts.schedules.states import ScheduleKind
from alerts.schedules.timing.moments import BadTiming, read_instant, read_span, utc_of
from runtime import mark, said

FOREVER = datetime.max.replace(tzinfo=UTC)
SHORTEST = timedelta(minutes=1)
_WRONG = {
    "Bad minute": mark("its minute is none from 0 to 59"),
    "Bad hour": mark("its hour is none from 0 to 23"),
    "Bad day-of-month": mark("its day is none from 1 to 31, or none that its month has"),
    "Bad month": mark("its month is none from 1 to 12 or JAN to DEC"),
    "Bad day-of-week": mark("its weekday is none from 0 to 7 or SUN to SAT"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One occurrence to come: its name is what makes it unique within its schedule."""

    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When something falls due: the kind, what was typed, by which clocks, and from when on (aware,
    UTC)."""

    kind: ScheduleKind
    spec: str
    zone: ZoneInfo
    starts_at: datetime

    def slots(self, after: datetime, until: datetime = FOREVER) -> Iterator[Slot]:
        """Every slot that falls due later than `after` and not later than `until`, in order."""
        for slot in _SLOTS[self.kind](self, after):
            if slot.due_at > until:
                return
            if slot.due_at > after:
                yield slot


def read_recurrence(kind: ScheduleKind, typed: str, zone: ZoneInfo, *, now: datetime) -> Recurrence:
    """Check what was typed; a span counts from the minute it is. Raises BadTiming."""
    spec = _READERS[kind](typed.strip(), zone, now)
    recurrence = Recurrence(kind, spec, zone, now.astimezone(UTC).replace(second=0, microsecond=0))
    if next(recurrence.slots(now), None) is None:
        raise BadTiming(said("'{typed}' has passed already, or never comes.", typed=typed))
    return recurrence


def _once(recurrence: Recurrence, _: datetime) -> Iterator[Slot]:
    yield _instant(datetime.fromisoformat(recurrence.spec))


def _by_span(recurrence: Recurrence, after: datetime) -> Iterator[Slot]:
    span = read_span(recurrence.spec)
    first = (after - recurrence.starts_at) // span
    yield from (_instant(recurrence.starts_at + number * span) for number in count(first))


def _by_cron(recurrence: Recurrence, after: datetime) -> Iterator[Slot]:
    # On naive wall times: given a zone, CronSim fires some lines twice on the night clocks go back.
    wall_times = CronSim(recurrence.spec, after.astimezone(recurrence.zone).replace(tzinfo=None))
    last = after
    for wall in wall_times:
        due_at = utc_of(wall, recurrence.zone)
        if due_at > last:
            yield Slot(f"{due_at.astimezone(recurrence.zone):%Y-%m-%dT%H:%M}", due_at)
            last = due_at


def _instant(moment: datetime) -> Slot:
    utc = moment.astimezone(UTC)
    return Slot(f"{utc:%Y-%m-%dT%H:%M:%SZ}", utc)


def _read_at(typed: str, zone: ZoneInfo, now: datetime) -> str:
    return read_instant(typed, zone, now=now).replace(microsecond=0).isoformat()


def _read_cron(typed: str, _zone: ZoneInfo, _now: datetime) -> str:
    if len(typed.split()) != 5:
        raise BadTiming(said("'{typed}' has not five fields.", typed=typed))
    try:
        CronSim(typed, datetime(2026, 1, 1))
    except CronSimError as error:
        wrong = said(_WRONG.get(str(error), str(error)))
        raise BadTiming(said("'{typed}': {error}.", typed=typed, error=wrong)) from None
    return " ".join(typed.split())


def _read_every(typed: str, _zone: ZoneInfo, _now: datetime) -> str:
    if read_span(typed) < SHORTEST:
        raise BadTiming(said("'{typed}' is shorter than a minute.", typed=typed))
    return typed


_SLOTS = {ScheduleKind.AT: _once, ScheduleKind.EVERY: _by_span, ScheduleKind.CRON: _by_cron}
_READERS = {
    ScheduleKind.AT: _read_at,
    ScheduleKind.EVERY: _read_every,
    ScheduleKind.CRON: _read_cron,
}
