"""The load: what waits in each lane, how soon it will be gone, and which channels are left
alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from channels import Medium
from delivery import Lane
from delivery.monitoring import DeliveryLoad, QueueLoad, RestingChannel
from delivery.sending import ChannelLane

FRESH = timedelta(minutes=1)  # what waits longer and is not taken does not go at the channel's pace


@dataclass(frozen=True, slots=True)
class Load:
    """How delivery stands, with the pace of each medium in parts a second and the channels that
    carry it, in order; `stopped` lanes wait for staff."""

    standing: DeliveryLoad
    rates: Mapping[Medium, float | None]
    routes: Mapping[Medium, tuple[str, ...]]
    stopped: Collection[ChannelLane] = ()

    def seconds_left(self, queue: QueueLoad) -> float | None:
        """How long until this queue is empty: as fast as the last minute, else at the channel's
        pace; None when nobody can say."""
        if not queue.waiting:
            return 0.0
        if not self.goes_on(queue) or not queue.due:
            return None
        if queue.accepted:
            return queue.waiting / queue.accepted * 60
        if self._since(queue.due_since) > FRESH:
            return None
        rate = self.rates.get(queue.medium)
        return queue.parts * queue.waiting / (queue.waiting + queue.later) / rate if rate else None

    def goes_on(self, queue: QueueLoad) -> bool:
        """Whether somebody is at work and a channel may carry what waits."""
        return self.standing.workers > 0 and not self.rests(queue.lane, queue.medium)

    def is_stopped(self, queue: QueueLoad) -> bool:
        """Whether no worker could send what waits, since each of its channels is stopped until
        staff decide."""
        return all((name, queue.lane) in self.stopped for name in self.routes.get(queue.medium, ()))

    def age(self, queue: QueueLoad) -> timedelta:
        """How long the oldest message of a queue has waited."""
        return self._since(queue.since)

    def idle(self, queue: QueueLoad) -> timedelta:
        """How long messages have been due and none was accepted."""
        if not queue.due:
            return timedelta()
        due = self._since(queue.due_since)
        return min(due, self._since(queue.accepted_at)) if queue.accepted_at else due

    def rests(self, lane: Lane, medium: Medium) -> bool:
        """Whether every channel that carries a medium is left alone in a lane."""
        return not self.others(lane, medium, "")

    def others(self, lane: Lane, medium: Medium, channel: str) -> Sequence[str]:
        """The channels other than this one that carry a medium in a lane now."""
        found = self.standing
        resting = {
            each.channel for each in found.resting if each.lane is lane and each.until > found.at
        }
        resting |= {name for name, stopped in self.stopped if stopped is lane}
        return [
            name for name in self.routes.get(medium, ()) if name not in resting and name != channel
        ]

    def media_of(self, channel: str) -> Sequence[Medium]:
        """The media that a channel carries."""
        return [medium for medium, names in self.routes.items() if channel in names]

    def hurts(self, rest: RestingChannel) -> bool:
        """Whether a rest keeps anything: once it is over, only what waits for the channel tells."""
        mine = (
            each
            for each in self.standing.queues
            if each.lane is rest.lane and each.medium in self.media_of(rest.channel)
        )
        return rest.until > self.standing.at or any(each.waiting for each in mine)

    def _since(self, moment: datetime | None) -> timedelta:
        """The time since a moment; none when a clock that was wrong has put it ahead of us."""
        return max(timedelta(), self.standing.at - moment) if moment else timedelta()
