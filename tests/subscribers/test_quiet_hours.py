"""Quiet hours: what is not urgent waits for the morning of whoever asked for it, on the nights of
DST too."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from areas import find_area
from channels import Medium, Wording
from delivery import Lane, Parcel, Repeat, add_recipients, prepare_dispatch
from delivery.sending import settle_dispatches
from delivery.status import is_finished
from delivery.tables import Dispatch
from subscribers.audience import Breadth, Concern, Criteria, count_audience, select_audience
from subscribers.preferences import Agreement, Choices, QuietHours, save_preferences
from templates import Topic

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

ATHENS = ZoneInfo("Europe/Athens")
MEDIA = (Medium.SMS, Medium.EMAIL)


def sleeper(door: "Doorstep", start: int, end: int) -> None:
    who = door.enters("anna@example.gr").resident_id
    wish = Choices(frozenset(), frozenset(Topic), "el", QuietHours(start, end))
    with door.database.writing() as session:
        save_preferences(session, door.keys, who, wish, Agreement(), now=door.now)


def waits_until(
    door: "Doorstep", at: datetime, concern: Concern = Concern.TOPIC
) -> datetime | None:
    """Until when Anna waits for an alert of that moment (UTC)."""
    with door.database.reading() as session:
        zones = find_area(session, ()).zone_ids
        criteria = Criteria(zones, Topic.ROADS, concern, MEDIA, Breadth.ALL, at.astimezone(ATHENS))
        [row] = session.execute(select_audience(criteria)).all()
    waits: datetime | None = row.not_before
    return waits


@pytest.mark.parametrize(
    ("hours", "at", "until"),
    [
        ((22, 7), "2026-11-24T19:59", None),
        ((22, 7), "2026-11-24T20:00", "2026-11-25T05:00"),
        ((22, 7), "2026-11-24T23:30", "2026-11-25T05:00"),
        ((22, 7), "2026-11-25T04:59", "2026-11-25T05:00"),
        ((22, 7), "2026-11-25T05:00", None),
        ((13, 17), "2026-11-24T12:00", "2026-11-24T15:00"),
        ((13, 17), "2026-11-24T15:00", None),
        ((23, 0), "2026-11-24T21:30", "2026-11-24T22:00"),
        # The night of spring, 2027-03-28: 03:00 is 04:00.
        ((22, 7), "2027-03-27T21:00", "2027-03-28T04:00"),
        ((22, 3), "2027-03-27T23:00", "2027-03-28T01:00"),
        # The night of autumn, 2026-10-25: 04:00 is 03:00 again.
        ((22, 7), "2026-10-24T20:00", "2026-10-25T05:00"),
        ((22, 3), "2026-10-24T20:00", "2026-10-25T00:00"),
        ((22, 3), "2026-10-25T01:30", None),
        ((22, 4), "2026-10-25T00:30", "2026-10-25T02:00"),
        ((22, 4), "2026-10-25T01:30", "2026-10-25T02:00"),
    ],
)
def test_a_message_waits_until_the_quiet_hours_are_over(
    back_door: "Doorstep", hours: tuple[int, int], at: str, until: str | None
) -> None:
    sleeper(back_door, *hours)

    found = waits_until(back_door, datetime.fromisoformat(at).replace(tzinfo=UTC))

    assert found == (until and datetime.fromisoformat(until).replace(tzinfo=UTC))


def test_an_urgent_alert_wakes_everybody(doorstep: "Doorstep") -> None:
    sleeper(doorstep, 22, 7)

    assert waits_until(doorstep, datetime(2026, 11, 24, 23, tzinfo=UTC), Concern.URGENT) is None


def test_a_forecast_counts_residents_who_wait_for_quiet_hours(
    doorstep: "Doorstep",
) -> None:
    sleeper(doorstep, 22, 7)
    doorstep.town.adds("6921000002")
    night = datetime(2026, 11, 24, 23, tzinfo=UTC).astimezone(ATHENS)

    with doorstep.database.reading() as session:
        zones = find_area(session, ()).zone_ids
        chosen = select_audience(
            Criteria(zones, Topic.ROADS, Concern.TOPIC, MEDIA, Breadth.ALL, night)
        )
        size = count_audience(session, chosen, MEDIA)

    assert (size.recipients, sum(size.messages.values()), size.waiting) == (2, 2, 1)


def test_a_message_put_off_until_morning_keeps_no_terminal_waiting(
    doorstep: "Doorstep",
) -> None:
    sleeper(doorstep, 22, 7)
    tonight = datetime.now(ATHENS).replace(hour=23) + timedelta(days=1)
    words = Wording(0, Medium.EMAIL, "el", "Έργα", "Έργα")
    parcel = Parcel(Lane.ROUTINE, Repeat.HOLD, tonight + timedelta(days=1), (words,))

    with doorstep.database.writing() as session:
        zones = find_area(session, ()).zone_ids
        criteria = Criteria(
            zones, Topic.ROADS, Concern.TOPIC, (Medium.EMAIL,), Breadth.ALL, tonight
        )
        dispatch = prepare_dispatch(session, parcel, now=doorstep.now)
        assert add_recipients(session, dispatch, select_audience(criteria)) == 1
        settle_dispatches(session, now=doorstep.now)

        assert is_finished(session, dispatch)
        assert session.get_one(Dispatch, dispatch).settled_at is None
