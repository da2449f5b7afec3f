"""Whom the first medium fails is told by the next: once, in time, and never who has left."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import sleep

import pytest
from sqlalchemy import select, update

from alerts import AlertState, CorrectionKind, Reach, find_alert
from alerts.corrections import CorrectionRequest, issue_correction, prepare_correction
from alerts.housekeeping import close_settled_alerts
from alerts.housekeeping.fallback import FallbackRoutes, find_fallback_due, queue_fallback
from alerts.register import dispatch_of
from channels import Medium, Outcome
from delivery import State
from delivery.sending import settle_dispatches
from delivery.status import list_deliveries
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES
from runtime import LOCAL_OPERATOR, Municipality
from subscribers import remove_resident
from tests.alerts.conftest import Town

ANA, ANAS_MAIL = "+306900000001", "ana@example.gr"
BEN = "+306900000002"
WAITS = timedelta(minutes=15)


@dataclass
class FallbackTown:
    """A town in which alerts have gone out, and what providers then say."""

    town: Town
    telling: frozenset[str] = frozenset({"twilio"})
    answering: frozenset[str] = frozenset()

    def snow(self, media: tuple[str, ...] = ()) -> int:
        """Issue snow to the first medium of everybody; the number of its dispatch."""
        request = self.town.request(reach=Reach.FIRST, media=media)
        return dispatch_of(self.town.issues(request).alert)

    def ends(
        self, dispatch: int, state: State, medium: Medium = Medium.SMS, **more: object
    ) -> None:
        """Every delivery of that medium that is open or accepted ends so, now."""
        d = DELIVERIES.c
        at = {
            "moved_at": self.town.now,
            "channel": "twilio" if medium is Medium.SMS else "smtp",
            **more,
        }
        if state is State.ACCEPTED:
            at["accepted_at"] = self.town.now
        with self.town.database.writing() as session:
            session.execute(
                update(DELIVERIES)
                .where(d.dispatch_id == dispatch, d.medium == medium)
                .values(state=state, **at)
            )
            settle_dispatches(session, now=self.town.now)
            close_settled_alerts(session)

    def later(self, span: timedelta) -> None:
        self.town.now += span

    def falls_back(self) -> int:
        """One look at all alerts; how many are tried by another road."""
        routes = FallbackRoutes(self.telling, Municipality(), answering=self.answering)
        with self.town.database.reading() as session:
            found = find_fallback_due(session, routes, now=self.town.now)
        with self.town.database.writing() as session:
            return sum(queue_fallback(session, each, routes, now=self.town.now) for each in found)

    def told(self, dispatch: int) -> list[tuple[Medium, State]]:
        with self.town.database.reading() as session:
            return [
                (line.medium, line.state)
                for line in list_deliveries(session, self.town.keys, dispatch)
            ]

    def state(self) -> AlertState:
        return self.town.alert(1).state


@pytest.fixture
def fallback(town: Town) -> FallbackTown:
    return FallbackTown(town)


FAILURES = [
    (State.REFUSED, {"outcome": Outcome.INVALID_RECIPIENT, "code": "21211"}),
    (State.REFUSED, {"outcome": Outcome.CONTENT_REJECTED, "code": "30007"}),
    (State.UNDELIVERED, {"outcome": Outcome.TRANSIENT, "code": "30008"}),
    (State.SKIPPED, {"code": "blocked"}),
]
GAVE_UP = {"outcome": Outcome.ACCEPTED, "code": "30036"}


@pytest.mark.parametrize(("state", "more"), FAILURES)
def test_a_person_the_first_medium_fails_is_told_by_another(
    fallback: FallbackTown, state: State, more: dict[str, str]
) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, state, Medium.SMS, **more)
    assert fallback.state() is AlertState.SENT

    assert fallback.falls_back() == 1

    assert fallback.told(dispatch) == [(Medium.SMS, state), (Medium.EMAIL, State.QUEUED)]
    assert fallback.state() is AlertState.SENDING


def test_a_provider_that_gives_up_early_starts_the_fallback(
    fallback: FallbackTown,
) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.EXPIRED, Medium.SMS, **GAVE_UP)

    assert fallback.falls_back() == 1

    assert fallback.state() is AlertState.SENDING


def test_an_alert_counts_as_sent_when_its_fallback_has_ended(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED)
    fallback.falls_back()

    fallback.ends(dispatch, State.ACCEPTED, Medium.EMAIL)

    assert fallback.state() is AlertState.SENT
    assert fallback.town.alert(1).messages == 2


def test_a_person_is_never_tried_twice_by_a_medium(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED)

    assert [fallback.falls_back() for _ in range(3)] == [1, 0, 0]
    fallback.ends(dispatch, State.REFUSED, Medium.EMAIL)
    assert fallback.falls_back() == 0


def test_two_workers_at_the_same_moment_try_nobody_twice(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED)
    routes = FallbackRoutes(frozenset(), Municipality())
    with fallback.town.database.reading() as session:
        found = find_fallback_due(session, routes, now=fallback.town.now)

    for _ in range(2):
        with fallback.town.database.writing() as session:
            queue_fallback(session, found[0], routes, now=fallback.town.now)

    assert len(fallback.told(dispatch)) == 2


def test_silence_counts_as_failure_only_when_the_budget_is_spent(
    fallback: FallbackTown,
) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.ACCEPTED)

    fallback.later(WAITS - timedelta(seconds=1))
    assert fallback.falls_back() == 0
    fallback.later(timedelta(seconds=1))
    assert fallback.falls_back() == 1


def test_a_provider_is_asked_before_its_silence_counts(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.ACCEPTED)
    fallback.answering = frozenset({"twilio"})

    fallback.later(WAITS)
    assert fallback.falls_back() == 0
    with fallback.town.database.writing() as session:
        session.execute(update(DELIVERIES).values(asked=1))
    assert fallback.falls_back() == 1


def test_a_provider_that_does_not_answer_gets_ten_more_minutes(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.ACCEPTED)
    fallback.answering = frozenset({"twilio"})

    fallback.later(WAITS + timedelta(minutes=10))

    assert fallback.falls_back() == 1


def test_an_unknown_message_counts_as_failed_after_the_budget(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.UNKNOWN)

    assert fallback.falls_back() == 0
    fallback.later(WAITS)
    assert fallback.falls_back() == 1


def test_an_alert_may_have_a_budget_of_its_own(fallback: FallbackTown) -> None:
    town = fallback.town
    catalogue = town.office.catalogue
    hasty = replace(catalogue.find("snow"), fallback=timedelta(minutes=2))
    town.office = replace(
        town.office, catalogue=replace(catalogue, good={**catalogue.good, "snow": hasty})
    )
    town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.ACCEPTED)

    fallback.later(timedelta(minutes=2))

    assert fallback.falls_back() == 1


@pytest.mark.parametrize("state", [State.DELIVERED, State.EXPIRED, State.CANCELLED])
def test_a_delivered_expired_or_cancelled_message_has_no_fallback(
    fallback: FallbackTown, state: State
) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, state)

    fallback.later(WAITS * 2)

    assert fallback.falls_back() == 0


def test_a_provider_that_tells_nothing_is_believed(fallback: FallbackTown) -> None:
    fallback.telling = frozenset()
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.ACCEPTED)

    fallback.later(WAITS * 2)

    assert fallback.falls_back() == 0


def test_an_alert_that_reaches_all_media_has_no_second_road(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = dispatch_of(fallback.town.issues(fallback.town.request(reach=Reach.ALL)).alert)
    fallback.ends(dispatch, State.REFUSED)

    assert fallback.falls_back() == 0


def test_an_alert_for_one_medium_keeps_to_it(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow(media=("sms",))
    fallback.ends(dispatch, State.REFUSED)

    assert fallback.falls_back() == 0


def test_a_person_who_prefers_mail_falls_back_to_their_phone(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL, first=Medium.EMAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.UNDELIVERED, Medium.EMAIL)

    fallback.falls_back()

    assert fallback.told(dispatch) == [
        (Medium.EMAIL, State.UNDELIVERED),
        (Medium.SMS, State.QUEUED),
    ]


def test_an_expired_alert_has_no_fallback(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED)

    fallback.town.now = datetime.fromisoformat("2031-01-13T10:00:00+00:00")

    assert fallback.falls_back() == 0


@pytest.mark.parametrize("stopped", ["stopped_at", "held_at"])
def test_a_stopped_or_held_alert_has_no_second_road(fallback: FallbackTown, stopped: str) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED)

    with fallback.town.database.writing() as session:
        session.execute(update(DISPATCHES).values({stopped: fallback.town.now}))

    assert fallback.falls_back() == 0


def test_a_person_who_has_left_meanwhile_is_not_told(fallback: FallbackTown) -> None:
    ana = fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED)

    with fallback.town.database.writing() as session:
        remove_resident(session, ana, reason="asked", by=LOCAL_OPERATOR, now=fallback.town.now)

    assert fallback.falls_back() == 0


def test_a_blocked_mailbox_is_no_road(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED)

    with fallback.town.database.writing() as session:
        session.execute(
            update(CONTACTS).where(CONTACTS.c.medium == Medium.EMAIL).values(block="bounced")
        )

    assert fallback.falls_back() == 0


def test_a_person_without_a_second_medium_takes_nobodys_fallback(fallback: FallbackTown) -> None:
    fallback.town.resident(BEN)
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()

    fallback.ends(dispatch, State.REFUSED)

    assert fallback.falls_back() == 1
    with fallback.town.database.reading() as session:
        stand_in = session.execute(
            select(DELIVERIES).where(DELIVERIES.c.medium == Medium.EMAIL)
        ).one()
        failed = session.execute(
            select(DELIVERIES).where(DELIVERIES.c.id == stand_in.instead_of)
        ).one()
    assert failed.contact_id != stand_in.contact_id
    assert failed.state is State.REFUSED


def test_an_ordinary_fallback_waits_for_the_end_of_quiet_hours(fallback: FallbackTown) -> None:
    ana = fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED)
    from sqlmodel import col

    from subscribers.tables import Resident

    with fallback.town.database.writing() as session:
        session.execute(
            update(Resident).where(col(Resident.id) == ana).values(quiet_from=18, quiet_until=7)
        )

    fallback.falls_back()

    with fallback.town.database.reading() as session:
        due = session.scalar(
            select(DELIVERIES.c.not_before).where(DELIVERIES.c.medium == Medium.EMAIL)
        )
    assert due is not None
    assert due.isoformat() == "2026-11-25T05:00:00+00:00"


def test_a_fallback_waits_for_a_withdrawal_that_is_under_way(fallback: FallbackTown) -> None:
    fallback.town.resident(ANA, ANAS_MAIL)
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.REFUSED)
    routes = FallbackRoutes(frozenset(), Municipality())
    with fallback.town.database.reading() as session:
        [found] = find_fallback_due(session, routes, now=fallback.town.now)

    def too_late() -> int:
        with fallback.town.database.writing() as session:
            return queue_fallback(session, found, routes, now=fallback.town.now)

    with ThreadPoolExecutor() as other, fallback.town.database.writing() as session:
        alert = find_alert(session, "1")
        wish = prepare_correction(
            session,
            alert,
            CorrectionRequest(CorrectionKind.CANCEL, {"situation": "no_danger"}),
            fallback.town.office,
            now=fallback.town.now,
        )
        issue_correction(
            session, alert, wish, fallback.town.office, by=LOCAL_OPERATOR, now=fallback.town.now
        )
        session.flush()
        queued = other.submit(too_late)
        sleep(0.5)  # long enough to look; whoever looks now waits
        session.commit()

        assert queued.result() == 0

    assert fallback.state() is AlertState.CANCELLED


def test_a_person_reached_on_another_phone_needs_no_fallback(fallback: FallbackTown) -> None:
    from sqlmodel import col

    from subscribers.tables import Subscription

    ana, ben = fallback.town.resident(ANA, ANAS_MAIL), fallback.town.resident(BEN)
    with fallback.town.database.writing() as session:
        second = update(Subscription).where(col(Subscription.resident_id) == ben)
        session.execute(second.values(resident_id=ana))
    dispatch = fallback.snow()
    fallback.ends(dispatch, State.DELIVERED)

    with fallback.town.database.writing() as session:
        first = select(DELIVERIES.c.id).order_by(DELIVERIES.c.id).limit(1).scalar_subquery()
        session.execute(
            update(DELIVERIES).where(DELIVERIES.c.id == first).values(state=State.REFUSED)
        )

    assert fallback.falls_back() == 0
