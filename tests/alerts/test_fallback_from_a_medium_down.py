"""Whose medium is down, or fails again and again, is told by the next once the budget is spent;
nobody is told by both."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from alerts.housekeeping.fallback import FallbackRoutes, find_fallback_due, queue_fallback
from channels import Event, Fate, Medium, Outcome
from delivery import Lane, State
from delivery.receipts.ranks import DeliveryRow, moved
from delivery.tables import ATTEMPTS, BREAKERS, CONTACTS, DELIVERIES
from runtime import Municipality
from tests.alerts.conftest import Town
from tests.alerts.test_fallback import ANA, ANAS_MAIL, BEN, WAITS, FallbackTown

SECOND = timedelta(seconds=1)
ROUTES = {Medium.SMS: ("twilio", "other"), Medium.EMAIL: ("smtp",)}
FALLBACK_ROUTES = FallbackRoutes(frozenset({"twilio"}), Municipality(), ROUTES)


class Outage(FallbackTown):
    """An fallback on which channels fail."""

    def opens(self, *channels: str, lane: Lane = Lane.ROUTINE) -> None:
        """The breakers of these channels open now."""
        rows = [
            {
                "channel": name,
                "lane": lane,
                "why": "transient",
                "since": self.town.now,
                "until": self.town.now,
            }
            for name in channels
        ]
        with self.town.database.writing() as session:
            session.execute(insert(BREAKERS), rows)

    def falls_back(self) -> int:
        with self.town.database.reading() as session:
            found = find_fallback_due(session, FALLBACK_ROUTES, now=self.town.now)
        with self.town.database.writing() as session:
            return sum(
                queue_fallback(session, each, FALLBACK_ROUTES, now=self.town.now) for each in found
            )

    def fails(self, dispatch: int, attempt: int, state: State, outcome: Outcome) -> None:
        """An attempt ends so, now, and the one before is kept."""
        self.ends(dispatch, state, outcome=outcome, attempt=attempt)

    def kept(self, number: int, ended_at: datetime) -> None:
        """An earlier attempt of everybody."""
        with self.town.database.writing() as session:
            for each in session.scalars(select(DELIVERIES.c.id)).all():
                session.execute(
                    insert(ATTEMPTS).values(
                        delivery_id=each,
                        number=number,
                        channel="twilio",
                        outcome=Outcome.UNKNOWN,
                        ended_at=ended_at,
                        code="",
                        provider_id="",
                    )
                )

    def codes(self) -> list[str | None]:
        with self.town.database.reading() as session:
            return list(session.scalars(select(DELIVERIES.c.code).order_by(DELIVERIES.c.id)))


@pytest.fixture
def fallback(town: Town) -> Outage:
    return Outage(town)


MOVED = [(Medium.SMS, State.CANCELLED), (Medium.EMAIL, State.QUEUED)]
STAYS = [(Medium.SMS, State.QUEUED)]


@pytest.mark.parametrize(
    "outcome", [Outcome.TRANSIENT, Outcome.MISCONFIGURED, Outcome.UNAUTHORISED]
)
def test_a_person_tried_in_vain_for_the_budget_falls_back(
    fallback: Outage, outcome: Outcome
) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.fails(dispatch, 3, State.QUEUED, outcome)

    fallback.later(WAITS - SECOND)
    assert fallback.falls_back() == 0
    fallback.later(SECOND)
    assert [fallback.falls_back() for _ in range(3)] == [1, 0, 0]

    assert fallback.told(dispatch) == MOVED
    assert fallback.codes()[0] == "second road"
    with fallback.town.database.reading() as session:
        assert session.scalars(select(ATTEMPTS.c.outcome)).all() == [outcome]


@pytest.mark.parametrize("state", [State.QUEUED, State.UNKNOWN])
def test_the_budget_counts_from_the_first_attempt_despite_repeats(
    fallback: Outage, state: State
) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.kept(1, fallback.town.now)
    fallback.later(WAITS - SECOND)
    fallback.fails(dispatch, 40, state, Outcome.UNKNOWN)

    assert fallback.falls_back() == 0
    fallback.later(SECOND)
    assert fallback.falls_back() == 1


def test_a_person_whose_medium_is_down_falls_back_without_attempt(
    fallback: Outage,
) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.opens("twilio", "other")

    fallback.later(WAITS - SECOND)
    assert fallback.falls_back() == 0
    fallback.later(SECOND)
    assert fallback.falls_back() == 1

    assert fallback.told(dispatch) == MOVED


def test_an_alert_issued_during_an_outage_has_its_whole_budget(fallback: Outage) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    fallback.opens("twilio", "other")
    fallback.later(WAITS)
    fallback.snow()

    fallback.later(WAITS - SECOND)
    assert fallback.falls_back() == 0
    fallback.later(SECOND)
    assert fallback.falls_back() == 1


@pytest.mark.parametrize(
    ("channels", "lane"),
    [
        ((), Lane.ROUTINE),
        (("twilio",), Lane.ROUTINE),
        (("twilio", "other"), Lane.EMERGENCY),
        (("smtp",), Lane.ROUTINE),
    ],
)
def test_a_person_who_only_waits_their_turn_keeps_it(
    fallback: Outage, channels: tuple[str, ...], lane: Lane
) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    if channels:
        fallback.opens(*channels, lane=lane)

    fallback.later(WAITS * 4)

    assert fallback.falls_back() == 0
    assert fallback.told(dispatch) == STAYS


def test_a_person_with_quiet_hours_gets_the_budget_after_them(fallback: Outage) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.opens("twilio", "other")
    dawn = fallback.town.now + timedelta(hours=8)
    fallback.ends(dispatch, State.QUEUED, not_before=dawn, channel=None, moved_at=None)

    fallback.later(timedelta(hours=8) + WAITS - SECOND)
    assert fallback.falls_back() == 0
    fallback.later(SECOND)
    assert fallback.falls_back() == 1


@pytest.mark.parametrize("blocked", [True, False])
def test_a_person_without_a_second_medium_stays_in_the_queue(
    fallback: Outage, blocked: bool
) -> None:
    fallback.town.resident(ANA, ANAS_MAIL if blocked else "")
    dispatch = fallback.snow()
    fallback.fails(dispatch, 3, State.QUEUED, Outcome.TRANSIENT)
    with fallback.town.database.writing() as session:
        session.execute(
            update(CONTACTS).where(CONTACTS.c.medium == Medium.EMAIL).values(block="bounced")
        )

    fallback.later(WAITS)

    assert fallback.falls_back() == 0
    assert fallback.told(dispatch) == STAYS


def test_a_medium_that_is_down_is_no_fallback(fallback: Outage) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.opens("twilio", "other", "smtp")

    fallback.later(WAITS)
    assert fallback.falls_back() == 0
    assert fallback.told(dispatch) == STAYS

    with fallback.town.database.writing() as session:
        session.execute(BREAKERS.delete().where(BREAKERS.c.channel == "smtp"))
    assert fallback.falls_back() == 1


def test_a_message_claimed_meanwhile_stays_with_its_worker(fallback: Outage) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    fallback.town.resident(BEN, "ben@example.gr")
    dispatch = fallback.snow()
    fallback.fails(dispatch, 3, State.QUEUED, Outcome.TRANSIENT)
    fallback.later(WAITS)
    with fallback.town.database.reading() as session:
        [found] = find_fallback_due(session, FALLBACK_ROUTES, now=fallback.town.now)

    with fallback.town.database.writing() as session:
        first = select(DELIVERIES.c.id).order_by(DELIVERIES.c.id).limit(1).scalar_subquery()
        session.execute(
            update(DELIVERIES).where(DELIVERIES.c.id == first).values(state=State.SENDING)
        )
    with fallback.town.database.writing() as session:
        assert queue_fallback(session, found, FALLBACK_ROUTES, now=fallback.town.now) == 1

    assert sorted(fallback.told(dispatch)) == sorted([(Medium.SMS, State.SENDING), *MOVED])


def test_a_late_receipt_on_the_first_medium_resends_nothing_there(
    now: datetime,
) -> None:
    seat = DeliveryRow(
        id=1,
        dispatch_id=1,
        contact_id=1,
        medium=Medium.SMS,
        state=State.CANCELLED,
        attempt=2,
        outcome=None,
        code="second road",
        provider_id="SM1",
        not_before=None,
        moved_at=now,
        accepted_at=None,
        repeatable_until=now + timedelta(hours=1),
    )
    event = Event(
        fate=Fate.UNDELIVERED, outcome=Outcome.TRANSIENT, provider_id="SM1", status="undelivered"
    )

    assert moved(seat, event, at=now, now=now).state is State.UNDELIVERED
    assert moved(replace(seat, state=State.UNKNOWN), event, at=now, now=now).state is State.QUEUED
