"""Every attempt, answer, receipt and second try of an alert to one resident, and who may look."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts import find_alert
from alerts.reports import trace_alert
from channels import Outcome
from delivery import Repeat, State, stop_dispatches
from delivery.status import TracedMessage, TraceStepKind
from delivery.status.tracing import Awaited
from delivery.tables import ATTEMPTS, DELIVERIES, DISPATCHES, RECEIPTS, RUNS
from runtime import LOCAL_OPERATOR, Actor, Right
from runtime.problems import NotAllowed
from subscribers.residents import UnknownResident
from tests.alerts.conftest import Town

VIEWER = Actor("Viewer", frozenset({Right.READ_ALERTS}), "member:3")
OFFICER = Actor("Officer", frozenset({Right.READ_RESIDENTS}), "member:4")


@pytest.fixture
def warned(town: Town) -> Town:
    """Alert 1, throttled at first, then taken and delivered; what a provider told of an earlier
    attempt changed nothing."""
    town.resident("6999990001")
    town.resident("6999990002")
    town.issues(town.request("snow"))
    at = [town.now + timedelta(seconds=each) for each in range(10)]
    with town.database.writing() as session:
        number = session.scalar(select(DELIVERIES.c.id).order_by(DELIVERIES.c.id))
        of_it = {"delivery_id": number, "channel": "twilio"}
        session.execute(
            ATTEMPTS.insert().values(
                **of_it,
                number=1,
                outcome=Outcome.THROTTLED,
                code="429",
                provider_id="",
                ended_at=at[1],
            )
        )
        sent = {
            "state": State.DELIVERED,
            "attempt": 2,
            "channel": "twilio",
            "outcome": Outcome.ACCEPTED,
        }
        taken = DELIVERIES.update().where(DELIVERIES.c.id == number)
        session.execute(taken.values(**sent, accepted_at=at[3], moved_at=at[5]))
        for second, status, aside in ((4, "sent", "older attempt"), (5, "delivered", "")):
            told = {
                "provider_id": "SM1",
                "status": status,
                "code": "",
                "attempt": 2,
                "aside": aside,
            }
            session.execute(RECEIPTS.insert().values(**of_it, **told, received_at=at[second]))
    return town


def traced(town: Town, resident: int, by: Actor = OFFICER) -> Sequence[TracedMessage]:
    with town.database.writing() as session:
        return trace_alert(
            session, town.keys, find_alert(session, "1"), resident, by=by, now=town.now
        )


def test_every_step_is_told_in_order(warned: Town) -> None:
    [message] = traced(warned, 1)

    seconds = [step.at and (step.at - warned.now).seconds for step in message.steps]
    assert [(step.kind, step.attempt, step.what, step.counts) for step in message.steps] == [
        (TraceStepKind.WRITTEN, 0, "", True),
        (TraceStepKind.ATTEMPT, 1, "throttled 429", True),
        (TraceStepKind.ATTEMPT, 2, "accepted", True),
        (TraceStepKind.RECEIPT, 2, "sent", False),
        (TraceStepKind.RECEIPT, 2, "delivered", True),
    ]
    assert seconds[1:] == [1, 3, 4, 5]


def test_a_trace_masks_the_address_and_omits_others_messages(warned: Town) -> None:
    [mine], [other] = traced(warned, 1), traced(warned, 2)

    assert mine.address.endswith("001")
    assert "••••" in mine.address
    assert [step.kind for step in other.steps] == [TraceStepKind.WRITTEN]


def test_a_second_try_names_the_message_that_failed(warned: Town) -> None:
    with warned.database.writing() as session:
        session.execute(DELIVERIES.update().values(instead_of=7))

    [message] = traced(warned, 2)

    assert message.instead_of == 7


def test_a_trace_needs_the_right_and_is_in_the_journal(warned: Town) -> None:
    with pytest.raises(NotAllowed):
        traced(warned, 1, VIEWER)
    traced(warned, 1)

    actor, action, facts = warned.journal()[-1]
    assert (actor, action, facts["resident"]) == (OFFICER.ref, "alert.traced", 1)


def test_an_unknown_resident_is_not_traced(warned: Town) -> None:
    with pytest.raises(UnknownResident):
        traced(warned, 99, LOCAL_OPERATOR)


def put(town: Town, which: str = "snow", dispatch: Mapping[str, object] = {}, **row: object) -> int:
    """One resident, one message of an alert, and where it stands; its number."""
    town.resident("6999990001")
    town.issues(town.request(which))
    with town.database.writing() as session:
        session.execute(DELIVERIES.update().values(attempt=1, channel="twilio", **row))
        session.execute(DISPATCHES.update().values({"settled_at": None, **dispatch}))
        return session.scalar(select(DELIVERIES.c.id)) or 0


def test_an_attempt_of_a_stopped_alert_has_its_own_moment(town: Town) -> None:
    ended = town.now + timedelta(seconds=3)
    number = put(town, state=State.QUEUED, outcome=Outcome.TRANSIENT, code="503", moved_at=ended)
    with town.database.writing() as session:
        [dispatch_id] = session.scalars(select(DELIVERIES.c.dispatch_id))
        stop_dispatches(session, [dispatch_id], now=town.now + timedelta(minutes=5))

    [message] = traced(town, 1)

    assert (message.number, message.state) == (number, State.CANCELLED)
    assert [(step.attempt, step.at) for step in message.steps][1:] == [(1, ended)]
    assert (message.awaits, message.not_before) == (Awaited.NOTHING, None)


@pytest.mark.parametrize(
    ("state", "repeat", "lasting", "awaits"),
    [
        (State.QUEUED, Repeat.HOLD, True, Awaited.MOMENT),
        (State.UNKNOWN, Repeat.RESEND, True, Awaited.MOMENT),
        (State.UNKNOWN, Repeat.HOLD, True, Awaited.DECISION),
        (State.UNKNOWN, Repeat.RESEND, False, Awaited.NOTHING),
        (State.UNKNOWN, Repeat.HOLD, False, Awaited.NOTHING),
        (State.CANCELLED, Repeat.HOLD, True, Awaited.NOTHING),
        (State.ACCEPTED, Repeat.RESEND, True, Awaited.NOTHING),
    ],
)
def test_a_trace_promises_no_try_that_nobody_makes(
    town: Town, state: State, repeat: Repeat, lasting: bool, awaits: Awaited
) -> None:
    due = town.now + timedelta(seconds=15)
    over = {} if lasting else {"expires_at": town.now}
    put(town, state=state, dispatch={"repeat": repeat, **over}, not_before=due, moved_at=town.now)

    [message] = traced(town, 1)

    assert message.awaits is awaits
    assert message.not_before == (due if awaits is Awaited.MOMENT else None)


def test_a_trace_names_the_channel_that_is_stopped(town: Town) -> None:
    put(town, state=State.QUEUED, outcome=Outcome.TRANSIENT, not_before=town.now, moved_at=town.now)
    with town.database.writing() as session:
        [row] = session.execute(select(DISPATCHES.c.id, DISPATCHES.c.lane))
        run = {"dispatch_id": row.id, "channel": "twilio", "lane": row.lane}
        session.execute(RUNS.insert().values(**run, suspected_at=town.now, code="21614"))

    [message] = traced(town, 1)

    assert (message.awaits, message.channel) == (Awaited.CHANNEL, "twilio")


def test_an_attempt_under_way_has_the_moment_it_began(town: Town) -> None:
    put(town, state=State.SENDING, moved_at=town.now)

    [message] = traced(town, 1)

    assert [(step.what, step.at) for step in message.steps][1:] == [("", town.now)]


def test_the_words_of_a_receipt_are_not_an_attempts(town: Town) -> None:
    told = town.now + timedelta(minutes=2)
    number = put(
        town, state=State.QUEUED, moved_at=told, provider_id="SM1", outcome=Outcome.TRANSIENT
    )
    with town.database.writing() as session:
        about = {"delivery_id": number, "channel": "twilio", "provider_id": "SM1", "attempt": 1}
        of_it = {"status": "undelivered", "code": "30003", "aside": "", "received_at": told}
        session.execute(RECEIPTS.insert().values(**about, **of_it))

    [message] = traced(town, 1)

    steps = [(step.kind, step.what, step.at) for step in message.steps][1:]
    assert steps == [
        (TraceStepKind.ATTEMPT, "accepted", None),
        (TraceStepKind.RECEIPT, "undelivered 30003", told),
    ]
