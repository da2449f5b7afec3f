"""Transitions: the moves of an alert from state to state; nothing else writes `Alert.state`.

docs/states.md is made from the table."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import col

from alerts.states import AlertState
from alerts.tables import Alert

NEW = AlertState.DRAFT
UNDECIDED = (AlertState.DRAFT, AlertState.PENDING_APPROVAL)
ISSUED = (AlertState.SENDING, AlertState.SENT, AlertState.EXPIRED)


@dataclass(frozen=True, slots=True)
class AlertMove:
    """Why an alert moves, and in which states that begins and ends."""

    why: str
    begins: tuple[AlertState, ...]
    ends: tuple[AlertState, ...]


def _move(why: str, begins: tuple[AlertState, ...], *ends: AlertState) -> AlertMove:
    return AlertMove(why, begins, ends)


EDIT = _move(
    "its words or whom they are for are changed",
    (*UNDECIDED, AlertState.REJECTED, AlertState.EXPIRED),
    AlertState.DRAFT,
)
SUBMIT = _move("a second person is to decide", UNDECIDED, AlertState.PENDING_APPROVAL)
REJECT = _move("the second person declines", (AlertState.PENDING_APPROVAL,), AlertState.REJECTED)
LAPSE = _move("it was not issued in time", UNDECIDED, AlertState.EXPIRED)
ISSUE = _move("it is issued", UNDECIDED, AlertState.SENDING)
SETTLE = _move(
    "all its messages have ended",
    (AlertState.SENDING,),
    AlertState.SENT,
    AlertState.EXPIRED,
    AlertState.CANCELLED,
)
FALL_BACK = _move("people are told by another medium", ISSUED, AlertState.SENDING)
FOLLOW_UP = _move("somebody is owed this correction", ISSUED, AlertState.SENDING)
RESUME = _move("what was refused is tried again", (AlertState.SENT,), AlertState.SENDING)
RESEND = _move("staff send messages again", ISSUED, AlertState.SENDING)
STOP = _move("it is stopped", ISSUED, AlertState.CANCELLED)
REPLACE = _move(
    "a correction takes its place",
    (*ISSUED, AlertState.CANCELLED),
    AlertState.SENT,
    AlertState.CANCELLED,
)
RESTORE = _move(
    "what withdrew or ended it is taken back",
    (AlertState.SENT, AlertState.CANCELLED),
    AlertState.SENT,
)
MOVES: Mapping[str, AlertMove] = {
    name.lower(): found for name, found in list(globals().items()) if isinstance(found, AlertMove)
}


def move(alert: Alert, made: AlertMove, to: AlertState | None = None) -> None:
    """Let a locked alert make a move, which may end in one state unless it is said in which."""
    ends = made.ends[0] if to is None else to
    assert alert.state in made.begins, f"an alert that is {alert.state}: {made.why}"
    assert ends in made.ends, f"{made.why}: {ends}"
    alert.state = ends


def begins(made: AlertMove) -> ColumnElement[bool]:
    """Whether a row stands where a move begins."""
    return col(Alert.state).in_(made.begins)


def ending(made: AlertMove, to: object = None) -> Mapping[str, object]:
    """The column that a move writes into many rows at once; `to` is an expression, where it may
    end in several states."""
    return {"state": made.ends[0] if to is None else to}
