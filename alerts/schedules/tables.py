"""The tables of schedules: what is to be said again and when, and what became of each of its
occurrences."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from alerts.schedules.states import LatePolicy, OccurrenceState, ScheduleKind, ScheduleState
from runtime.database import UtcDateTime, Word


class Schedule(SQLModel, table=True):
    """One schedule; `request` is what was typed, `done_until` the moment up to which every
    occurrence is decided.

    `responsible` is who answers for what it sends: whoever added it, or last resumed it.
    """

    __tablename__ = "schedule"
    __table_args__ = (
        Index(
            "uq_schedule_name_kept",
            "name",
            unique=True,
            sqlite_where=text("state != 'removed'"),
            postgresql_where=text("state != 'removed'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60)
    request: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
    kind: ScheduleKind = Field(sa_type=Word(ScheduleKind))
    spec: str = Field(max_length=120)
    zone: str = Field(max_length=60)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    stale_after: int  # seconds
    late: LatePolicy = Field(sa_type=Word(LatePolicy))
    fingerprint: str = Field(max_length=64)
    state: ScheduleState = Field(sa_type=Word(ScheduleState))
    done_until: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(max_length=40)
    created_at: datetime = Field(sa_type=UtcDateTime)
    responsible: str = Field(max_length=40)


SKIPPED_BY = "skipped by "


class Occurrence(SQLModel, table=True):
    """One occurrence that was decided: there is at most one row for a slot of a schedule, whoever
    tries."""

    __tablename__ = "occurrence"
    __table_args__ = (
        UniqueConstraint("schedule_id", "slot"),
        Index("ix_occurrence_due", "schedule_id", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    schedule_id: int = Field(foreign_key="schedule.id")
    slot: str = Field(max_length=40)
    due_at: datetime = Field(sa_type=UtcDateTime)
    state: OccurrenceState = Field(sa_type=Word(OccurrenceState))
    reason: str = Field(default="")
    alert_id: int | None = Field(default=None, foreign_key="alert.id")
    decided_at: datetime = Field(sa_type=UtcDateTime)
