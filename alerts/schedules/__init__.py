"""schedules: what is said again and when. It owns the schedules and what became of each of their occurrences.

tables, states  the schedules, their occurrences, and the words of both
timing          when a schedule falls due
plans           what was typed, and one occurrence of it composed as if it were due
previews        what would be said next, and its hash; simulation: what would fire between two moments
occurrences     what is due and open, and what became of it
registry        adding, finding, pausing, resuming, skipping and removing
running         what is due is sent, or withheld
"""

from alerts.schedules.plans import Plan, request_of
from alerts.schedules.previews import (
    Preview,
    preview_next,
    preview_resumed,
    preview_schedule,
    upcoming,
)
from alerts.schedules.registry import (
    add_schedule,
    find_schedule,
    history_of,
    list_schedules,
    pause_schedule,
    remove_schedule,
    resume_schedule,
    skip_occurrence,
    unanswered_schedules,
)
from alerts.schedules.simulation import Expected, simulate
from alerts.schedules.states import Late, OccurrenceState, ScheduleKind, ScheduleState
from alerts.schedules.tables import Occurrence, Schedule

__all__ = [
    "Expected",
    "Late",
    "Occurrence",
    "OccurrenceState",
    "Plan",
    "Preview",
    "Schedule",
    "ScheduleKind",
    "ScheduleState",
    "add_schedule",
    "find_schedule",
    "history_of",
    "list_schedules",
    "pause_schedule",
    "preview_next",
    "preview_resumed",
    "preview_schedule",
    "remove_schedule",
    "request_of",
    "resume_schedule",
    "simulate",
    "skip_occurrence",
    "unanswered_schedules",
    "upcoming",
]
