"""What `tocsin status` shows: the lanes, how soon each will be empty, and why one is stuck."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels import Medium, in_order, settings
from console.door import show, table
from delivery import Queue, Resting, Standing, standing
from runtime import Home, moment

IDLE = timedelta(minutes=5)
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
            *(self._resting(each) for each in self.standing.resting if self._hurts(each)),
            *self._idle(),
        )

    def seconds_left(self, queue: Queue) -> float | None:
        """How long until this queue is empty: as fast as the last minute, else at the channel's pace; None when nobody can say."""
        if not queue.waiting:
            return 0.0
        if queue.accepted:
            return queue.waiting / queue.accepted * 60
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

    def _hurts(self, rest: Resting) -> bool:
        """Whether it keeps anything: once its rest is over, only what waits for it tells."""
        media = {medium for medium, names in self.routes.items() if rest.channel in names}
        mine = (each for each in self.standing.queues if each.lane is rest.lane and each.medium in media)
        return rest.until > self.standing.at or any(each.waiting for each in mine)

    def _resting(self, rest: Resting) -> str:
        return f"{rest.channel} does not send in the lane {rest.lane}: {rest.why}."

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
    show(f"{local(at):%d/%m/%Y %H:%M:%S}  {workers} {'worker' if workers == 1 else 'workers'} at work")
    for line in found.stuck:
        show(f"STUCK {line}")
    for rest in found.standing.resting:
        show(f"{rest.channel}, {rest.lane}: {rest.why}")
        show(f"  since {local(rest.since):%H:%M:%S}, {_next_try(rest, at, local(rest.until))}")
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
