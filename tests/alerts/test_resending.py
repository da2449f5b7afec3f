"""What staff may send again, and what not: never to a blocked contact, never what is over, stopped
or corrected."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from alerts import AlertState, Reach, find_alert
from alerts.approval import list_undecided_alerts
from alerts.composing.drafts import AlreadyOver
from alerts.housekeeping import close_settled_alerts
from alerts.housekeeping.fallback import FallbackRoutes, find_fallback_due, queue_fallback
from alerts.recovery import may_be_resent, send_alert_again
from alerts.recovery.resending import NothingToResend, Superseded
from alerts.register import NotIssued, Stopped
from alerts.tables import Alert
from channels import Outcome
from delivery import State
from delivery.fallback import ResendKind
from delivery.sending import settle_dispatches
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES
from runtime import Actor
from runtime.problems import NotAllowed
from subscribers.tables import Refusal
from templates import Topic
from tests.alerts.conftest import AUTHOR, Town


@pytest.fixture
def warned(town: Town) -> Town:
    """Alert 1 went to one phone."""
    town.resident("+306900000001")
    town.issues(town.request())
    return town


def ends(town: Town, state: State, outcome: Outcome | None = None) -> None:
    with town.database.writing() as session:
        session.execute(
            update(DELIVERIES).values(state=state, outcome=outcome, attempt=1, moved_at=town.now)
        )
        settle_dispatches(session, now=town.now)
        close_settled_alerts(session)


def again(town: Town, which: ResendKind, by: Actor = AUTHOR) -> int:
    with town.database.writing() as session:
        return send_alert_again(session, find_alert(session, "1"), which, by=by, now=town.now)


def row(town: Town) -> tuple[State, bool]:
    with town.database.reading() as session:
        found = session.execute(select(DELIVERIES)).one()
        return found.state, bool(found.doubled)


MAY = [
    (ResendKind.UNKNOWN, State.UNKNOWN, Outcome.UNKNOWN, True),
    (ResendKind.FAILED, State.UNDELIVERED, Outcome.TRANSIENT, False),
    (ResendKind.FAILED, State.REFUSED, Outcome.CONTENT_REJECTED, False),
]
MAY_NOT = [
    (ResendKind.FAILED, State.UNKNOWN, Outcome.UNKNOWN),
    (ResendKind.UNKNOWN, State.UNDELIVERED, Outcome.TRANSIENT),
    (ResendKind.FAILED, State.REFUSED, Outcome.INVALID_RECIPIENT),
    (ResendKind.FAILED, State.REFUSED, Outcome.OPTED_OUT),
    (ResendKind.FAILED, State.ACCEPTED, Outcome.ACCEPTED),
    (ResendKind.FAILED, State.DELIVERED, Outcome.ACCEPTED),
    (ResendKind.FAILED, State.SKIPPED, None),
    (ResendKind.FAILED, State.CANCELLED, None),
]


@pytest.mark.parametrize(("which", "state", "outcome", "doubled"), MAY)
def test_a_failed_or_unknown_message_is_queued_again(
    warned: Town, which: ResendKind, state: State, outcome: Outcome, doubled: bool
) -> None:
    ends(warned, state, outcome)

    assert again(warned, which) == 1

    assert row(warned) == (State.QUEUED, doubled)
    assert warned.alert(1).state is AlertState.SENDING
    with warned.database.reading() as session:
        assert session.scalar(select(DISPATCHES.c.settled_at)) is None
    assert warned.journal()[-1][1] == "alert.resent"


@pytest.mark.parametrize(("which", "state", "outcome"), MAY_NOT)
def test_a_message_that_must_not_be_repeated_stays_as_is(
    warned: Town, which: ResendKind, state: State, outcome: Outcome | None
) -> None:
    ends(warned, state, outcome)

    with pytest.raises(NothingToResend):
        again(warned, which)

    assert row(warned)[0] is state


@pytest.mark.parametrize(
    ("which", "state"),
    [(ResendKind.UNKNOWN, State.UNKNOWN), (ResendKind.FAILED, State.UNDELIVERED)],
)
def test_a_resident_who_has_left_meanwhile_gets_no_resend(
    warned: Town, which: ResendKind, state: State
) -> None:
    ends(warned, state)
    with warned.database.writing() as session:
        session.add(Refusal(resident_id=1, topic=Topic.WEATHER, since=warned.now))

    with pytest.raises(NothingToResend):
        again(warned, which)


def test_a_message_whose_fallback_is_under_way_is_not_resent(town: Town) -> None:
    town.resident("+306900000001", "ana@example.gr")
    town.issues(town.request(reach=Reach.FIRST))
    ends(town, State.UNDELIVERED, Outcome.TRANSIENT)
    routes = FallbackRoutes(frozenset(), town.office.municipality)
    with town.database.writing() as session:
        [found] = find_fallback_due(session, routes, now=town.now)
        assert queue_fallback(session, found, routes, now=town.now) == 1

    with pytest.raises(NothingToResend):
        again(town, ResendKind.FAILED)


def test_a_blocked_contact_gets_nothing_again(warned: Town) -> None:
    ends(warned, State.UNDELIVERED, Outcome.TRANSIENT)
    with warned.database.writing() as session:
        session.execute(update(CONTACTS).values(block="opted_out"))

    with pytest.raises(NothingToResend):
        again(warned, ResendKind.FAILED)


def test_a_person_reached_by_the_fallback_gets_no_resend(town: Town) -> None:
    town.resident("+306900000001", "ana@example.gr")
    town.issues(town.request(reach=Reach.ALL))
    d = DELIVERIES.c
    ends(town, State.UNDELIVERED, Outcome.TRANSIENT)
    with town.database.writing() as session:
        failed = session.scalar(select(d.id).where(d.medium == "sms"))
        mail = update(DELIVERIES).where(d.medium == "email")
        session.execute(mail.values(state=State.ACCEPTED, instead_of=failed))

    with pytest.raises(NothingToResend):
        again(town, ResendKind.FAILED)


@pytest.mark.parametrize(
    ("change", "problem"), [({"corrected_by_id": 1}, Superseded), ({"stopped_at": "now"}, Stopped)]
)
def test_a_stopped_or_corrected_alert_is_not_resent(
    warned: Town, change: dict[str, object], problem: type[Exception]
) -> None:
    ends(warned, State.UNKNOWN, Outcome.UNKNOWN)
    with warned.database.writing() as session:
        session.execute(
            update(Alert).values(
                {name: warned.now if what == "now" else what for name, what in change.items()}
            )
        )

    with pytest.raises(problem):
        again(warned, ResendKind.UNKNOWN)


def test_an_expired_alert_is_not_resent(warned: Town) -> None:
    ends(warned, State.UNKNOWN, Outcome.UNKNOWN)
    warned.now = datetime.fromisoformat("2031-01-13T10:00:00+00:00")

    with pytest.raises(AlreadyOver):
        again(warned, ResendKind.UNKNOWN)


def test_a_draft_cannot_be_sent_again(town: Town) -> None:
    town.drafts(town.request())

    with pytest.raises(NotIssued):
        again(town, ResendKind.UNKNOWN)


def test_an_actor_without_the_right_resends_nothing(warned: Town) -> None:
    with pytest.raises(NotAllowed):
        again(warned, ResendKind.UNKNOWN, by=Actor("guest", frozenset()))


@pytest.mark.parametrize(
    ("state", "ended"),
    [
        (State.EXPIRED, AlertState.EXPIRED),
        (State.ACCEPTED, AlertState.SENT),
        (State.REFUSED, AlertState.SENT),
        (State.UNDELIVERED, AlertState.SENT),
        (State.SKIPPED, AlertState.SENT),
    ],
)
def test_an_alert_of_which_nothing_left_in_time_has_expired(
    warned: Town, state: State, ended: AlertState
) -> None:
    ends(warned, state)

    assert warned.alert(1).state is ended


def test_a_single_accepted_message_makes_the_alert_sent(town: Town) -> None:
    town.resident("+306900000001", "ana@example.gr")
    town.issues(town.request(reach=Reach.ALL))
    with town.database.writing() as session:
        d = DELIVERIES.c
        session.execute(update(DELIVERIES).where(d.medium == "sms").values(state=State.ACCEPTED))
        session.execute(update(DELIVERIES).where(d.medium == "email").values(state=State.EXPIRED))
        settle_dispatches(session, now=town.now)
        close_settled_alerts(session)

    assert town.alert(1).state is AlertState.SENT


@pytest.mark.parametrize("gone", ["stopped_at", "corrected_by_id", "expires_at"])
def test_advice_to_send_again_is_never_refused(warned: Town, gone: str) -> None:
    ends(warned, State.UNKNOWN, Outcome.UNKNOWN)
    assert advised(warned) == (True, [1])

    values = {"stopped_at": warned.now, "corrected_by_id": 1, "expires_at": warned.now}
    with warned.database.writing() as session:
        setattr(find_alert(session, "1"), gone, values[gone])
        if gone == "expires_at":
            session.execute(update(DISPATCHES).values(expires_at=warned.now))

    assert advised(warned) == (False, [])


def advised(town: Town) -> tuple[bool, list[int]]:
    with town.database.reading() as session:
        alert = find_alert(session, "1")
        undecided = list_undecided_alerts(session, now=town.now)
        which = ResendKind.UNKNOWN
        return may_be_resent(session, alert, which, now=town.now), [
            each.alert_id for each in undecided
        ]
