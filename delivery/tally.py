"""The tally: how a dispatch stands, counted by the database."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from channels import Medium, Outcome
from delivery.states import OPEN, REACHED, State
from delivery.tables import DELIVERIES, WORDINGS


@dataclass(frozen=True, slots=True)
class Count:
    """So many deliveries of one medium, state and cause."""

    medium: Medium
    state: State
    cause: str
    messages: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All counts of a dispatch, and when its messages were accepted."""

    counts: tuple[Count, ...]
    doubled: int = 0
    parts_taken: int = 0

    @property
    def by_state(self) -> Mapping[State, int]:
        """Messages by state."""
        found: Counter[State] = Counter()
        for count in self.counts:
            found[count.state] += count.messages
        return found

    @property
    def messages(self) -> int:
        """All messages there are."""
        return sum(count.messages for count in self.counts)

    @property
    def open(self) -> int:
        """Messages that have not come to an end."""
        return sum(self.by_state.get(state, 0) for state in OPEN)


def tally(session: Session, dispatch_id: int) -> Tally:
    """Count a dispatch by medium, state and cause: one GROUP BY."""
    d = DELIVERIES.c
    query = (
        select(d.medium, d.state, d.outcome, d.code, func.count())
        .where(d.dispatch_id == dispatch_id)
        .group_by(d.medium, d.state, d.outcome, d.code)
    )
    counts = tuple(
        Count(medium, state, cause_of(outcome, code), number)
        for medium, state, outcome, code, number in session.execute(query)
    )
    return Tally(counts, *_taken(session, dispatch_id))


def percentile_accepted(session: Session, dispatch_id: int, share: float) -> datetime | None:
    """The moment by which this share (0 to 1) of the accepted messages had been accepted."""
    d = DELIVERIES.c
    mine = (d.dispatch_id == dispatch_id, d.accepted_at.is_not(None))
    total = session.scalar(select(func.count()).where(*mine)) or 0
    position = max(0, round(total * share) - 1)
    found: datetime | None = session.scalar(
        select(d.accepted_at).where(*mine).order_by(d.accepted_at).offset(position).limit(1)
    )
    return found


def cause_of(outcome: Outcome | None, code: str | None) -> str:
    """The cause of a state in one line: the outcome and the provider's code."""
    return " ".join(word for word in (outcome, code) if word)


def _taken(session: Session, dispatch_id: int) -> tuple[int, int]:
    """How many were sent again without knowing, and how many parts the providers have taken."""
    d = DELIVERIES.c
    doubled = select(func.count()).where(d.dispatch_id == dispatch_id, d.doubled)
    parts = (
        select(func.coalesce(func.sum(WORDINGS.c.parts), 0))
        .join(DELIVERIES, d.wording_id == WORDINGS.c.id)
        .where(d.dispatch_id == dispatch_id, d.state.in_(REACHED))
    )
    return session.scalar(doubled) or 0, session.scalar(parts) or 0
