"""The zones of the municipality: a tree, each with its names and, where known, its shape."""

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

Names = dict[str, dict[str, str]]


class Zone(SQLModel, table=True):
    """A part of the municipality: `names` is language -> case -> name, `shape` a GeoJSON geometry
    in WGS 84 or empty."""

    __tablename__ = "zone"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=60, unique=True)
    parent_id: int | None = Field(default=None, foreign_key="zone.id", index=True)
    names: Names = Field(sa_column=Column(JSON, nullable=False))
    shape: dict[str, object] = Field(default={}, sa_column=Column(JSON, nullable=False))
