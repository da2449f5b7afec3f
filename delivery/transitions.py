"""Transitions: the moves of a delivery from state to state; nothing else writes the column `state`.

A move compares and sets: a delivery that has left the states in which it begins stays as it is.
How it was tried last is kept before a move covers that.
docs/states.md is made from the table."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Update, literal, literal_column, or_, true, update
from sqlmodel import Session

from delivery.attempts import keep_attempts
from delivery.states import OPEN, Reason, State
from delivery.tables import DELIVERIES, IS_QUEUED, IS_SENDING, IS_UNKNOWN

# Written out where an index covers the deliveries of one state only: so the database knows that it
# may use it.
_INDEXED = {State.QUEUED: IS_QUEUED, State.SENDING: IS_SENDING, State.UNKNOWN: IS_UNKNOWN}
_UNDER_WAY = (State.SENDING, State.UNKNOWN)
# How a delivery begins; of an INSERT ... SELECT these are the columns, and `new_values` what they
# get.
NEW_ROW: Mapping[str, object] = {"state": State.QUEUED, "attempt": 0, "doubled": False}
NEW_COLUMNS = tuple(NEW_ROW)


@dataclass(frozen=True, slots=True)
class Move:
    """Why a delivery moves, in which states that begins and ends, which columns it sets besides,
    and the codes it leaves."""

    why: str
    begins: tuple[State, ...]
    ends: tuple[State, ...]
    sets: frozenset[str]
    reasons: tuple[Reason, ...] = ()

    @property
    def covers_attempt(self) -> bool:
        """Whether its moment takes the place of that at which the last attempt ended."""
        return State.QUEUED in self.begins and "moved_at" in self.sets


_States = State | tuple[State, ...]


def _move(why: str, begins: _States, ends: _States, sets: str, *reasons: Reason) -> Move:
    return Move(why, _several(begins), _several(ends), frozenset(sets.split()), reasons)


def _several(states: _States) -> tuple[State, ...]:
    return (states,) if isinstance(states, State) else states


CLAIM = _move(
    "a worker claims it",
    State.QUEUED,
    State.SENDING,
    "attempt worker_id channel outcome code provider_id not_before moved_at",
)
GIVE_BACK = _move(
    "its worker did not begin it", _UNDER_WAY, State.QUEUED, "attempt outcome code not_before"
)
RELEASE = _move("its worker is gone and had not begun it", State.SENDING, State.QUEUED, "attempt")
SKIP = _move(
    "it cannot leave", State.SENDING, State.SKIPPED, "code", Reason.BLOCKED, Reason.UNREADABLE
)
WITHDRAW = _move("its person has left", State.QUEUED, State.SKIPPED, "code moved_at", Reason.LEFT)
END = _move(
    "its provider answers, or does not",
    _UNDER_WAY,
    (State.ACCEPTED, State.REFUSED, State.QUEUED, State.UNKNOWN),
    "outcome code provider_id not_before moved_at accepted_at asked",
)
LOSE = _move(
    "its worker is gone and may have sent it",
    State.SENDING,
    State.UNKNOWN,
    "outcome code not_before",
    Reason.WORKER_LOST,
)
REPEAT = _move("twice beats never: it is urgent", State.UNKNOWN, State.QUEUED, "doubled")
RECEIVE = _move(
    "its provider tells what became of it",
    tuple(State),
    (State.ACCEPTED, State.DELIVERED, State.UNDELIVERED, State.EXPIRED, State.QUEUED),
    "outcome code provider_id not_before moved_at accepted_at",
)
RESEND_UNKNOWN = _move("staff send it again", State.UNKNOWN, State.QUEUED, "not_before doubled")
RESEND_FAILED = _move(
    "staff send it again", (State.UNDELIVERED, State.REFUSED), State.QUEUED, "not_before"
)
RESUME = _move(
    "staff try what was refused again",
    (State.UNDELIVERED, State.REFUSED),
    State.QUEUED,
    "not_before",
)
ACCEPT_REFUSAL = _move(
    "staff call its refusal right",
    (State.QUEUED, State.REFUSED, State.UNDELIVERED),
    (State.REFUSED, State.UNDELIVERED),
    "",
)
SUPERSEDE = _move(
    "its person is told by another medium",
    State.QUEUED,
    State.CANCELLED,
    "outcome code moved_at",
    Reason.OTHER_MEDIUM,
)
STOP = _move("its alert is stopped", State.QUEUED, State.CANCELLED, "moved_at")
FORGET = _move("it is a code that is taken back", State.QUEUED, State.CANCELLED, "moved_at")
EXPIRE = _move("it is not true any more", State.QUEUED, State.EXPIRED, "moved_at")
RESTORE = _move(
    "this home is a copy",
    (State.QUEUED, State.SENDING),
    State.UNKNOWN,
    "outcome code worker_id moved_at",
    Reason.RESTORED,
)
END_CODE = _move(
    "this home is a copy, and it is a code", OPEN, State.EXPIRED, "code moved_at", Reason.RESTORED
)
RELEASE_TRIED = _move(
    "staff let a copy send it, and it was tried before",
    State.UNKNOWN,
    State.QUEUED,
    "doubled not_before",
)
RELEASE_UNTRIED = _move(
    "staff let a copy send it", State.UNKNOWN, State.QUEUED, "doubled not_before outcome code"
)
MOVES = {name.lower(): each for name, each in list(globals().items()) if isinstance(each, Move)}


def move(session: Session, which: Move, *where: ColumnElement[bool], **values: object) -> int:
    """Move the deliveries for which this is so; returns how many moved."""
    if which.covers_attempt:
        keep_attempts(session, *where, _begins(which))
    return session.connection().execute(statement(which, *where, **values)).rowcount


def statement(which: Move, *where: ColumnElement[bool], **values: object) -> Update:
    """The UPDATE of a move, to be executed for many rows; `state` is given where a move may end in
    several."""
    state = values.pop("state", which.ends[0])
    if values.keys() != which.sets:
        raise TypeError(f"A move sets {sorted(which.sets)}, not {sorted(values)}.")
    return update(DELIVERIES).where(*where, _begins(which)).values(state=state, **values)


def new_values() -> tuple[ColumnElement[str], ColumnElement[int], ColumnElement[bool]]:
    """What an INSERT ... SELECT puts into NEW_COLUMNS."""
    return literal_column("'queued'"), literal(0), literal(False)


def _begins(which: Move) -> ColumnElement[bool]:
    if set(which.begins) == set(State):
        return true()
    # Not IN: no statement that is executed for many rows may have a list in it.
    return or_(*(_INDEXED.get(state, DELIVERIES.c.state == state) for state in which.begins))
