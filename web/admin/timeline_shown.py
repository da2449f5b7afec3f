"""The single occurrences of schedules as programs are shown them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import Field

from alerts.schedules import OccurrenceState
from alerts.schedules.timeline import (
    ExpectedFiring,
    ExpectedState,
    PastOccurrence,
    ScheduleHistory,
)
from runtime import Municipality
from web.admin.fields import Shown


class SkippedShown(Shown):
    """The occurrence that is left out."""

    name: str
    slot: str
    due_at: datetime


class RestoredShown(SkippedShown):
    """The occurrence that is left out no more."""


class OccurrenceShown(Shown):
    """One occurrence that was decided."""

    slot: str
    due_at: datetime
    state: OccurrenceState
    reason: str
    alert: int | None
    decided_at: datetime

    @classmethod
    def of(cls, found: PastOccurrence) -> "OccurrenceShown":
        """What became of it."""
        return cls(
            slot=found.slot,
            due_at=found.due_at,
            state=found.state,
            reason=found.reason,
            alert=found.alert_id,
            decided_at=found.decided_at,
        )


class RemovedShown(Shown):
    """A schedule of that name that was removed, and what had become of its occurrences."""

    created_at: datetime
    removed_at: datetime
    removed_by: str = Field(examples=["member:3"])
    occurrences: list[OccurrenceShown]


class HistoryShown(Shown):
    """What became of the occurrences of the schedule that has this name, and of those that had it;
    `occurrences` is empty where it was removed."""

    occurrences: list[OccurrenceShown]
    removed: list[RemovedShown] = Field(description="the latest first")

    @classmethod
    def of(cls, histories: Sequence[ScheduleHistory]) -> Self:
        """As the rooms below found them."""
        kept = [each for each in histories if each.removed_at is None]
        return cls(
            occurrences=[OccurrenceShown.of(each) for found in kept for each in found.occurrences],
            removed=[
                RemovedShown(
                    created_at=each.created_at,
                    removed_at=each.removed_at,
                    removed_by=each.removed_by,
                    occurrences=[OccurrenceShown.of(one) for one in each.occurrences],
                )
                for each in histories
                if each.removed_at is not None
            ],
        )


class FiringShown(Shown):
    """One firing that is to be expected, or what speaks against it; `decided` when it was fired,
    held or skipped already."""

    schedule: str
    slot: str
    due_at: datetime
    local: datetime = Field(description="the same moment by the clocks of the municipality")
    state: ExpectedState
    decided: bool
    by: str = Field(description="who skipped it or paused the schedule", examples=["member:3"])
    why: str = Field(description="why it is held, or was")
    alert: int | None

    @classmethod
    def of(cls, found: ExpectedFiring, municipality: Municipality) -> "FiringShown":
        """As the simulation expects it."""
        slot, local = found.slot, municipality.local(found.slot.due_at)
        return cls(
            schedule=found.schedule,
            slot=slot.name,
            due_at=slot.due_at,
            local=local,
            state=found.state,
            decided=found.decided,
            by=found.by,
            why=found.why,
            alert=found.alert_id,
        )


class SimulationShown(Shown):
    """What would fire between two moments; `more` when there is more than is shown."""

    firings: list[FiringShown]
    more: bool
