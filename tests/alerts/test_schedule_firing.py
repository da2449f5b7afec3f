"""A schedule sends each of its messages once, or holds it and tells staff why."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from alerts import list_latest_alerts, wordings_of_alert
from alerts.schedules import LatePolicy, ScheduleKind
from alerts.schedules.running import DuePass, find_next_due
from areas import import_zones
from delivery import wordings_of
from delivery.quarantine import lift_quarantine, mark_restored, quarantine_copy
from runtime import LOCAL_OPERATOR, Database, Keys
from runtime.config import ApprovalSettings
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.readings import read_phone
from tests.alerts.conftest import EXAMPLES
from tests.alerts.schedule_timetable import Timetable


@pytest.fixture
def timetable(tmp_path: Path, database: Database, vault: Keys, now: datetime) -> Timetable:
    """A timetable in a town where one resident is registered, by SMS."""
    timetable = Timetable.at(tmp_path, database, vault, now)
    with database.writing() as session:
        import_zones(
            session, (EXAMPLES / "municipality.geojson").read_bytes(), by=LOCAL_OPERATOR, now=now
        )
        nobody_in_particular = Profile(
            name="Δοκιμή",
            language="el",
            zones=frozenset(),
            topics=frozenset(),
            groups=frozenset(),
            first_medium=None,
        )
        phone = read_phone("+306900000001", timetable.home.config.municipality)
        who = Newcomer(
            nobody_in_particular, (phone,), GivenConsent("desk", now - timedelta(days=1))
        )
        add_resident(session, vault, who, by=LOCAL_OPERATOR, now=now)
    return timetable


def told_staff(timetable: Timetable, found: DuePass) -> str:
    """The words of the last note to staff."""
    with timetable.home.database.reading() as session:
        return wordings_of(session, found.dispatches[-1])[-1].text


def test_a_due_schedule_is_sent_once(timetable: Timetable) -> None:
    timetable.adds()

    first, second = timetable.later(hours=1).runs(), timetable.later(hours=1, minutes=5).runs()

    assert [each.outcome.state for each in first.decided] == ["fired"]
    assert second == DuePass()
    with timetable.home.database.reading() as session:
        assert [alert.recipients for alert in list_latest_alerts(session, 9)] == [1]


def test_an_occurrence_is_not_sent_before_it_is_due(timetable: Timetable) -> None:
    timetable.adds()

    assert timetable.later(minutes=59).runs() == DuePass()


def test_two_schedulers_at_once_send_once(timetable: Timetable) -> None:
    timetable.adds()
    late = timetable.later(hours=1)

    with ThreadPoolExecutor(4) as pool:
        rounds = list(pool.map(lambda _: late.runs(), range(4)))

    assert sum(len(each.decided) for each in rounds) == 1
    assert [each.waiting for each in rounds] == [()] * 4
    assert timetable.standing() == ["fired"]


def test_values_count_from_the_moment_of_the_occurrence(timetable: Timetable) -> None:
    timetable.adds()

    timetable.later(hours=1, minutes=30).runs()

    with timetable.home.database.reading() as session:
        alert = list_latest_alerts(session, 1)[0]
        assert alert.values["from"] == "2026-11-24T18:00:00+00:00"
        assert alert.values["until"] == "2026-11-25T06:00:00+00:00"
        assert "24/11" in wordings_of_alert(session, alert)[0].text


def test_an_occurrence_noticed_within_the_limit_is_sent(timetable: Timetable) -> None:
    timetable.adds(kind=ScheduleKind.AT, spec="2026-11-24T20:00")

    timetable.later(hours=2, minutes=59).runs()

    assert timetable.standing() == ["fired"]


def test_a_late_occurrence_is_withheld_and_staff_are_told(timetable: Timetable) -> None:
    timetable.adds(kind=ScheduleKind.AT, spec="2026-11-24T20:00")

    found = timetable.later(hours=3, minutes=1).runs()

    assert timetable.standing() == ["held"]
    assert (
        timetable.history()[0].reason
        == "It was noticed 2 hours 1 minute late; the limit is 2 hours."
    )
    assert "δεν έστειλε" in told_staff(timetable, found) or "held" in told_staff(timetable, found)


def test_a_late_occurrence_is_sent_where_staff_chose_to(timetable: Timetable) -> None:
    timetable.adds(kind=ScheduleKind.AT, spec="2026-11-24T20:00", late=LatePolicy.SEND)

    timetable.later(hours=9).runs()

    assert timetable.standing() == ["fired"]


def test_an_expired_occurrence_is_withheld_whatever_the_late_policy(timetable: Timetable) -> None:
    timetable.adds(kind=ScheduleKind.AT, spec="2026-11-24T20:00", late=LatePolicy.SEND)

    timetable.later(hours=14).runs()

    assert timetable.standing() == ["held"]
    assert "`until` has passed" in timetable.history()[0].reason


def test_an_onset_that_lay_ahead_and_has_passed_holds_it(timetable: Timetable) -> None:
    timetable.adds(values={"from": "occurrence+30m", "until": "occurrence+12h"})

    timetable.later(hours=1, minutes=40).runs()

    assert timetable.standing() == ["held"]
    assert timetable.history()[0].reason.startswith("`from` lay ahead")


def test_several_due_occurrences_send_the_newest_and_tell_staff_once(timetable: Timetable) -> None:
    timetable.adds()

    found = timetable.later(hours=5, minutes=10).runs()

    assert timetable.standing() == ["held", "held", "held", "held", "fired"]
    assert len(found.dispatches) == 2
    assert {each.reason for each in timetable.history()[:-1]} == {
        "Overtaken by a later one: several were due at once, and only the newest is sent."
    }


def test_an_occurrence_without_recipients_is_withheld(timetable: Timetable) -> None:
    timetable.adds()
    with timetable.home.database.writing() as session:
        session.execute(text("UPDATE contact SET medium = 'email'"))

    timetable.later(hours=1).runs()

    assert timetable.standing() == ["held"]
    with timetable.home.database.reading() as session:
        assert list_latest_alerts(session, 1) == []


def test_a_changed_template_holds_it(timetable: Timetable, tmp_path: Path) -> None:
    timetable.adds()
    own_snow(tmp_path, "Χιόνι")

    found = timetable.later(hours=1).runs()

    assert timetable.standing() == ["held"]
    assert "has changed" in timetable.history()[0].reason
    assert "snow-watch" in told_staff(timetable, found)


def test_a_template_that_is_gone_holds_it(timetable: Timetable, tmp_path: Path) -> None:
    own = own_snow(tmp_path, "Χιόνι", name="blizzard")
    timetable.adds(template="blizzard")
    for file in own.iterdir():
        file.unlink()
    own.rmdir()

    timetable.later(hours=1).runs()

    assert timetable.standing() == ["held"]
    assert "There is no template 'blizzard'" in timetable.history()[0].reason


def test_a_firing_that_needs_approval_waits_for_a_second_person(timetable: Timetable) -> None:
    timetable.adds()
    strict = ApprovalSettings(severities=("Moderate",))
    timetable.home = replace(
        timetable.home, config=timetable.home.config.model_copy(update={"approval": strict})
    )

    found = timetable.later(hours=1).runs()

    assert timetable.standing() == ["held"]
    assert (
        timetable.history()[0].reason
        == f"It waits for approval, as alert {found.withheld[0].outcome.alert_id}."
    )
    with timetable.home.database.reading() as session:
        alert = list_latest_alerts(session, 1)[0]
        assert (alert.state, alert.submitted_by, alert.dispatch_id) == (
            "pending_approval",
            "scheduler",
            None,
        )


def test_a_bad_schedule_stops_no_other(timetable: Timetable) -> None:
    timetable.adds("a-broken-one")
    timetable.adds("good")
    with timetable.home.database.writing() as session:
        session.execute(
            text("UPDATE schedule SET request = '{\"template\": 7}' WHERE name = 'a-broken-one'")
        )

    found = timetable.later(hours=1).runs()

    assert timetable.standing("good") == ["fired"]
    assert timetable.standing("a-broken-one") == ["held"]
    assert [each.outcome.reason for each in found.withheld] == ["A defect: ValidationError."]


def test_a_failing_database_leaves_it_for_the_next_pass(timetable: Timetable) -> None:
    timetable.adds()
    with timetable.home.database.writing() as session:
        session.execute(text("ALTER TABLE wording RENAME TO elsewhere"))

    found = timetable.later(hours=1).runs()
    with timetable.home.database.writing() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO wording"))

    assert found == DuePass(waiting=("snow-watch",))
    assert [each.outcome.state for each in timetable.later(hours=1).runs().decided] == ["fired"]


def test_a_one_off_ends_after_its_moment(timetable: Timetable) -> None:
    timetable.adds(kind=ScheduleKind.AT, spec="2026-11-24T20:00")
    with timetable.home.database.reading() as session:
        assert find_next_due(session, now=timetable.now) == timetable.now + timedelta(hours=1)

    timetable.later(hours=1).runs()

    with timetable.home.database.reading() as session:
        assert find_next_due(session, now=timetable.now) is None
        assert session.scalar(text("SELECT state FROM schedule")) == "ended"


def own_snow(home: Path, title: str, name: str = "snow") -> Path:
    """The office's own snow template, the shipped one with another title."""
    from templates.folders import LIBRARY

    folder = home / "templates" / name
    folder.mkdir(parents=True)
    for file in (LIBRARY / "snow").iterdir():
        said = file.read_text("utf-8").replace("Χιονόπτωση", title)
        (folder / file.name).write_text(said, "utf-8")
    return folder


