"""The tables of the faults that staff were told of, so that no other process tells them again, and
of what was tried last."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from runtime.database import UtcDateTime


class ToldFault(SQLModel, table=True):
    """A check that failed and of which staff were told; `place` is the machine, where the fault is
    that machine's alone."""

    __tablename__ = "told_fault"

    name: str = Field(primary_key=True, max_length=40)
    place: str = Field(default="", primary_key=True, max_length=255)
    told_at: datetime = Field(sa_type=UtcDateTime)


class OutsideTrial(SQLModel, table=True):
    """When something was last tried, the ping of `[watch]`, a channel's test message or a look at
    the schedules; `trouble` is why it failed."""

    __tablename__ = "outside_trial"

    name: str = Field(primary_key=True, max_length=70)
    tried_at: datetime = Field(sa_type=UtcDateTime)
    worked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    trouble: str = Field(default="", max_length=80)


TOLD_FAULTS = SQLModel.metadata.tables["told_fault"]
OUTSIDE_TRIALS = SQLModel.metadata.tables["outside_trial"]
