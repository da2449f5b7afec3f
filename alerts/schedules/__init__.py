"""schedules: what is said again and when. It owns the schedules and what became of each of their occurrences.

timing      cron lines, spans and moments become slots: each once, in order, across both nights clocks change
plans       what was typed, and one occurrence of it composed as if it were due; relative: `occurrence+2h`
previews    what would be said next, and its hash
roster      adding, finding, pausing, resuming, skipping and removing
rounds      one pass over what is due; firing: one schedule in one transaction; deciding: the rows; verdicts: why not
simulation  what would fire between two moments; ticking: the clock of a process that stays
"""

from alerts.schedules.deciding import Fate
from alerts.schedules.firing import Decided
from alerts.schedules.plans import Plan, request_of, rhythm_of
from alerts.schedules.previews import (
    Preview,
    preview_next,
    preview_resumed,
    preview_schedule,
    upcoming,
)
from alerts.schedules.roster import (
    UnknownSchedule,
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
from alerts.schedules.rounds import Round, next_due, run_due, unfinished
from alerts.schedules.simulation import Expected, simulate
from alerts.schedules.tables import (
    Late,
    Occurrence,
    OccurrenceState,
    Schedule,
    ScheduleKind,
    ScheduleState,
)
from alerts.schedules.ticking import schedule_clock
from alerts.schedules.timing import Slot, read_instant, read_span, read_window_end

__all__ = [
    "Decided", "Expected", "Fate", "Late", "Occurrence", "OccurrenceState", "Plan", "Preview", "Round",
    "Schedule", "ScheduleKind", "ScheduleState", "Slot", "UnknownSchedule", "add_schedule", "find_schedule",
    "history_of", "list_schedules", "next_due", "pause_schedule", "preview_next", "preview_resumed", "preview_schedule", "read_instant", "read_span", "read_window_end", "remove_schedule",
    "request_of", "resume_schedule", "rhythm_of", "run_due", "schedule_clock", "simulate", "skip_occurrence", "unanswered_schedules", "unfinished", "upcoming",
]  # fmt: skip
