"""Views: how the jobs stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlmodel import Session

from runtime import Actor, Keys, Right, moment, said
from staff import names_of
from subscribers.jobs.intake import UnknownJob
from subscribers.jobs.reports import JobReport, open_report
from subscribers.jobs.states import JobState
from subscribers.jobs.tables import CONTENTS, JOBS, under_way
from subscribers.lists.imports import ResidentImport
from subscribers.lists.merging import ImportChange

SHOWN = 50
GONE = said("Its process is gone.")
AGAIN = said(
    "What was committed stays in the list. Give the same command again: it goes on, and what is there already counts as unchanged."
)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job: `by` is the name of whoever began it, `reached` the row up to which all is done,
    `lines` those of its file, None for a workbook."""

    id: int
    state: JobState
    by: str
    dry_run: bool
    read_as: str
    lines: int | None
    reached: int
    created_at: datetime
    ended_at: datetime | None
    report: JobReport

    @property
    def done(self) -> ResidentImport:
        """What became of the rows so far."""
        return self.report.done


def show_job(session: Session, keys: Keys, number: int, *, by: Actor) -> JobView:
    """How a job stands, without names for whoever may not read them; raises UnknownJob."""
    by.needs(Right.CHANGE_RESIDENTS)
    found = _views(session, keys, select(JOBS).where(JOBS.c.id == number), by)
    if not found:
        raise UnknownJob(said("There is no import {number}.", number=number))
    return found[0]


def list_jobs(session: Session, keys: Keys, *, by: Actor) -> Sequence[JobView]:
    """The newest jobs first, 50 at most."""
    by.needs(Right.CHANGE_RESIDENTS)
    return _views(session, keys, select(JOBS).order_by(JOBS.c.id.desc()).limit(SHOWN), by)


def list_other_jobs(session: Session, number: int = 0) -> Sequence[int]:
    """The jobs that are carried out right now, without this one."""
    return [other for other in under_way(session, moment(session)) if other != number]


def _views(
    session: Session, keys: Keys, jobs: "Select[tuple[object, ...]]", by: Actor
) -> Sequence[JobView]:
    rows = session.execute(jobs).all()
    names = names_of(session, {row.member for row in rows})
    living = {*under_way(session, moment(session)), *session.scalars(select(CONTENTS.c.job_id))}
    return [_view(row, keys, by, names[row.member], gone=row.id not in living) for row in rows]


def _nameless(report: JobReport) -> ResidentImport:
    """What became of the rows, without names and without the groups there are."""
    shown = report.done.changes
    changes = (
        tuple(ImportChange(each.kind, each.count, ()) for each in shown)
        if report.names_shown
        else shown
    )
    return replace(report.done, changes=changes, new_groups=())


def _view(
    row: "Row[tuple[object, ...]]", keys: Keys, by: Actor, name: str, *, gone: bool
) -> JobView:
    """One job; one that was begun at a terminal whose process is `gone` will never end."""
    report, state = open_report(keys, row.report, row.id), row.state
    if Right.READ_RESIDENTS not in by.rights:
        report = replace(report, done=_nameless(report))
    if state is JobState.RUNNING and gone:
        state, report = JobState.FAILED, replace(report, why=GONE, advice=AGAIN)
    return JobView(
        row.id,
        state,
        name,
        row.dry_run,
        row.read_as,
        row.lines,
        row.reached,
        row.created_at,
        row.ended_at,
        report,
    )
