"""Every attempt, answer, receipt and second try of an alert to one resident, and who may look."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts import find_alert
from alerts.reports import trace_alert
from channels import Outcome
from delivery import State
from delivery.status import TracedMessage, TraceStepKind
from delivery.tables import ATTEMPTS, DELIVERIES, RECEIPTS
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
