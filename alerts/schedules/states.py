"""The words of schedules: how their moments are told, where they stand, what became of an
occurrence."""

from collections.abc import Mapping
from enum import StrEnum

from runtime import Said, said


class ScheduleKind(StrEnum):
    """How its moments are told: one moment, a cron line, or a span between two."""

    AT = "at"
    CRON = "cron"
    EVERY = "every"


class ScheduleState(StrEnum):
    """Where a schedule stands; what has ended or was removed fires no more."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"
    REMOVED = "removed"


SCHEDULE_STATE_WORDS: Mapping[ScheduleState, Said] = {
    ScheduleState.ACTIVE: said("active"),
    ScheduleState.PAUSED: said("paused"),
    ScheduleState.ENDED: said("ended"),
    ScheduleState.REMOVED: said("removed"),
}


class LatePolicy(StrEnum):
    """What becomes of an occurrence that is noticed too late."""

    HOLD = "hold"
    SEND = "send"


class OccurrenceState(StrEnum):
    """What became of one occurrence."""

    FIRED = "fired"
    HELD = "held"
    SKIPPED = "skipped"
