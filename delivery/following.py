"""Following: a dispatch that goes to those whom others reached or may have reached, once these have landed, and to nobody new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
)
from sqlmodel import Session

from channels import Medium, Outcome
from delivery.handover import Contacts, Recipients, wording_for, wordings_of
from delivery.standing_in import add_deliveries
from delivery.states import REACHED, State
from delivery.tables import ATTEMPTS, DELIVERIES, IS_QUEUED, IS_SENDING, WORDINGS
from runtime import UtcDateTime

LEFT = "left"  # the code of what was skipped because its contact is to be told nothing more
MAY_HAVE = (Outcome.ACCEPTED, Outcome.UNKNOWN)
COLUMNS = (
    "dispatch_id", "contact_id", "wording_id", "medium", "state", "code", "attempt", "doubled", "not_before",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wake:
    """How many contacts some dispatches have behind them: who got them, who may have, to whom they fly, who waits; and who of the first two has left."""

    got: int
    maybe: int
    flying: int
    waiting: int
    left: int

    @property
    def told(self) -> int:
        """Who is to be told what follows, now."""
        return self.got + self.maybe - self.left


def wake(session: Session, origins: Sequence[int], welcome: Contacts) -> Wake:
    """Count what these dispatches have behind them; `welcome` are the contacts that may still be told. One pass over their deliveries."""
    d = DELIVERIES.c
    got, landed_or_may = d.state.in_(REACHED), reached()
    of_each = (
        select(
            d.contact_id,
            func.max(case((got, 1), else_=0)).label("got"),
            func.max(case((landed_or_may, 1), else_=0)).label("reached"),
            func.max(case((d.state == State.SENDING, 1), else_=0)).label("flying"),
            func.max(case((d.state == State.QUEUED, 1), else_=0)).label("waiting"),
        )
        .where(d.dispatch_id.in_(origins))
        .group_by(d.contact_id)
        .subquery()
    )
    e = of_each.c
    landed = (e.flying == 0) & (e.reached == 1)
    counted = select(
        func.count().filter(landed & (e.got == 1)),
        func.count().filter(landed & (e.got == 0)),
        func.count().filter(e.flying == 1),
        func.count().filter((e.flying == 0) & (e.waiting == 1)),
        func.count().filter(landed & e.contact_id.not_in(welcome)),
    ).select_from(of_each)
    return Wake(*session.execute(counted).one())


def leads_anywhere(session: Session, origins: Sequence[int]) -> bool:
    """Whether anybody has got one of these dispatches, may have, or is about to."""
    some = select(DELIVERIES.c.id).where(DELIVERIES.c.dispatch_id.in_(origins), reached())
    return in_motion(session, origins) or session.scalar(some.limit(1)) is not None


def follow(session: Session, dispatch_id: int, origins: Sequence[int], welcome: Contacts) -> int:
    """Address whom `origins` reached or may have reached and who was not addressed yet, in the language they got; returns how many.

    To whom one of them is still on its way waits for the next call. Who is not among `welcome` any more is skipped, as "left".
    """
    d, told = DELIVERIES.c, DELIVERIES.c.contact_id.in_(welcome)
    wording = wording_for(session, dispatch_id, d.medium, WORDINGS.c.language)
    rows = (
        select(
            literal(dispatch_id), d.contact_id, wording, d.medium,
            case((told, literal_column("'queued'")), else_=literal_column("'skipped'")),
            case((told, null()), else_=literal(LEFT)), literal(0), literal(False), _at_once(),
        )
        .join(WORDINGS, WORDINGS.c.id == d.wording_id)
        .where(*_landed(session, dispatch_id, origins))
        .order_by(d.dispatch_id.desc())
    )  # fmt: skip
    return add_deliveries(session, dispatch_id, COLUMNS, rows)


def address_others(
    session: Session,
    dispatch_id: int,
    origins: Sequence[int],
    recipients: Recipients,
    *,
    landed: bool = False,
) -> int:
    """Address recipients as `address` does, but none twice, and none to whom one of `origins` is still on its way; returns how many.

    With `landed` only those whom one of `origins` was meant for.
    """
    a = recipients.subquery().c
    rows = select(
        literal(dispatch_id), a.contact_id, wording_for(session, dispatch_id, a.medium, a.language), a.medium,
        literal_column("'queued'"), null(), literal(0), literal(False), a.not_before,
    ).where(*_others(a.contact_id, dispatch_id, origins, landed=landed))  # fmt: skip
    return add_deliveries(session, dispatch_id, COLUMNS, rows)


def in_motion(session: Session, origins: Sequence[int]) -> bool:
    """Whether anything of these dispatches is claimed, in the air or queued; two looks into small indexes."""
    return session.scalar(_on_the_way(origins).limit(1)) is not None


def owes(
    session: Session, dispatch_id: int, origins: Sequence[int], recipients: Recipients | None = None
) -> bool:
    """Whether `follow`, or `address_others` with those that have landed, would find somebody; cost grows with the deliveries of `origins`."""
    owed = select(DELIVERIES.c.id).where(*_landed(session, dispatch_id, origins))
    if session.scalar(owed.limit(1)) is not None:
        return True
    if recipients is None:
        return False
    a = recipients.subquery().c
    others = select(a.contact_id).where(*_others(a.contact_id, dispatch_id, origins, landed=True))
    return session.scalar(others.limit(1)) is not None


def addressed(dispatch_id: int) -> Contacts:
    """The contacts that a dispatch was handed over for."""
    return select(DELIVERIES.c.contact_id).where(DELIVERIES.c.dispatch_id == dispatch_id).correlate(None)


def _landed(session: Session, dispatch_id: int, origins: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    """Conditions on a delivery: its contact has got it, or may have, nothing more flies to it, and it was not addressed yet."""
    d = DELIVERIES.c
    media: set[Medium] = {each.medium for each in wordings_of(session, dispatch_id)}
    return (
        d.dispatch_id.in_(origins),
        d.medium.in_(sorted(media)),
        reached(),
        d.contact_id.not_in(_on_the_way(origins)),
        d.contact_id.not_in(addressed(dispatch_id)),
    )


def _others(
    contact_id: ColumnElement[int], dispatch_id: int, origins: Sequence[int], *, landed: bool
) -> tuple[ColumnElement[bool], ...]:
    d = DELIVERIES.c
    meant = select(d.contact_id).where(d.dispatch_id.in_(origins)).correlate(None)
    return (
        contact_id.not_in(_on_the_way(origins)),
        contact_id.not_in(addressed(dispatch_id)),
        contact_id.in_(meant) if landed else true(),
    )


def reached() -> ColumnElement[bool]:
    """A delivery that reached its contact, or may have, by its last attempt or one before."""
    d = DELIVERIES.c
    before = exists().where(ATTEMPTS.c.delivery_id == d.id, ATTEMPTS.c.outcome.in_(MAY_HAVE))
    return or_(d.state.in_((*REACHED, State.UNKNOWN)), d.doubled, before)


def _on_the_way(origins: Sequence[int]) -> Contacts:
    """The contacts for whom something is claimed or in the air; what is queued of a stopped dispatch was given back a moment ago."""
    d = DELIVERIES.c
    flying, queued = (
        select(d.contact_id).where(d.dispatch_id.in_(origins), each) for each in (IS_SENDING, IS_QUEUED)
    )
    both = flying.union_all(queued).subquery()
    return select(both.c.contact_id)


def _at_once() -> ColumnElement[datetime | None]:
    return cast(null(), UtcDateTime)
