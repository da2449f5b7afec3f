"""Carrying out: one job after the other, each from the row that is committed, until none is left or somebody says stop."""

import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from time import monotonic
from uuid import uuid4

import structlog
from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update
from sqlmodel import Session

from runtime import Actor, DatabaseBusy, DatabaseUnreachable, Home, Problem, Right, moment, said, wait_turn
from subscribers.bulk import import_residents
from subscribers.encodings import read_encoding
from subscribers.imports import Course, ImportSoFar, ResidentImport, Terms
from subscribers.jobs.reports import Report, first_faults, open_report, seal_report
from subscribers.jobs.tables import CONTENTS, JOBS, JobState
from subscribers.lists import open_list
from subscribers.merging import Handling
from subscribers.rehearsal import rehearse_import
from subscribers.rejects import NoFile

LEASE = timedelta(seconds=60)
BEAT_SECONDS = 5.0
_LOCK = 0x70C57

log = structlog.get_logger(__name__)


class _Stopped(Exception):
    """This process ends; another one goes on."""


class _Lost(Exception):
    """The job was called off, or another process took it."""


def jobs_wait(session: Session) -> bool:
    """Whether there is a job for somebody to take up, and nobody carries one out."""
    return _next(session, moment(session)) is not None


def carry_out_jobs(home: Home, stopped: Callable[[], bool]) -> int:
    """Carry out what waits, one job at a time; returns how many were taken up. `stopped` is asked every thousand rows."""
    taken = 0
    while not stopped() and (run := _take_up(home, stopped)) is not None:
        taken += 1
        run.carry_out()
    return taken


def _next(session: Session, now: datetime) -> int | None:
    """The oldest job that waits, unless one is under way; one whose process is gone is under way no more."""
    running = JOBS.c.state == JobState.RUNNING
    # A moment that lies ahead was written by a clock that was wrong.
    alive = and_(running, JOBS.c.seen_at > now - LEASE, JOBS.c.seen_at <= now + LEASE)
    if session.scalar(select(JOBS.c.id).where(alive).limit(1)) is not None:
        return None
    waiting = or_(running, JOBS.c.state == JobState.WAITING)
    return session.scalar(select(JOBS.c.id).where(waiting).order_by(JOBS.c.id).limit(1))


def _take_up(home: Home, stopped: Callable[[], bool]) -> "_Run | None":
    """The next job, ours until it has ended or this process has not been seen for a minute."""
    with home.database.writing() as session:
        wait_turn(session, _LOCK)
        now = moment(session)
        number = _next(session, now)
        if number is None:
            return None
        runner = uuid4().hex
        mine = update(JOBS).where(JOBS.c.id == number, _open()).returning(JOBS)
        job = session.execute(mine.values(state=JobState.RUNNING, runner=runner, seen_at=now)).first()
        content = session.scalar(select(CONTENTS.c.content).where(CONTENTS.c.job_id == number))
    if job is None or content is None:
        return None
    log.info("import taken up", job=number, from_row=job.reached)
    return _Run(
        home, job, zlib.decompress(home.keys.open_file(content)), stopped, open_report(home.keys, job.report)
    )


def _open() -> ColumnElement[bool]:
    return JOBS.c.state.in_((JobState.WAITING, JobState.RUNNING))


@dataclass(slots=True)
class _Run:
    """One process at one job."""

    home: Home
    job: "Row[tuple[object, ...]]"
    content: bytes
    stopped: Callable[[], bool]
    report: Report
    row: int = 0
    beat_at: float = field(default_factory=monotonic)

    def carry_out(self) -> None:
        """Do it, and keep how it ended; whatever it meets, the next job is not kept waiting."""
        try:
            done = self._imported()
        except _Lost:
            log.info("import is another's, or was called off", job=self.job.id)
        except (_Stopped, DatabaseUnreachable) as why:
            log.info("import waits", job=self.job.id, why=type(why).__name__)
            with suppress(DatabaseUnreachable):
                self._keep(state=JobState.WAITING, runner="")
            if isinstance(why, DatabaseUnreachable):
                raise
        except Problem as problem:
            self._fail(" ".join(problem.details) or problem.why, problem.advice)
        except Exception as defect:  # the outermost loop: the next job goes on
            log.exception("import failed", job=self.job.id)
            self._fail(said("A defect: {name}.", name=type(defect).__name__), "")
        else:
            self._end(JobState.DONE, replace(self.report, done=done))

    def _imported(self) -> ResidentImport:
        job, database, keys = self.job, self.home.database, self.home.keys
        encoding = read_encoding(job.encoding) if job.encoding else None
        people = open_list(BytesIO(self.content), encoding)
        rights = frozenset(map(Right, job.rights.split()))
        by, how = Actor(job.member, rights, job.member), Handling(job.updates, job.replaces)
        with database.reading() as session:
            terms = Terms(self.home.config.municipality, by, moment(session), how)
        if job.dry_run:
            return rehearse_import(database, keys, people, terms, Course(reached=self._look_up))
        since = ImportSoFar(job.reached, self.report.done) if job.reached else None
        course = Course(since, self._commit, self._look_up)
        return import_residents(database, keys, people, NoFile(), terms, course)

    def _commit(self, session: Session, so_far: ImportSoFar) -> None:
        """Keep in the transaction of the rows how far they are; it is undone if the job is ours no more."""
        done = replace(so_far.done, faults=first_faults(so_far.done.faults))
        self.report = replace(self.report, done=done)
        sealed = seal_report(self.home.keys, self.report)
        self._write(session, reached=so_far.row, report=sealed, seen_at=moment(session))
        self.beat_at = monotonic()

    def _look_up(self, row: int) -> None:
        """After each thousand rows: end if told to, and now and then show that we live, where nothing is committed."""
        self.row = row
        if self.stopped():
            raise _Stopped
        if monotonic() - self.beat_at < BEAT_SECONDS:
            return
        shown = {"reached": row} if self.job.dry_run else {}
        with suppress(DatabaseBusy), self.home.database.courtesy() as session:
            self._write(session, seen_at=moment(session), **shown)
        self.beat_at = monotonic()

    def _fail(self, why: str, advice: str) -> None:
        self._end(JobState.FAILED, replace(self.report, why=str(why), advice=str(advice)))

    def _end(self, state: JobState, report: Report) -> None:
        report = replace(report, done=replace(report.done, faults=first_faults(report.done.faults)))
        with suppress(_Lost), self.home.database.writing() as session:
            now = moment(session)
            sealed = seal_report(self.home.keys, report)
            reached = max(self.row, self.job.reached)
            self._write(session, state=state, reached=reached, report=sealed, ended_at=now)
            session.execute(delete(CONTENTS).where(CONTENTS.c.job_id == self.job.id))
        log.info("import ended", job=self.job.id, state=state)

    def _keep(self, **values: object) -> None:
        with suppress(_Lost), self.home.database.writing() as session:
            self._write(session, **values)

    def _write(self, session: Session, **values: object) -> None:
        mine = (JOBS.c.id == self.job.id, JOBS.c.state == JobState.RUNNING, JOBS.c.runner == self.job.runner)
        if session.execute(update(JOBS).where(*mine).values(values).returning(JOBS.c.id)).first() is None:
            raise _Lost