def test_a_copied_home_fires_nothing_by_itself_and_loses_nothing(timetable: Timetable) -> None:
    timetable.adds(spec="24h")
    mark_restored(timetable.home.flights)
    quarantine_copy(timetable.home)
    due = timetable.later(hours=24, minutes=1)

    held = due.runs()
    with timetable.home.database.writing() as session:
        lift_quarantine(session)

    assert held == DuePass(waiting=("snow-watch",))
    assert [each.outcome.state for each in due.runs().decided] == ["fired"]


def test_an_occurrence_too_late_after_a_release_is_withheld(timetable: Timetable) -> None:
    timetable.adds(spec="24h")
    mark_restored(timetable.home.flights)
    quarantine_copy(timetable.home)
    timetable.later(hours=25).runs()

    with timetable.home.database.writing() as session:
        lift_quarantine(session)
    found = timetable.later(hours=40).runs()

    assert [each.outcome.state for each in found.decided] == ["held"]
    assert "late" in found.decided[0].outcome.reason
    assert "snow-watch" in told_staff(timetable, found)


@pytest.mark.parametrize("before", [0, 2])
def test_occurrences_withheld_by_a_fast_clock_fire_at_their_time(
    timetable: Timetable, before: int
) -> None:
    timetable.adds()
    for hours in range(1, before + 1):
        timetable.later(hours=hours).runs()
    timetable.later(days=365).runs()

    rounds = [timetable.later(hours=hours).runs() for hours in range(before + 1, before + 4)]

    assert [each.outcome.state for found in rounds for each in found.decided] == ["fired"] * 3
    with timetable.home.database.reading() as session:
        ahead = find_next_due(session, now=timetable.later(hours=before + 3).now)
    assert ahead == timetable.now + timedelta(hours=before + 4)


def test_an_occurrence_sent_by_a_fast_clock_is_not_repeated(timetable: Timetable) -> None:
    timetable.adds()
    timetable.later(hours=3).runs()

    rounds = [timetable.later(hours=hours).runs() for hours in (1, 2, 3, 4)]

    assert [[each.outcome.state.value for each in found.decided] for found in rounds] == [
        ["fired"],
        ["fired"],
        [],
        ["fired"],
    ]
