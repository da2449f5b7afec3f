"""The tables of import jobs: what was handed in, how far it is, and the file until the job has
ended."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlmodel import Field, Session, SQLModel

from runtime.database import UtcDateTime, Word, sealed_in_row
from subscribers.jobs.states import JobState

LEASE = timedelta(seconds=60)


class ImportJob(SQLModel, table=True):
    """An import, handed in over the API or begun at a terminal. No address, name or cell of the
    file stands in clear in it."""

    __tablename__ = "import_job"

    id: int | None = Field(default=None, primary_key=True)
    state: JobState = Field(sa_type=Word(JobState), index=True)
    member: str = Field(max_length=40)
    rights: str = Field(max_length=400)  # of the member's token when it was handed in, by spaces
    dry_run: bool
    encoding: str = Field(max_length=20)  # as it was named; empty where it was not
    updates: bool
    replaces: bool
    read_as: str = Field(max_length=20)
    lines: int | None = None  # of the file; None for a workbook
    reached: int = 0  # the last one that is committed, or rehearsed
    # Headings that are not read, what became of the rows so far, why it failed.
    report: bytes = Field(sa_column_kwargs=sealed_in_row("id"))
    runner: str = Field(default="", max_length=40)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by the database's clock
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class ImportContent(SQLModel, table=True):
    """The file of a job that was handed in and has not ended: packed and sealed."""

    __tablename__ = "import_content"

    job_id: int = Field(primary_key=True, foreign_key="import_job.id")
    content: bytes = Field(sa_column_kwargs=sealed_in_row("job_id"))


JOBS, CONTENTS = (SQLModel.metadata.tables[name] for name in ("import_job", "import_content"))


def under_way(session: Session, now: datetime) -> Sequence[int]:
    """The jobs that somebody carries out at this moment of the database's clock; one whose process
    is gone is under way no more."""
    # A moment that lies ahead was written by a clock that was wrong.
    alive = (JOBS.c.seen_at > now - LEASE, JOBS.c.seen_at <= now + LEASE)
    running = select(JOBS.c.id).where(JOBS.c.state == JobState.RUNNING, *alive).order_by(JOBS.c.id)
    return session.scalars(running).all()


def was_handed_in() -> ColumnElement[bool]:
    """Whether a job's file lies here: what is imported at a terminal has none, so nobody else can
    go on with it."""
    return select(CONTENTS.c.job_id).where(CONTENTS.c.job_id == JOBS.c.id).exists()
