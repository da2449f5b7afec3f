"""The tally: how a dispatch stands, counted by the database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlmodel import Session

from channels import Letters, Medium, Trial, Variant
from delivery.outcomes import RETRIES
from delivery.states import OPEN, REACHED, Repeat, State, cause_of
from delivery.status.knowledge import Knowledge
from delivery.tables import DELIVERIES, DISPATCHES, IS_QUEUED, IS_SENDING, IS_UNKNOWN, WORDINGS
from runtime import moment

LONGEST_RETRY = RETRIES[-1] + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StateCount:
    """So many deliveries of one medium, state and cause; `channel` is empty until one has taken
    them up."""

    medium: Medium
    state: State
    cause: str
    messages: int
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """All counts of a dispatch, and when its messages were accepted."""

    counts: tuple[StateCount, ...]
    doubled: int = 0
    parts_taken: Mapping[Medium, int] = field(default_factory=dict)

    @property
    def by_state(self) -> Mapping[State, int]:
        """Messages by state."""
        found: Counter[State] = Counter()
        for count in self.counts:
            found[count.state] += count.messages
        return found

    def known(self, trials: Mapping[str, Trial]) -> Mapping[Knowledge, int]:
        """Messages by what is known of them; `trials` are the channels that cannot leave this
        machine."""
        found: Counter[Knowledge] = Counter()
        for count in self.counts:
            found[Knowledge.of(count.state, trials.get(count.channel, Trial.NONE))] += (
                count.messages
            )
        return found

    def __add__(self, other: "Tally") -> "Tally":
        parts = {
            medium: self.parts_taken.get(medium, 0) + other.parts_taken.get(medium, 0)
            for medium in Medium
        }
        return Tally(self.counts + other.counts, self.doubled + other.doubled, parts)

    @property
    def messages(self) -> int:
        """All messages there are."""
        return sum(count.messages for count in self.counts)

    @property
    def open(self) -> int:
        """Messages that have not come to an end."""
        return sum(self.by_state.get(state, 0) for state in OPEN)


@dataclass(frozen=True, slots=True)
class WordingCounts:
    """Messages by the variant of their words, those of them that a provider took, and messages by
    the letters of their words."""

    variants: Mapping[Variant, int]
    taken: Mapping[Variant, int]
    letters: Mapping[Letters, int]


def count_dispatch(session: Session, dispatch_id: int) -> Tally:
    """Count a dispatch by medium, state, cause and channel: one GROUP BY."""
    d = DELIVERIES.c
    query = (
        select(d.medium, d.state, d.outcome, d.code, func.count(), d.channel)
        .where(d.dispatch_id == dispatch_id)
        .group_by(d.medium, d.state, d.outcome, d.code, d.channel)
    )
    counts = tuple(
        StateCount(medium, state, cause_of(outcome, code), number, channel or "")
        for medium, state, outcome, code, number, channel in session.execute(query)
    )
    return Tally(counts, _doubled(session, dispatch_id), _parts_taken(session, dispatch_id))


def count_wordings(session: Session, dispatch_id: int) -> WordingCounts:
    """Messages of a dispatch by the words that they carry: one GROUP BY."""
    d, w = DELIVERIES.c, WORDINGS.c
    query = (
        select(
            w.variant,
            w.letters,
            func.count().label("messages"),
            func.count().filter(d.state.in_(REACHED)).label("taken"),
        )
        .join(DELIVERIES, d.wording_id == w.id)
        .where(d.dispatch_id == dispatch_id)
        .group_by(w.variant, w.letters)
    )
    variants: Counter[Variant] = Counter()
    taken: Counter[Variant] = Counter()
    letters: Counter[Letters] = Counter()
    for row in session.execute(query):
        variants[Variant(row.variant)] += row.messages
        taken[Variant(row.variant)] += row.taken
        letters[Letters(row.letters)] += row.messages
    return WordingCounts(variants, taken, letters)


def is_finished(session: Session, dispatch_id: int) -> bool:
    """Whether nothing is left to do now: what stays unknown waits for a receipt or a person,
    not for a worker.

    What was never tried and is not due yet waits for somebody's morning, and what a phone that was
    off did not get for a second try later; both are for whichever worker is there then."""
    mine, now = DELIVERIES.c.dispatch_id == dispatch_id, moment(session)
    due = DELIVERIES.c.not_before.is_(None) | (DELIVERIES.c.not_before <= now)
    retried = (DELIVERIES.c.attempt > 0) & (DELIVERIES.c.not_before <= now + LONGEST_RETRY)
    resends = exists().where(
        DISPATCHES.c.id == dispatch_id,
        DISPATCHES.c.repeat == Repeat.RESEND,
        DISPATCHES.c.stopped_at.is_(None),
    )
    left = select(
        or_(
            exists().where(mine, IS_QUEUED, due | retried),
            exists().where(mine, IS_SENDING),
            # What no time queues again waits for staff: a copied home keeps it in quarantine.
            and_(resends, exists().where(mine, IS_UNKNOWN, DELIVERIES.c.not_before.is_not(None))),
        )
    )
    return not session.scalar(left)


def has_message_in(dispatch_id: ColumnElement[int], states: Sequence[State]) -> ColumnElement[bool]:
    """Whether any delivery of a dispatch, a column of the query that asks, is in one of these
    states."""
    return exists().where(DELIVERIES.c.dispatch_id == dispatch_id, DELIVERIES.c.state.in_(states))


def percentile_accepted(session: Session, dispatch_id: int, share: float) -> datetime | None:
    """The moment by which this share (0 to 1) of the accepted messages had been accepted."""
    d = DELIVERIES.c
    return _percentile(session, d.accepted_at, d.accepted_at.is_not(None), dispatch_id, share)


def percentile_delivered(session: Session, dispatch_id: int, share: float) -> datetime | None:
    """The moment by which this share of the messages that have arrived, as their provider tells,
    had arrived."""
    d = DELIVERIES.c
    return _percentile(session, d.moved_at, d.state == State.DELIVERED, dispatch_id, share)


def _doubled(session: Session, dispatch_id: int) -> int:
    d = DELIVERIES.c
    return session.scalar(select(func.count()).where(d.dispatch_id == dispatch_id, d.doubled)) or 0


def _parts_taken(session: Session, dispatch_id: int) -> Mapping[Medium, int]:
    """The parts that providers have taken, by medium: what the sending cost."""
    d = DELIVERIES.c
    query = (
        select(d.medium, func.sum(WORDINGS.c.parts))
        .join(WORDINGS, d.wording_id == WORDINGS.c.id)
        .where(d.dispatch_id == dispatch_id, d.state.in_(REACHED))
        .group_by(d.medium)
    )
    return {medium: int(parts) for medium, parts in session.execute(query)}


def _percentile(
    session: Session,
    at: ColumnElement[datetime | None],
    those: ColumnElement[bool],
    dispatch_id: int,
    share: float,
) -> datetime | None:
    mine = (DELIVERIES.c.dispatch_id == dispatch_id, those)
    total = session.scalar(select(func.count()).where(*mine)) or 0
    position = max(0, round(total * share) - 1)
    found: datetime | None = session.scalar(
        select(at).where(*mine).order_by(at).offset(position).limit(1)
    )
    return found
