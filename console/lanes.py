"""What `tocsin status` shows: the lanes, how soon each will be empty, and why one is stuck."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels import Medium, in_order, settings
from console.door import many, show, table
from delivery import Lane, Queue, Resting, Standing, standing
from runtime import Home, moment

IDLE = timedelta(minutes=5)
FRESH = timedelta(minutes=1)  # what waits longer and is not taken does not go at the channel's pace
HEADINGS = ("lane", "medium", "waiting", "oldest", "sending", "unknown", "a minute", "empty in")


@dataclass(frozen=True, slots=True)
class Look:
    """How delivery stands, with the pace of each medium in parts a second and the channels that carry it, in order."""

    standing: Standing
    rates: Mapping[Medium, float | None]
    routes: Mapping[Medium, tuple[str, ...]]

    @property
    def stuck(self) -> tuple[str, ...]:
        """Why something that waits does not go out, in a sentence each; empty when all is well."""
        return (
            *self._held(),
            *self._resting(),
            *self._idle(),
        )

    def seconds_left(self, queue: Queue) -> float | None:
        """How long until this queue is empty: as fast as the last minute, else at the channel's pace; None when nobody can say."""
        if not queue.waiting:
            return 0.0
        if self._rests(queue):
            return None
        if queue.accepted:
            return queue.waiting / queue.accepted * 60
        if queue.since and self.standing.at - queue.since > FRESH:
            return None
        rate = self.rates.get(queue.medium)
        return queue.parts * queue.waiting / (queue.waiting + queue.later) / rate if rate else None

    def as_json(self) -> dict[str, object]:
        """The document of `tocsin status --json`."""
        found = self.standing
        return {
            "at": found.at.isoformat(),
            "stuck": list(self.stuck),
            "workers": found.workers,
            "lanes": [self._queue(each) for each in found.queues],
            "resting": [
                {"channel": each.channel, "lane": each.lane, "why": each.why, "since": each.since.isoformat(),
                 "until": each.until.isoformat()}
                for each in found.resting
            ],
            "receipts_set_aside": found.set_aside,
            "held_since": found.held_at.isoformat() if found.held_at else None,
        }  # fmt: skip

    def _queue(self, queue: Queue) -> dict[str, object]:
        return {
            "lane": queue.lane, "medium": queue.medium, "waiting": queue.waiting,
            "oldest": queue.since.isoformat() if queue.since else None, "later": queue.later, "sending": queue.sending,
            "unknown": queue.unknown, "accepted_last_minute": queue.accepted, "seconds_left": self.seconds_left(queue),
        }  # fmt: skip

    def _held(self) -> tuple[str, ...]:
        held = self.standing.held_at is not None and any(each.waiting for each in self.standing.queues)
        return ("This home is a copy and held: nothing leaves until staff release it.",) if held else ()

    def _rests(self, queue: Queue) -> bool:
        """Whether every channel that carries it is left alone in its lane."""
        found = self.standing
        resting = {
            each.channel for each in found.resting if each.lane is queue.lane and each.until > found.at
        }
        return resting.issuperset(self.routes.get(queue.medium, ()))

    def _hurts(self, rest: Resting) -> bool:
        """Whether it keeps anything: once its rest is over, only what waits for it tells."""
        media = {medium for medium, names in self.routes.items() if rest.channel in names}
        mine = (each for each in self.standing.queues if each.lane is rest.lane and each.medium in media)
        return rest.until > self.standing.at or any(each.waiting for each in mine)

    def _resting(self) -> Iterator[str]:
        """A sentence for each channel and reason, with the lanes it concerns."""
        found: dict[tuple[str, str], list[str]] = {}
        for each in filter(self._hurts, self.standing.resting):
            found.setdefault((each.channel, each.why), []).append(each.lane)
        for (channel, why), lanes in found.items():
            where = "" if len(lanes) == len(Lane) else f" in the lane {' and '.join(lanes)}"
            yield f"{channel} does not send{where}: {why}."

    def _idle(self) -> tuple[str, ...]:
        if self.standing.workers:
            return ()
        old = [each for each in self.standing.queues if each.since and self.standing.at - each.since > IDLE]
        return tuple(
            f"{each.waiting:,} wait in {each.lane} ({each.medium}) and no worker is at work." for each in old
        )


def look(home: Home) -> Look:
    """Look at delivery as it stands now; raises BadChannelSettings."""
    routes = in_order(home.config.routes)
    rates = {
        medium: settings(names[0], home.config.channels, home.path).rate for medium, names in routes.items()
    }
    with home.database.reading() as session:
        return Look(standing(session, now=moment(session)), rates, routes)


def show_lanes(found: Look, home: Home) -> None:
    """Show it in 80 columns, the trouble first."""
    local, at = home.config.municipality.local, found.standing.at
    workers = found.standing.workers
    show(f"{local(at):%d/%m/%Y %H:%M:%S}  {many(workers, 'worker')} at work")
    for line in found.stuck:
        show(f"STUCK {line}")
    for rest in found.standing.resting:
        since, again = f"{local(rest.since):%H:%M:%S}", _next_try(rest, at, local(rest.until))
        show(f"  {rest.channel}, {rest.lane}: since {since}, {again}")
    show()
    table(HEADINGS, [_row(queue, found) for queue in found.standing.queues])
    show()
    for queue in found.standing.queues:
        if queue.later:
            show(f"{queue.later:,} of {queue.lane} ({queue.medium}) wait for the morning")
    if found.standing.set_aside:
        show(f"receipts set aside: {found.standing.set_aside:,}")
    show(
        "All is well." if not found.stuck else "tocsin doctor says what is wrong. Nothing is lost meanwhile."
    )


def _row(queue: Queue, found: Look) -> tuple[str, ...]:
    age = _span((found.standing.at - queue.since).total_seconds()) if queue.since else "-"
    left = found.seconds_left(queue)
    empty = "-" if not queue.waiting else "?" if left is None else _span(left)
    numbers = (queue.sending, queue.unknown, queue.accepted)
    return (queue.lane, queue.medium, f"{queue.waiting:,}", age, *(f"{each:,}" for each in numbers), empty)


def _next_try(rest: Resting, now: datetime, until: datetime) -> str:
    return f"tried again {until:%H:%M:%S}" if rest.until > now else "tried again with the next message"


def _span(seconds: float) -> str:
    """A span as one reads it at night: 8 s, 12 min, 3.5 h."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
