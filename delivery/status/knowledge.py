"""What is known of each message of a dispatch, in words and as numbers of which a neighbour can
take the best."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, literal, select
from sqlmodel import Session

from channels import Trial
from delivery.states import REACHED, State
from delivery.tables import DELIVERIES


class Knowledge(StrEnum):
    """What is known of one message or one person, from the least to the most; those of a trial got
    nothing."""

    NOT_REACHED = "not_reached"
    WRITTEN = "written_to_a_file"
    CAUGHT = "caught_by_the_sandbox"
    WAITING = "waiting"
    ON_ITS_WAY = "on_its_way"
    MAYBE = "may_have_arrived"
    HANDED_OVER = "handed_over"
    CONFIRMED = "confirmed"

    @classmethod
    def of(cls, state: State, trial: Trial = Trial.NONE) -> "Knowledge":
        """What is known of a message in that state, whose channel is a trial or none."""
        return TRIED[trial] if trial and state in REACHED else KNOWN[state]

    @property
    def place(self) -> int:
        """Its place among them all, as `best_known` numbers them."""
        return ORDER.index(self)

    @classmethod
    def at(cls, place: int) -> "Knowledge":
        """What stands at a place, as `best_known` numbers them."""
        return ORDER[place]


KNOWN: Mapping[State, Knowledge] = {
    State.QUEUED: Knowledge.WAITING,
    State.SENDING: Knowledge.ON_ITS_WAY,
    State.UNKNOWN: Knowledge.MAYBE,
    State.ACCEPTED: Knowledge.HANDED_OVER,
    State.DELIVERED: Knowledge.CONFIRMED,
    State.UNDELIVERED: Knowledge.NOT_REACHED,
    State.REFUSED: Knowledge.NOT_REACHED,
    State.EXPIRED: Knowledge.NOT_REACHED,
    State.CANCELLED: Knowledge.NOT_REACHED,
    State.SKIPPED: Knowledge.NOT_REACHED,
}
ORDER = tuple(Knowledge)
TRIED: Mapping[Trial, Knowledge] = {Trial.FILE: Knowledge.WRITTEN, Trial.SANDBOX: Knowledge.CAUGHT}


def best_known(
    dispatch_ids: Sequence[int], trials: Mapping[str, Trial]
) -> Select[tuple[int, int, int]]:
    """`contact_id`, `dispatch_id` and `known`, the place of what is known, of each delivery of
    these dispatches."""
    d = DELIVERIES.c
    known = case(*((d.state == state, _place(state, trials)) for state in State))
    columns = (d.contact_id.label("contact_id"), d.dispatch_id.label("dispatch_id"))
    return select(*columns, known.label("known")).where(d.dispatch_id.in_(dispatch_ids))


def channels_used(session: Session, dispatch_id: int) -> frozenset[str]:
    """The channels that took messages of a dispatch."""
    d = DELIVERIES.c
    taken = select(d.channel).where(d.dispatch_id == dispatch_id, d.state.in_(REACHED)).distinct()
    return frozenset(name or "" for name in session.scalars(taken))


def _place(state: State, trials: Mapping[str, Trial]) -> ColumnElement[int]:
    really: ColumnElement[int] = literal(Knowledge.of(state).place)
    tried = [
        (DELIVERIES.c.channel == name, Knowledge.of(state, kind).place)
        for name, kind in sorted(trials.items())
        if Knowledge.of(state, kind) is not Knowledge.of(state)
    ]
    return case(*tried, else_=really) if tried else really
