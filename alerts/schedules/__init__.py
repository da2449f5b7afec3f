"""schedules: what is said again and when. It owns the schedules and what became of each of their occurrences.

tables, states  the schedules, their occurrences, and the words of both
timing          when a schedule falls due
plans           what was typed, and one occurrence of it composed as if it were due
previews        what would be said next, and its hash
occurrences     what is due and open, and what became of it
registry        adding, finding, pausing, resuming and removing
timeline        single occurrences: what became of them, what would fire, one skipped and brought back
running         what is due is sent, or withheld
"""

from alerts.schedules.plans import SchedulePlan, request_of_schedule
from alerts.schedules.previews import (
    PreviewedPlan,
    list_upcoming_slots,
    preview_next,
    preview_resumed,
    preview_schedule,
)
from alerts.schedules.registry import (
    add_schedule,
    find_schedule,
    list_schedules,
    list_unanswered_schedules,
    pause_schedule,
    remove_schedule,
    resume_schedule,
)
from alerts.schedules.states import LatePolicy, OccurrenceState, ScheduleKind, ScheduleState
from alerts.schedules.tables import Schedule

__all__ = [
    "LatePolicy",
    "OccurrenceState",
    "PreviewedPlan",
    "Schedule",
    "ScheduleKind",
    "SchedulePlan",
    "ScheduleState",
    "add_schedule",
    "find_schedule",
    "list_schedules",
    "list_unanswered_schedules",
    "list_upcoming_slots",
    "pause_schedule",
    "preview_next",
    "preview_resumed",
    "preview_schedule",
    "remove_schedule",
    "request_of_schedule",
    "resume_schedule",
]
