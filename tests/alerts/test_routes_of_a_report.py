"""What a report says of roads, receipts and times."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from alerts import Reach, find_alert
from alerts.reports import AlertReport, list_not_reached, make_report
from channels import ChannelSettings, Medium
from console.alerts.durations import times
from delivery import State
from delivery.status import list_deliveries
from delivery.tables import DELIVERIES
from tests.alerts.conftest import Town


class Telling(ChannelSettings):
    """A provider that gives receipts."""

    @property
    def tells(self) -> bool:
        return True


@pytest.fixture
def snowed(town: Town) -> Town:
    """Four phones of people who have a mailbox too; alert 1 went to the phones."""
    town.office = replace(
        town.office,
        channels={**town.office.channels, Medium.SMS: Telling(name="twilio", price_per_part=0.05)},
    )
    for number in range(4):
        town.resident(f"+30690000000{number}", f"p{number}@example.gr")
    town.issues(town.request(reach=Reach.FIRST))
    return town


def lands(town: Town, number: int, state: State, after: int) -> None:
    """The delivery with that number, from 1, is taken at once and ends so some seconds later."""
    at = town.now + timedelta(seconds=after)
    with town.database.writing() as session:
        ids = session.scalars(select(DELIVERIES.c.id).order_by(DELIVERIES.c.id)).all()
        accepted = town.now if state in (State.ACCEPTED, State.DELIVERED) else None
        session.execute(
            update(DELIVERIES)
            .where(DELIVERIES.c.id == ids[number - 1])
            .values(state=state, channel="twilio", accepted_at=accepted, moved_at=at)
        )


def stands_in(town: Town, number: int, state: State) -> None:
    """Another delivery, by mail, in the place of that one."""
    with town.database.writing() as session:
        first = session.execute(select(DELIVERIES).order_by(DELIVERIES.c.id)).all()[number - 1]
        mail = session.execute(
            select(DELIVERIES.c.id, DELIVERIES.c.wording_id).order_by(DELIVERIES.c.id)
        ).all()[0]
        contact = first.contact_id + 1  # their mailbox was written after their phone
        session.execute(
            DELIVERIES.insert().values(
                dispatch_id=first.dispatch_id,
                contact_id=contact,
                wording_id=mail.wording_id,
                medium=Medium.EMAIL,
                state=state,
                attempt=1,
                doubled=False,
                channel="smtp",
                instead_of=first.id,
            )
        )


def told(town: Town) -> AlertReport:
    with town.database.reading() as session:
        return make_report(session, find_alert(session, "1"), town.office)


def test_a_report_counts_the_reached_by_route(snowed: Town) -> None:
    lands(snowed, 1, State.DELIVERED, 1)
    lands(snowed, 2, State.ACCEPTED, 1)
    lands(snowed, 3, State.REFUSED, 1)
    lands(snowed, 4, State.ACCEPTED, 1)
    stands_in(snowed, 3, State.ACCEPTED)
    stands_in(snowed, 4, State.ACCEPTED)  # whose SMS lacks its receipt

    found = told(snowed).as_json()

    assert found["by_road"] == [
        {"road": "fallback", "medium": "email", "messages": 2},
        {"road": "first", "medium": "sms", "messages": 2},
    ]
    assert found["receipts"] == {"delivered": 1, "undelivered": 0, "awaited": 2}


def test_a_person_reached_by_the_fallback_is_not_missing(snowed: Town) -> None:
    for number in (1, 2, 3):
        lands(snowed, number, State.ACCEPTED, 1)
    lands(snowed, 4, State.REFUSED, 1)
    assert (told(snowed).complete, told(snowed).missed) == (False, 1)

    stands_in(snowed, 4, State.ACCEPTED)

    assert (told(snowed).complete, told(snowed).missed) == (True, 0)
    with snowed.database.reading() as session:
        assert list(list_not_reached(session, snowed.keys, find_alert(session, "1"))) == []


def test_a_report_gives_the_times_of_acceptance_and_of_delivery(snowed: Town) -> None:
    for number, after in ((1, 2), (2, 4), (3, 60)):
        lands(snowed, number, State.DELIVERED, after)

    found = told(snowed).as_json()

    assert (found["seconds_to_half"], found["seconds_to_95_percent"]) == (0, 0)
    assert (found["seconds_to_half_delivered"], found["seconds_to_95_percent_delivered"]) == (4, 60)


def test_a_share_is_of_those_taken_while_messages_are_open(snowed: Town) -> None:
    lands(snowed, 1, State.ACCEPTED, 1)

    open_still = list(times(told(snowed)))
    for number in (2, 3):
        lands(snowed, number, State.ACCEPTED, 1)
    lands(snowed, 4, State.REFUSED, 1)
    ended = list(times(told(snowed)))

    assert open_still == [
        "  time until it was taken, of those taken so far (1 of 4): half after 0.0 s"
    ]
    assert ended == [
        "  time until taken (3 of 4): half after 0.0 s, 95 % after 0.0 s, all after 0.0 s"
    ]


def test_no_arrival_of_most_is_told_while_receipts_are_awaited(snowed: Town) -> None:
    lands(snowed, 1, State.DELIVERED, 2)
    for number in (2, 3, 4):
        lands(snowed, number, State.ACCEPTED, 1)

    *_, arrived = times(told(snowed))

    assert (
        arrived == "  time until it arrived, of those confirmed so far (1 of 4): half after 2.0 s"
    )


def test_a_report_without_receipts_invents_no_time_of_delivery(snowed: Town) -> None:
    lands(snowed, 1, State.ACCEPTED, 1)

    assert told(snowed).as_json()["seconds_to_half_delivered"] is None


def test_each_message_names_its_road(snowed: Town) -> None:
    lands(snowed, 1, State.REFUSED, 1)
    stands_in(snowed, 1, State.DELIVERED)

    with snowed.database.reading() as session:
        roads = [line.route for line in list_deliveries(session, snowed.keys, 1)]

    assert roads == ["first", "first", "first", "first", "fallback"]
