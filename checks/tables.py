"""The table of the faults that staff were told of, so that no other process tells them again."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from runtime import UtcDateTime


class ToldFault(SQLModel, table=True):
    """A check that failed and of which staff were told; `place` is the machine, where the fault is that machine's alone."""

    __tablename__ = "told_fault"

    name: str = Field(primary_key=True, max_length=40)
    place: str = Field(default="", primary_key=True, max_length=255)
    told_at: datetime = Field(sa_type=UtcDateTime)


TOLD_FAULTS = SQLModel.metadata.tables["told_fault"]
