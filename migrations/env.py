"""Alembic's environment: it is handed an open connection by `runtime.schema` and never opens one
itself."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import TypeDecorator
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import alerts.schedules.tables
import alerts.tables
import areas.tables
import checks.tables
import delivery.tables
import runtime.witness
import staff.tables
import subscribers.jobs.tables
import subscribers.registration.tables
import subscribers.tables
import web.tables

ROOMS = (
    alerts.schedules.tables,
    alerts.tables,
    areas.tables,
    checks.tables,
    delivery.tables,
    runtime.witness,
    staff.tables,
    subscribers.jobs.tables,
    subscribers.registration.tables,
    subscribers.tables,
    web.tables,
)  # imported for the tables they define


def plain_types(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types into migrations as the plain types beneath them, so that old ones
    never change."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    if isinstance(item, AutoString):
        return f"sa.String({item.length or ''})"
    return f"sa.{item.impl!r}"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_item=plain_types,
    render_as_batch=True,
)
context.run_migrations()
