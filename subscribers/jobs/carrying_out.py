"""Carrying out: one job after the other, each from the row that is committed, until none is left or
somebody says stop."""

import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import uuid4

import structlog
from sqlalchemy import ColumnElement, Row, select, update
from sqlmodel import Session

from runtime import Actor, Home, Problem, Right, joined, moment, said
from runtime.database import DatabaseUnreachable, wait_turn
from subscribers.jobs.records import JobLost, JobRecord
from subscribers.jobs.reports import open_report, place_of_content
from subscribers.jobs.states import JobState
from subscribers.jobs.tables import CONTENTS, JOBS, under_way, was_handed_in
from subscribers.lists.encodings import read_encoding
from subscribers.lists.import_run import import_residents
from subscribers.lists.imports import ImportProgress, ImportSoFar, ImportTerms, ResidentImport
from subscribers.lists.merging import MergeRules
from subscribers.lists.opening import open_list
from subscribers.lists.rehearsal import rehearse_import
from subscribers.lists.rejects import NoFile

_LOCK = 0x70C57

log = structlog.get_logger(__name__)


class _Stopped(Exception):
    """This process ends; another one goes on."""


def jobs_wait(session: Session) -> bool:
    """Whether there is a job for somebody to take up, and nobody carries one out."""
    return _next(session, moment(session)) is not None


def carry_out_jobs(home: Home, stopped: Callable[[], bool]) -> int:
    """Carry out what waits, one job at a time; returns how many were taken up. `stopped` is asked
    every thousand rows."""
    taken = 0
    while not stopped() and (run := _take_up(home, stopped)) is not None:
        taken += 1
        run.carry_out()
    return taken


def _next(session: Session, now: datetime) -> int | None:
    """The oldest job that waits, unless one is under way; one whose process is gone is under way no
    more."""
    if under_way(session, now):
        return None
    return session.scalar(
        select(JOBS.c.id).where(_open(), was_handed_in()).order_by(JOBS.c.id).limit(1)
    )


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
        job = session.execute(
            mine.values(state=JobState.RUNNING, runner=runner, seen_at=now)
        ).first()
        content = session.scalar(select(CONTENTS.c.content).where(CONTENTS.c.job_id == number))
    if job is None or content is None:
        return None
    log.info("import taken up", job=number, from_row=job.reached)
    report = open_report(home.keys, job.report, number)
    record = JobRecord(home.database, home.keys, number, runner, report, job.reached)
    packed = home.keys.open_file(content, place_of_content(number))
    return _Run(home, job, zlib.decompress(packed), stopped, record)


def _open() -> ColumnElement[bool]:
    return JOBS.c.state.in_((JobState.WAITING, JobState.RUNNING))


@dataclass(slots=True)
class _Run:
    """One process at one job."""

    home: Home
    job: "Row[tuple[object, ...]]"
    content: bytes
    stopped: Callable[[], bool]
    record: JobRecord

    def carry_out(self) -> None:
        """Do it, and keep how it ended; whatever it meets, the next job is not kept waiting."""
        try:
            done = self._imported()
        except JobLost:
            log.info("import is another's, or was called off", job=self.job.id)
        except (_Stopped, DatabaseUnreachable) as why:
            log.info("import waits", job=self.job.id, why=type(why).__name__)
            with suppress(DatabaseUnreachable):
                self.record.give_back()
            if isinstance(why, DatabaseUnreachable):
                raise
        except Problem as problem:
            self.record.fail(joined(" ", problem.details) or problem.why, problem.advice)
        except Exception as defect:  # the outermost loop: the next job goes on
            log.exception("import failed", job=self.job.id)
            self.record.fail(said("A defect: {name}.", name=type(defect).__name__), "")
        else:
            self.record.succeed(done)

    def _imported(self) -> ResidentImport:
        job, database, keys = self.job, self.home.database, self.home.keys
        encoding = read_encoding(job.encoding) if job.encoding else None
        people = open_list(BytesIO(self.content), encoding)
        rights = frozenset(map(Right, job.rights.split()))
        by, how = Actor(job.member, rights, job.member), MergeRules(job.updates, job.replaces)
        with database.reading() as session:
            terms = ImportTerms(self.home.config.municipality, by, moment(session), how)
        if job.dry_run:
            return rehearse_import(
                database, keys, people, terms, ImportProgress(reached=self._look_up)
            )
        since = ImportSoFar(job.reached, self.record.report.done) if job.reached else None
        progress = ImportProgress(since, self.record.commit, self._look_up)
        return import_residents(database, keys, people, NoFile(), terms, progress)

    def _look_up(self, row: int) -> None:
        """After each thousand rows: end if told to, or show that we live."""
        if self.stopped():
            self.record.row = row
            raise _Stopped
        self.record.look_alive(row, committed=not self.job.dry_run)
