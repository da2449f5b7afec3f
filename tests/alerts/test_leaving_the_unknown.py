"""Who leaves while nobody knows whether they have a message gets it no more: not by time, not by a
release, not by a resend."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session

from alerts import find_alert
from alerts.recovery import release_alert, release_home, send_alert_again
from alerts.recovery.resending import NothingToResend
from channels import Outcome
from delivery import State, withdraw_messages
from delivery.contacts import Departure
from delivery.fallback import ResendKind
from delivery.outcomes import repeat_unknown
from delivery.status import is_finished
from delivery.tables import CONTACTS, DELIVERIES, DISPATCHES, INSTALLATION
from runtime import LOCAL_OPERATOR, Home
from runtime.config import Config
from subscribers import remove_resident
from subscribers.registration import leave_topic
from templates import Topic
from tests.alerts.conftest import Town

ANA, BEN = "+306900000001", "+306900000002"
STATES = select(DELIVERIES.c.state).order_by(DELIVERIES.c.contact_id)


@pytest.fixture
def pair(town: Town) -> Town:
    """Ana and Ben."""
    for phone in (ANA, BEN):
        town.resident(phone)
    return town


def lost(town: Town, template: str = "extreme_weather", **values: str) -> int:
    """An alert of which every message is unknown and due again; the number of its dispatch."""
    dispatch = town.issues(town.request(template, values=values)).alert.dispatch_id or 0
    gone = {
        "state": State.UNKNOWN,
        "outcome": Outcome.UNKNOWN,
        "attempt": 1,
        "not_before": town.now,
    }
    with town.database.writing() as session:
        session.execute(update(DELIVERIES).where(DELIVERIES.c.dispatch_id == dispatch).values(gone))
    return dispatch


def is_copied(town: Town) -> None:
    """The home is held with all that is open in it."""
    with town.database.writing() as session:
        session.execute(update(DISPATCHES).values(held_at=town.now))
        session.execute(update(INSTALLATION).values(held_at=town.now))
        if session.scalar(select(INSTALLATION.c.id)) is None:
            session.execute(INSTALLATION.insert().values(id=1, fingerprint="", held_at=town.now))
        session.execute(update(DELIVERIES).values(not_before=None))


def ana_leaves(town: Town, topic: Topic = Topic.WEATHER) -> None:
    with town.database.writing() as session:
        home = Home(Path(), Config(), town.keys, town.database)
        leave_topic(session, home, Departure(_ana(session), topic.number), now=town.now)


def ana_is_removed(town: Town) -> None:
    with town.database.writing() as session:
        remove_resident(session, 1, reason="asked", by=LOCAL_OPERATOR, now=town.now)


def _ana(session: Session) -> int:
    return session.scalar(select(func.min(CONTACTS.c.id))) or 0


def time_repeats(town: Town) -> list[State]:
    with town.database.writing() as session:
        repeat_unknown(session, now=town.now)
    return states(town)


def states(town: Town) -> list[State]:
    """Ana's and Ben's."""
    with town.database.reading() as session:
        return list(session.scalars(STATES))


def test_an_unknown_emergency_is_repeated_to_residents_still_there(pair: Town) -> None:
    dispatch = lost(pair, hazard="storm")

    ana_is_removed(pair)

    assert time_repeats(pair) == [State.UNKNOWN, State.QUEUED]
    with pair.database.writing() as session:
        session.execute(
            update(DELIVERIES).where(DELIVERIES.c.state == State.QUEUED).values(state="accepted")
        )
        assert is_finished(session, dispatch)


@pytest.mark.parametrize(
    ("left", "hers"), [(Topic.EMERGENCY, State.UNKNOWN), (Topic.ROADS, State.QUEUED)]
)
def test_a_resident_who_leaves_a_topic_ends_its_repeats_only(
    pair: Town, left: Topic, hers: State
) -> None:
    lost(pair, hazard="storm")

    with pair.database.writing() as session:
        withdraw_messages(session, [_ana(session)], now=pair.now, topic=left.number)

    assert time_repeats(pair) == [hers, State.QUEUED]


def test_a_resend_by_staff_skips_a_resident_who_left(pair: Town) -> None:
    lost(pair, hazard="storm")
    ana_is_removed(pair)

    with pair.database.writing() as session:
        assert (
            send_alert_again(
                session,
                find_alert(session, "1"),
                ResendKind.UNKNOWN,
                by=LOCAL_OPERATOR,
                now=pair.now,
            )
            == 1
        )
    with pair.database.writing() as session, pytest.raises(NothingToResend):
        send_alert_again(
            session, find_alert(session, "1"), ResendKind.UNKNOWN, by=LOCAL_OPERATOR, now=pair.now
        )

    assert states(pair) == [State.UNKNOWN, State.QUEUED]


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("departs", [ana_leaves, ana_is_removed])
def test_a_release_skips_residents_who_left_during_the_quarantine(
    pair: Town, departs: Callable[[Town], None], whole: bool
) -> None:
    lost(pair, "snow")
    is_copied(pair)
    departs(pair)

    with pair.database.writing() as session:
        if whole:
            released = release_home(session, resend=True, by=LOCAL_OPERATOR, now=pair.now)
        else:
            released = release_alert(session, "1", resend=True, by=LOCAL_OPERATOR, now=pair.now)

    assert (released.resent, released.left) == (1, 1)
    assert states(pair) == [State.UNKNOWN, State.QUEUED]


def test_a_release_of_several_alerts_checks_the_topic_of_each(pair: Town) -> None:
    snow, storm = lost(pair, "snow"), lost(pair, hazard="storm")
    is_copied(pair)
    ana_leaves(pair)

    with pair.database.writing() as session:
        released = release_home(session, resend=True, by=LOCAL_OPERATOR, now=pair.now)

    assert (released.resent, released.left, set(released.dispatches)) == (3, 1, {snow, storm})
    with pair.database.reading() as session:
        kept = session.execute(select(DELIVERIES).where(DELIVERIES.c.state == State.UNKNOWN)).one()
        assert (kept.dispatch_id, kept.contact_id) == (snow, _ana(session))


def test_a_release_resends_notices_to_staff_without_any_resident(pair: Town) -> None:
    lost(pair, hazard="storm")
    is_copied(pair)
    with pair.database.writing() as session:
        session.execute(update(DISPATCHES.metadata.tables["alert"]).values(dispatch_id=None))
        session.execute(DISPATCHES.metadata.tables["subscription"].delete())

    with pair.database.writing() as session:
        released = release_home(session, resend=True, by=LOCAL_OPERATOR, now=pair.now)

    assert released.resent == 2
