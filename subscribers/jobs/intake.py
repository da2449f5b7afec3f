"""Intake: a file is handed in, and a job is called off."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlmodel import Session

from runtime import Actor, Keys, Problem, Right, said
from runtime.database import reserve_ids
from staff import record
from subscribers.jobs.reports import JobReport, place_of_content, seal_report
from subscribers.jobs.states import JobState
from subscribers.jobs.tables import CONTENTS, JOBS, was_handed_in
from subscribers.lists.encodings import Encoding
from subscribers.lists.merging import MergeRules
from subscribers.lists.opening import OpenedList

KEPT_FOR = timedelta(days=7)
OPEN = (JobState.WAITING, JobState.RUNNING)


class UnknownJob(Problem):
    """It may have been more than a week ago. `tocsin residents imports` shows those there are."""

    for_programs = (
        "It may have been more than a week ago. GET /v1/residents/imports shows those there are."
    )
    status = 404


class JobHasEnded(Problem):
    """There is nothing to call off: what it committed stays in the list."""

    status = 409


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file packed as it is kept, how many line ends it has, and what is to be done with it."""

    packed: bytes
    lines: int
    encoding: Encoding | None
    how: MergeRules
    dry_run: bool

    @classmethod
    def of(
        cls,
        content: bytes,
        encoding: Encoding | None,
        how: MergeRules,
        *,
        dry_run: bool,
    ) -> "HandedIn":
        """Pack a file, before the transaction: a large one takes a while, and messages would wait
        for it."""
        return cls(zlib.compress(content, 1), content.count(b"\n"), encoding, how, dry_run)


def accept_import(
    session: Session, keys: Keys, file: HandedIn, people: OpenedList, *, by: Actor, now: datetime
) -> int:
    """Keep a file for whoever carries it out; returns the number of the job. `people` are its
    headings."""
    row = {
        "state": JobState.WAITING,
        "dry_run": file.dry_run,
        "encoding": file.encoding or "",
        "runner": "",
        "updates": file.how.update,
        "replaces": file.how.replace,
        "lines": file.lines if people.guess else None,
    }
    number = enter_job(session, keys, people, row, by=by, now=now)
    sealed = keys.seal_file(file.packed, place_of_content(number))
    session.execute(insert(CONTENTS).values(job_id=number, content=sealed))
    return number


def enter_job(
    session: Session,
    keys: Keys,
    people: OpenedList,
    row: Mapping[str, object],
    *,
    by: Actor,
    now: datetime,
) -> int:
    """Keep the row of a job, of which nothing is done yet; returns its number."""
    by.needs(Right.CHANGE_RESIDENTS)
    _forget(session, now)
    [number] = reserve_ids(session, JOBS, 1)
    kept = {
        "id": number,
        "member": by.ref,
        "rights": " ".join(sorted(by.rights)),
        "reached": 0,
        "report": seal_report(keys, first_report(people, by), number),
        "read_as": people.guess.encoding if people.guess else "xlsx",
        "created_at": now,
    }
    session.execute(insert(JOBS).values({**kept, **row}))
    return number


def first_report(people: OpenedList, by: Actor) -> JobReport:
    """What is told of a job before its first row."""
    return JobReport(tuple(people.layout.unread), Right.READ_RESIDENTS in by.rights)


def cancel_job(session: Session, number: int, *, by: Actor, now: datetime) -> None:
    """Call a job off: what is committed stays, nothing more follows. Raises UnknownJob or
    JobHasEnded."""
    by.needs(Right.CHANGE_RESIDENTS)
    mine = update(JOBS).where(JOBS.c.id == number, JOBS.c.state.in_(OPEN))
    ended = session.execute(
        mine.values(state=JobState.CANCELLED, ended_at=now).returning(JOBS.c.id)
    ).first()
    if ended is None:
        state = session.scalar(select(JOBS.c.state).where(JOBS.c.id == number))
        if state is None:
            raise UnknownJob(said("There is no import {number}.", number=number))
        raise JobHasEnded(said("Import {number} has ended already.", number=number))
    session.execute(delete(CONTENTS).where(CONTENTS.c.job_id == number))
    record(session, "import.cancelled", f"import:{number}", {}, by=by, now=now)


def _forget(session: Session, now: datetime) -> None:
    """Let go of jobs that ended more than a week ago, and of those whose terminal was gone by
    then."""
    left = and_(JOBS.c.seen_at < now - KEPT_FOR, ~was_handed_in())
    session.execute(delete(JOBS).where(or_(JOBS.c.ended_at < now - KEPT_FOR, left)))
