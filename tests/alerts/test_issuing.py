"""Who is told, in which words, and what an alert is once it is issued."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from alerts import Reach
from alerts.audience.counts import AudienceMoved, NoRecipients, check_expected_count
from alerts.composing.drafts import AlreadyOver, UnknownMedium
from alerts.issuing.drafting import KeyTaken
from alerts.register import dispatch_of
from areas import UnknownArea
from channels import Medium
from runtime import Actor
from runtime.problems import NotAllowed
from templates import BadValue, Topic
from tests.alerts.conftest import SNOW, Town

ANA, BEN = "+306900000001", "+306900000002"


def test_a_resident_of_the_area_is_told_in_their_language(town: Town) -> None:
    town.resident(ANA, zone="panorama", language="en")

    issued = town.issues(town.request("snow", "panorama"))

    assert town.told(issued.alert) == [(Medium.SMS, "en")]


def test_a_resident_who_lives_elsewhere_is_not_told(town: Town) -> None:
    town.resident(ANA, zone="filyro")

    with pytest.raises(NoRecipients):
        town.issues(town.request("snow", "exochi"))


def test_an_area_includes_the_zones_within_and_around_it(town: Town) -> None:
    town.resident(ANA, zone="panorama")
    from areas import list_zones

    with town.database.reading() as session:
        parent = next(zone.parent for zone in list_zones(session) if zone.code == "panorama")
    parent = parent or "panorama"

    assert town.issues(town.request("snow", parent)).alert.messages == 1


def test_a_resident_without_a_zone_is_told_everywhere(town: Town) -> None:
    town.resident(ANA)

    assert town.issues(town.request("snow", "exochi")).alert.recipients == 1


def test_a_resident_without_the_weather_topic_hears_of_a_storm(town: Town) -> None:
    town.resident(ANA, topics=(Topic.EVENTS,))
    town.resident(BEN, topics=(Topic.WEATHER,))

    assert town.issues(town.request()).alert.recipients == 1
    storm = town.request("extreme_weather", values={"hazard": "storm"})
    assert town.issues(storm).alert.recipients == 2


def test_a_language_without_words_goes_down_the_chain_of_languages(town: Town) -> None:
    town.resident(ANA, language="sq")

    assert town.told(town.issues(town.request()).alert) == [(Medium.SMS, "en")]


@pytest.mark.parametrize(
    ("first", "told"),
    [(None, Medium.SMS), (Medium.SMS, Medium.SMS), (Medium.EMAIL, Medium.EMAIL)],
)
def test_a_resident_is_told_by_the_medium_they_put_first(
    town: Town, first: Medium | None, told: Medium
) -> None:
    town.resident(ANA, email="ana@example.gr", first=first)

    issued = town.issues(town.request(reach=Reach.FIRST))

    assert town.told(issued.alert) == [(told, "el")]


def test_an_alert_is_stored_with_its_recipients_and_messages(town: Town) -> None:
    town.resident(ANA, email="ana@example.gr")

    alert = town.issues(town.request(reach=Reach.ALL)).alert

    assert (alert.recipients, alert.messages, alert.state) == (1, 2, "sending")
    assert alert.identifier.startswith("warn.example.gr-20261124T170000Z-")
    assert alert.expires_at.isoformat() == "2031-01-13T10:00:00+00:00"


def test_a_repeated_command_with_a_key_finds_its_first_alert(town: Town) -> None:
    town.resident(ANA)
    request = town.request(values={"from": "20:00", "until": "23:00"}, key="k")
    first = town.issues(request)

    town.now += timedelta(hours=2)
    again = town.issues(request)

    assert (again.alert.id, again.fresh) == (first.alert.id, False)


def test_the_same_key_for_another_command_shows_both(town: Town) -> None:
    town.resident(ANA)
    town.issues(town.request(key="k"))

    with pytest.raises(KeyTaken) as refused:
        town.issues(town.request("snow", "panorama", key="k"))

    assert "alert 1, snow for the whole municipality" in str(refused.value)
    assert "snow for panorama" in str(refused.value)


def test_an_actor_without_the_right_issues_nothing(town: Town) -> None:
    town.resident(ANA)

    with pytest.raises(NotAllowed):
        town.issues(town.request(), by=Actor("guest", frozenset()))


def test_an_alert_that_would_arrive_too_late_is_refused(town: Town) -> None:
    with pytest.raises(AlreadyOver):
        town.composes(
            town.request(values={"from": "2020-01-01 10:00", "until": "2020-01-01 12:00"})
        )


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"media": ("fax",)}, UnknownMedium),
        ({"given": {**SNOW, "until": "2031-01-12 19:00"}}, BadValue),
        ({"areas": ("atlantis",)}, UnknownArea),
    ],
)
def test_an_impossible_request_is_refused(
    town: Town, asked: dict[str, Any], problem: type[Exception]
) -> None:
    request = replace(town.request("snow"), **asked)

    with pytest.raises(problem):
        town.composes(request)


def test_the_forecast_counts_people_parts_cost_and_time(town: Town) -> None:
    for number in range(20):
        town.resident(f"+3069000001{number:02d}", zone="panorama")
    town.resident(ANA, email="ana@example.gr", zone="exochi")

    seen = town.forecasts(town.composes(town.request(reach=Reach.ALL)))

    assert (seen.recipients, seen.messages, seen.of(Medium.SMS)) == (21, 22, 21)
    assert seen.areas == {"panorama": 20, "exochi": 1}
    assert seen.cost == pytest.approx(21 * 0.05)
    assert seen.minutes == {Medium.SMS: pytest.approx(21 / 10 / 60), Medium.EMAIL: None}
    assert all("•" in person.address for person in seen.people)


@pytest.mark.parametrize(
    ("count", "moved"), [(100, False), (101, False), (99, False), (102, True), (98, True)]
)
def test_a_count_may_move_by_one_in_a_hundred(count: int, moved: bool) -> None:
    if not moved:
        return check_expected_count(count, 100)
    with pytest.raises(AudienceMoved):
        check_expected_count(count, 100)
    return None


def test_a_resident_who_leaves_before_the_send_is_not_told(town: Town) -> None:
    from delivery import State
    from delivery.status import count_dispatch
    from runtime import LOCAL_OPERATOR
    from subscribers import remove_resident

    ana = town.resident(ANA)
    town.resident(BEN)
    alert = town.issues(town.request()).alert

    with town.database.writing() as session:
        remove_resident(session, ana, reason="asked", by=LOCAL_OPERATOR, now=town.now)

    with town.database.reading() as session:
        assert count_dispatch(session, dispatch_of(alert)).by_state == {
            State.QUEUED: 1,
            State.SKIPPED: 1,
        }


def test_a_drill_offers_no_link_by_which_to_leave_emergencies(town: Town) -> None:
    from channels import UNSUBSCRIBE_SLOT

    drill = town.composes(town.request("drill"))

    assert all(UNSUBSCRIBE_SLOT not in words.text + words.html for words in drill.words)
