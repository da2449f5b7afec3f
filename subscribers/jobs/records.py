"""Records: the row of a job that is under way. Each thousand rows are told in it, in their own
transaction, and so is how it ended."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import monotonic

import structlog
from sqlalchemy import delete, update
from sqlmodel import Session

from runtime import Database, Keys, moment
from runtime.database import DatabaseBusy
from subscribers.jobs.reports import JobReport, first_faults, seal_report
from subscribers.jobs.states import JobState
from subscribers.jobs.tables import CONTENTS, JOBS
from subscribers.lists.imports import ImportSoFar, ResidentImport

BEAT_SECONDS = 5.0

log = structlog.get_logger(__name__)


class JobLost(Exception):
    """The job was called off, or another process took it."""


@dataclass(slots=True)
class JobRecord:
    """What one process, the `runner`, tells of a job; `row` is how far it is."""

    database: Database
    keys: Keys
    id: int
    runner: str
    report: JobReport
    row: int = 0
    beat_at: float = field(default_factory=monotonic)

    def commit(self, session: Session, so_far: ImportSoFar) -> None:
        """Keep in the transaction of the rows how far they are; raises JobLost, which undoes them,
        if the job is ours no more."""
        self._take(so_far.done)
        sealed = seal_report(self.keys, self.report, self.id)
        self._write(session, reached=so_far.row, report=sealed, seen_at=moment(session))
        self.beat_at = monotonic()

    def look_alive(self, row: int, *, committed: bool) -> None:
        """Now and then show that somebody is at it, where nothing is committed; raises JobLost."""
        self.row = row
        if monotonic() - self.beat_at < BEAT_SECONDS:
            return
        shown = {} if committed else {"reached": row}
        with suppress(DatabaseBusy), self.database.courtesy() as session:
            self._write(session, seen_at=moment(session), **shown)
        self.beat_at = monotonic()

    def give_back(self) -> None:
        """Let another process go on."""
        with suppress(JobLost), self.database.writing() as session:
            self._write(session, state=JobState.WAITING, runner="")

    def fail(self, why: str, advice: str, state: JobState = JobState.FAILED) -> None:
        """Keep that it ended before its last row, and why."""
        self.report = replace(self.report, why=why, advice=advice)
        self._end(state)

    def succeed(self, done: ResidentImport) -> None:
        """Keep what became of all rows."""
        self._take(done)
        self._end(JobState.DONE)

    def _take(self, done: ResidentImport) -> None:
        self.report = replace(self.report, done=replace(done, faults=first_faults(done.faults)))

    def _end(self, state: JobState) -> None:
        with suppress(JobLost), self.database.writing() as session:
            now, sealed = moment(session), seal_report(self.keys, self.report, self.id)
            reached = {"reached": self.row} if self.row else {}
            self._write(session, state=state, report=sealed, ended_at=now, **reached)
            session.execute(delete(CONTENTS).where(CONTENTS.c.job_id == self.id))
        log.info("import ended", job=self.id, state=state)

    def _write(self, session: Session, **values: object) -> None:
        mine = (
            JOBS.c.id == self.id,
            JOBS.c.state == JobState.RUNNING,
            JOBS.c.runner == self.runner,
        )
        if (
            session.execute(update(JOBS).where(*mine).values(values).returning(JOBS.c.id)).first()
            is None
        ):
            raise JobLost
