"""Routes: by which route the messages of a dispatch went, and what their providers told of them."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, case, false, func, select, true
from sqlmodel import Session

from channels import Medium
from delivery.dispatches import superseded
from delivery.states import State
from delivery.tables import DELIVERIES


class Route(StrEnum):
    """Whether a message went to the medium chosen at first, or to the next because that one
    failed."""

    FIRST = "first"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class RouteShare:
    """So many messages of one channel, state and route; `superseded` are those in whose place
    another message has reached somebody."""

    route: Route
    medium: Medium
    channel: str
    state: State
    superseded: bool
    messages: int


def route_of(instead_of: int | None) -> Route:
    """The route of one delivery."""
    return Route.FIRST if instead_of is None else Route.FALLBACK


def count_routes(session: Session, dispatch_id: int) -> tuple[RouteShare, ...]:
    """Count a dispatch by route: one GROUP BY, whose cost grows with its deliveries."""
    d = DELIVERIES.c
    second = _flag(d.instead_of.is_not(None))
    replaced = _flag(d.id.in_(superseded(dispatch_id)))
    columns = (second, d.medium, d.channel, d.state, replaced)
    query = select(*columns, func.count()).where(d.dispatch_id == dispatch_id).group_by(*columns)
    return tuple(
        RouteShare(
            Route.FALLBACK if by_fallback else Route.FIRST,
            medium,
            channel or "",
            state,
            bool(replaced),
            number,
        )
        for by_fallback, medium, channel, state, replaced, number in session.execute(query)
    )


def _flag(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return case((condition, true()), else_=false())
