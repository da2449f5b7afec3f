"""The watch: a process that stays makes the quick checks now and then, and tells staff what fails
and when it is end_notice.

A courtesy: it runs beside the sending, and a look takes at most a fifth of the time.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from sqlalchemy import delete
from sqlmodel import Session

from checks.anchors import anchor_job
from checks.fault_notices import TITLES, end_notice, fault_notice
from checks.link_tests import link_test_job
from checks.pings import ping_job
from checks.registry import run_quick_checks
from checks.results import CheckResult, Level
from checks.situation import Situation
from checks.tables import TOLD_FAULTS
from delivery import tell_staff
from engine import Jobs
from runtime import Home, moment
from runtime.database import insert_into

LOOK_SECONDS = 15.0
SHARE = 4
LASTING_SECONDS = 60.0  # what passes sooner is nobody's business, nor is a moment of peace
OF_A_MACHINE = frozenset({"disk", "clock", "settings"})


def watch_job(home: Home) -> Jobs:
    """The job: looking, and telling staff."""
    return {"watch": Watch(home).go_on}


def outside_jobs(home: Home) -> Jobs:
    """The jobs that `[watch]` and `[journal]` ask for; none keeps another, or a message,
    waiting."""
    told, jobs = home.config.watch, anchor_job(home)
    jobs = {**jobs, "ping": ping_job(home)} if told.url else jobs
    return {**jobs, "link test": link_test_job(home)} if told.test_at else jobs


@dataclass(slots=True)
class Watch:
    """What one process has seen of the checks; `look_around` is how it comes by the situation."""

    home: Home
    look_around: Callable[[Home], Situation] = Situation.of
    lasting: float = LASTING_SECONDS
    due_at: float = 0.0
    failing: dict[str, float] = field(default_factory=dict)
    peaceful: dict[str, float] = field(default_factory=dict)

    async def go_on(self) -> None:
        """Look, if it is time."""
        began = monotonic()
        if began < self.due_at:
            return
        await asyncio.to_thread(self.look)
        self.due_at = began + max(LOOK_SECONDS, SHARE * (monotonic() - began))

    def look(self) -> None:
        """Make the checks, and tell staff of what has failed, or has been well again, long
        enough."""
        results = run_quick_checks(self.look_around(self.home))
        failed = {
            each.check: each
            for each in results
            if each.level is Level.FAIL and each.check in TITLES
        }
        well = {each.check for each in results if each.check in TITLES} - set(failed)
        now = monotonic()
        self.failing = {name: self.failing.get(name, now) for name in failed}
        self.peaceful = {name: self.peaceful.get(name, now) for name in well}
        for name, since in self.failing.items():
            if now - since >= self.lasting:
                self._tell(failed[name])
        for name in self._told() & {
            name for name, since in self.peaceful.items() if now - since >= self.lasting
        }:
            self._tell_of_the_end(name)

    def _told(self) -> set[str]:
        """The faults of the whole home and of this machine that staff were told of."""
        with self.home.database.reading() as session:
            rows = session.execute(TOLD_FAULTS.select()).all()
        return {row.name for row in rows if row.place == _place(row.name)}

    def _tell(self, result: CheckResult) -> None:
        if result.check in self._told():
            return
        with self.home.database.writing() as session:
            now = moment(session)
            row = {"name": result.check, "place": _place(result.check), "told_at": now}
            fresh = insert_into(session, TOLD_FAULTS).values(row).on_conflict_do_nothing()
            if session.execute(fresh.returning(TOLD_FAULTS.c.name)).first():
                tell_staff(
                    session,
                    self.home.keys,
                    self.home.config.staff_notice,
                    fault_notice(result),
                    now=now,
                )

    def _tell_of_the_end(self, name: str) -> None:
        with self.home.database.writing() as session:
            if _forgotten(session, name):
                notes, told = end_notice(name), self.home.config.staff_notice
                tell_staff(session, self.home.keys, told, notes, now=moment(session))


def _forgotten(session: Session, name: str) -> bool:
    """Whether it was this process that took the fault out of the table."""
    t = TOLD_FAULTS.c
    mine = delete(TOLD_FAULTS).where(t.name == name, t.place == _place(name)).returning(t.name)
    return session.execute(mine).first() is not None


def _place(name: str) -> str:
    return socket.gethostname() if name in OF_A_MACHINE else ""
