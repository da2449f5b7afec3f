"""Views: how the jobs stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, select
from sqlmodel import Session

from runtime import Actor, Keys, Right, said
from subscribers.imports import ResidentImport
from subscribers.jobs.intake import UnknownJob
from subscribers.jobs.reports import Report, open_report
from subscribers.jobs.tables import JOBS, JobState
from subscribers.merging import ImportChange

SHOWN = 50


@dataclass(frozen=True, slots=True)
class JobView:
    """A job: `reached` is the row up to which all is done, `lines` those of its file, None for a workbook."""

    id: int
    state: JobState
    dry_run: bool
    read_as: str
    lines: int | None
    reached: int
    created_at: datetime
    ended_at: datetime | None
    report: Report

    @property
    def done(self) -> ResidentImport:
        """What became of the rows so far."""
        return self.report.done


def show_job(session: Session, keys: Keys, number: int, *, by: Actor) -> JobView:
    """How a job stands, without names for whoever may not read them; raises UnknownJob."""
    row = session.execute(select(JOBS).where(JOBS.c.id == number)).first()
    if row is None:
        raise UnknownJob(said("There is no import {number}.", number=number))
    return _view(row, keys, by)


def list_jobs(session: Session, keys: Keys, *, by: Actor) -> Sequence[JobView]:
    """The newest jobs first, 50 at most."""
    rows = session.execute(select(JOBS).order_by(JOBS.c.id.desc()).limit(SHOWN))
    return [_view(row, keys, by) for row in rows]


def _nameless(report: Report) -> ResidentImport:
    """What became of the rows, without names and without the groups there are."""
    shown = report.done.changes
    changes = (
        tuple(ImportChange(each.kind, each.count, ()) for each in shown) if report.names_shown else shown
    )
    return replace(report.done, changes=changes, new_groups=())


def _view(row: "Row[tuple[object, ...]]", keys: Keys, by: Actor) -> JobView:
    by.needs(Right.CHANGE_RESIDENTS)
    report = open_report(keys, row.report)
    if Right.READ_RESIDENTS not in by.rights:
        report = replace(report, done=_nameless(report))
    return JobView(
        row.id, row.state, row.dry_run, row.read_as, row.lines, row.reached, row.created_at, row.ended_at, report
    )  # fmt: skip
