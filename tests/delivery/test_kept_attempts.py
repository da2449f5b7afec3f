"""What covers how a message was tried last keeps that first."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, literal, select

from channels import Outcome
from delivery import State
from delivery.attempts import keep_attempts
from delivery.stopping import stop_dispatches
from delivery.tables import ATTEMPTS, DELIVERIES
from delivery.transitions import MOVES, move
from runtime import moment
from tests.delivery.conftest import PostRoom

COVERING = sorted(name for name, each in MOVES.items() if each.covers_attempt)
MADE_UP = {"outcome": None, "code": None, "provider_id": None, "not_before": None}


def tried(room: PostRoom, **values: object) -> int:
    """A message whose third attempt ended a minute ago; the number of its dispatch."""
    dispatch_id = room.hand_over(room.contacts(1))
    told = {"attempt": 3, "channel": "twilio", "outcome": Outcome.TRANSIENT, "code": "503"}
    with room.database.writing() as session:
        ended = moment(session) - timedelta(minutes=1)
        session.execute(DELIVERIES.update().values(**told | values, moved_at=ended))
    return dispatch_id


def kept(room: PostRoom) -> list[tuple[int, str, Outcome, str, float]]:
    """The attempts that are kept, with the seconds since each ended."""
    a = ATTEMPTS.c
    query = select(a.number, a.channel, a.outcome, a.code, a.ended_at)
    with room.database.reading() as session:
        now = moment(session)
        return [(*row[:4], (now - row[4]).total_seconds()) for row in session.execute(query)]


@pytest.mark.parametrize("name", COVERING)
def test_a_move_that_covers_an_attempt_keeps_it(post_room: PostRoom, name: str) -> None:
    tried(post_room)
    which = MOVES[name]

    with post_room.database.writing() as session:
        now = moment(session)
        values = MADE_UP | {"attempt": 4, "worker_id": None, "channel": "smtp", "moved_at": now}
        values |= {"accepted_at": None} if "accepted_at" in which.sets else {}
        move(session, which, literal(True), **{key: values[key] for key in which.sets})

    [(number, channel, outcome, code, age)] = kept(post_room)
    assert (number, channel, outcome, code) == (3, "twilio", Outcome.TRANSIENT, "503")
    assert age >= 59


def test_a_stopped_dispatch_keeps_how_its_messages_were_tried(post_room: PostRoom) -> None:
    dispatch_id = tried(post_room)

    with post_room.database.writing() as session:
        stop_dispatches(session, [dispatch_id], now=moment(session))

    assert post_room.states(dispatch_id) == {State.CANCELLED: 1}
    assert [each[:3] for each in kept(post_room)] == [(3, "twilio", Outcome.TRANSIENT)]


def test_a_message_never_tried_leaves_no_attempt(post_room: PostRoom) -> None:
    dispatch_id = tried(post_room, attempt=0, outcome=None, channel=None)

    with post_room.database.writing() as session:
        stop_dispatches(session, [dispatch_id], now=moment(session))

    assert kept(post_room) == []


def test_an_attempt_kept_once_stays_as_it_is(post_room: PostRoom) -> None:
    tried(post_room)
    with post_room.database.writing() as session:
        number = session.scalar(select(DELIVERIES.c.id))
        row = {"delivery_id": number, "number": 3, "channel": "smtp", "outcome": Outcome.UNKNOWN}
        session.execute(insert(ATTEMPTS).values(**row, ended_at=moment(session)))

        keep_attempts(session, literal(True))

    assert [each[:2] for each in kept(post_room)] == [(3, "smtp")]
