"""Firing: whether anybody here looks at what is due, a process that stays or passes by cron; each
leaves a mark in the table of what was tried."""

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from sqlalchemy import select
from sqlmodel import Session

from checks.tables import OUTSIDE_TRIALS
from checks.trials import note_trial
from delivery.sending import nobody_at_work
from engine import Jobs
from runtime import Home, moment

CLOCK, PASS = "schedules clock", "schedules pass"
MARK_SECONDS = 30.0
CLOCK_LASTS = timedelta(minutes=2)
# Once a minute suits; a pass that sends much keeps the next of a systemd timer waiting.
PASS_LASTS = timedelta(hours=1)


def fires_schedules(session: Session) -> bool:
    """Whether a process with the clock of the schedules is at work, or a pass was made within the
    last hour."""
    t, now = OUTSIDE_TRIALS.c, moment(session)
    rows = session.execute(select(t.name, t.tried_at).where(t.name.in_((CLOCK, PASS))))
    ages = {row.name: abs(now - row.tried_at) for row in rows}
    if PASS in ages and ages[PASS] <= PASS_LASTS:
        return True
    return CLOCK in ages and ages[CLOCK] <= CLOCK_LASTS and not nobody_at_work(session)


def note_pass(session: Session) -> None:
    """Take down that what is due was looked at once, for cron or a timer."""
    note_trial(session, PASS, "")


def schedule_mark_job(home: Home) -> Jobs:
    """The job of a process that has the clock of the schedules: it takes down that it is there."""
    return {"schedules": ClockMark(home).go_on}


@dataclass(slots=True)
class ClockMark:
    """When one process takes down again that it has the clock."""

    home: Home
    due_at: float = 0.0

    async def go_on(self) -> None:
        """Take it down, if it is time."""
        if monotonic() < self.due_at:
            return
        await self.home.database.write(lambda session: note_trial(session, CLOCK, ""))
        self.due_at = monotonic() + MARK_SECONDS
