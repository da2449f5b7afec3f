"""What staff may do with a schedule, and what its values may say."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from alerts.schedules import (
    ScheduleKind,
    ScheduleState,
    find_schedule,
    list_schedules,
    list_upcoming_slots,
    pause_schedule,
    remove_schedule,
    resume_schedule,
    skip_occurrence,
)
from alerts.schedules.previews import BadName, NotInThatState
from alerts.schedules.registry import NameTaken, NoSuchOccurrence, UnknownSchedule
from alerts.schedules.timing.relative import settle_moments
from console.schedules.timetable import show_history, skip_one
from console.terminal.language import SPOKEN
from runtime import LOCAL_OPERATOR, SCHEDULER, Actor, Database, Keys, Right
from runtime.problems import NotAllowed
from templates import BadValue, Catalogue
from tests.alerts.schedule_desk import Desk
from tests.alerts.test_schedule_firing import own_snow

SNOW = Catalogue.load(None).find("snow")
ATHENS = ZoneInfo("Europe/Athens")


@pytest.fixture
def desk(tmp_path: Path, database: Database, vault: Keys, now: datetime) -> Desk:
    desk = Desk.at(tmp_path, database, vault, now)
    desk.adds()
    return desk


def pauses(desk: Desk, by: Actor = LOCAL_OPERATOR) -> None:
    with desk.home.database.writing() as session:
        pause_schedule(session, "snow-watch", by=by, now=desk.now)


def resumes(desk: Desk) -> None:
    with desk.home.database.writing() as session:
        resume_schedule(session, "snow-watch", desk.office, by=LOCAL_OPERATOR, now=desk.now)


def skips(desk: Desk, at: str = "") -> datetime:
    with desk.home.database.writing() as session:
        return skip_occurrence(session, "snow-watch", at, by=LOCAL_OPERATOR, now=desk.now).due_at


def coming(desk: Desk) -> list[str]:
    with desk.home.database.reading() as session:
        slots = list_upcoming_slots(session, find_schedule(session, "snow-watch"), now=desk.now)
    return [f"{slot.due_at:%H:%M}" for slot in slots]


def test_the_next_three_are_known(desk: Desk) -> None:
    assert coming(desk) == ["18:00", "19:00", "20:00"]


def test_an_occurrence_within_a_pause_is_never_made_up(desk: Desk) -> None:
    pauses(desk.later(minutes=10))
    nothing = desk.later(hours=1).runs()
    resumes(desk.later(hours=2, minutes=30))

    desk.later(hours=3).runs()

    assert nothing.decided == ()
    assert desk.standing() == ["skipped", "skipped", "held"]


def test_a_skipped_occurrence_is_left_out_and_the_others_stay(desk: Desk) -> None:
    skipped = skips(desk)
    other = skips(desk, "2026-11-24T22:00")

    assert (skipped, other) == (desk.now + timedelta(hours=1), desk.now + timedelta(hours=3))
    assert coming(desk) == ["19:00", "21:00", "22:00"]
    assert desk.later(hours=1).runs().decided == ()


def test_staff_read_the_skipped_occurrence_the_next_and_who_skipped(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    before = SPOKEN.set("el")
    skip_one(desk.home, "snow-watch", "", by=LOCAL_OPERATOR)
    show_history(desk.home, "snow-watch", as_json=False)
    SPOKEN.reset(before)

    shown = capsys.readouterr()
    assert re.search(
        r"«snow-watch»: παραλείπεται το μήνυμα της \w{3} \d\d/\d\d/\d{4} \d\d:00\.", shown.err
    )
    assert re.search(r"Το επόμενο: \w{3} \d\d/\d\d/\d{4} \d\d:00\.", shown.err)
    assert "παραλείφθηκε από: local" in shown.out


@pytest.mark.parametrize("at", ["2026-11-24T20:30", "2026-11-24T18:00", "2026-11-24T19:00+02:00"])
def test_an_occurrence_that_never_comes_cannot_be_skipped(desk: Desk, at: str) -> None:
    with pytest.raises(NoSuchOccurrence):
        skips(desk, at)


def test_the_same_one_is_not_skipped_twice(desk: Desk) -> None:
    skips(desk, "2026-11-24T20:00")

    with pytest.raises(NoSuchOccurrence):
        skips(desk, "2026-11-24T20:00")


def test_a_removed_one_fires_no_more_and_frees_its_name(desk: Desk) -> None:
    with desk.home.database.writing() as session:
        remove_schedule(session, "snow-watch", by=LOCAL_OPERATOR, now=desk.now)

    assert desk.later(hours=1).runs().decided == ()
    assert desk.adds().id == 2
    with desk.home.database.reading() as session:
        assert [each.id for each in list_schedules(session)] == [2]


def test_a_name_is_taken_once(desk: Desk) -> None:
    with pytest.raises(NameTaken):
        desk.adds()


@pytest.mark.parametrize("name", ["", "-x", "two words", "a/b", "x" * 61])
def test_a_bad_name_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(BadName):
        desk.adds(name)


def test_an_unknown_one_is_not_found(desk: Desk) -> None:
    with desk.home.database.reading() as session, pytest.raises(UnknownSchedule):
        find_schedule(session, "nothing")


def test_a_paused_schedule_cannot_be_paused(desk: Desk) -> None:
    pauses(desk)

    with pytest.raises(NotInThatState):
        pauses(desk)


def test_the_scheduler_itself_may_change_none(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        pauses(desk, SCHEDULER)


def test_staff_without_the_right_to_send_add_no_schedule(desk: Desk) -> None:
    from alerts.schedules import add_schedule

    somebody = Actor("Άννα Δοκιμή", frozenset({Right.CHANGE_SCHEDULES}), "member:2")
    with desk.home.database.writing() as session, pytest.raises(NotAllowed):
        add_schedule(session, desk.plan("other"), desk.office, by=somebody, now=desk.now)


def test_a_resumed_schedule_takes_a_changed_template(desk: Desk, tmp_path: Path) -> None:
    own_snow(tmp_path, "Χιόνι")
    held = desk.later(hours=1).runs()

    resumes(desk.later(hours=1, minutes=1))
    again = desk.later(hours=2).runs()

    assert "has changed" in held.decided[0].outcome.reason
    assert again.decided[0].outcome.reason.startswith("Nobody is registered")


def test_a_schedule_that_has_passed_cannot_be_resumed(desk: Desk) -> None:
    desk.adds("once", kind=ScheduleKind.AT, spec="2026-11-24T20:00")
    with desk.home.database.writing() as session:
        pause_schedule(session, "once", by=LOCAL_OPERATOR, now=desk.now)

    with desk.home.database.writing() as session, pytest.raises(NotInThatState):
        resume_schedule(
            session, "once", desk.office, by=LOCAL_OPERATOR, now=desk.later(hours=2).now
        )


def test_a_skipped_one_off_has_ended(desk: Desk) -> None:
    desk.adds("once", kind=ScheduleKind.AT, spec="2026-11-24T20:00")

    with desk.home.database.writing() as session:
        skip_occurrence(session, "once", by=LOCAL_OPERATOR, now=desk.now)

    with desk.home.database.reading() as session:
        assert find_schedule(session, "once").state is ScheduleState.ENDED


def test_every_act_is_in_the_journal_without_a_name(desk: Desk) -> None:
    pauses(desk)
    resumes(desk)
    skips(desk)

    with desk.home.database.reading() as session:
        rows = session.execute(
            text("SELECT action, subject, facts FROM journal ORDER BY seq")
        ).all()
    assert [row.action for row in rows if row.action.startswith("schedule")] == [
        "schedule.added",
        "schedule.paused",
        "schedule.resumed",
        "schedule.skipped",
    ]
    assert "snow-watch" not in str(rows)


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("occurrence", "2026-10-24T15:00"),
        ("occurrence+2h", "2026-10-24T17:00"),
        ("occurrence-30m", "2026-10-24T14:30"),
        ("occurrence + 90m", "2026-10-24T16:30"),
        ("occurrence+1d", "2026-10-25T16:00"),
        ("occurrence+1d2h", "2026-10-25T18:00"),
        ("occurrence+24h", "2026-10-25T15:00"),
    ],
)
def test_values_count_from_the_occurrence_and_days_by_local_time(typed: str, means: str) -> None:
    due_at = datetime(2026, 10, 24, 15, 0, tzinfo=UTC)

    settled = settle_moments(
        SNOW, {"from": typed, "until": "occurrence+3d"}, due_at=due_at, zone=ATHENS
    )

    assert settled["from"] == f"{means}:00+00:00"


@pytest.mark.parametrize(
    "typed",
    [
        "occurrence+",
        "occurrence+2",
        "occurrence+2w",
        "occurence+2h",
        "Occurrence+h",
        "occurrence+2h1d",
        "occurrence*2",
    ],
)
def test_a_mistyped_occurrence_is_refused_when_the_schedule_is_added(
    desk: Desk, typed: str
) -> None:
    with pytest.raises(BadValue, match="not of the form occurrence"):
        desk.adds("other", values={"from": "occurrence", "until": typed})


def test_a_schedule_that_fires_too_late_is_refused_when_added(desk: Desk) -> None:
    from alerts.composing.drafts import AlreadyOver

    with pytest.raises(AlreadyOver):
        desk.adds("other", values={"from": "2026-11-20 10:00", "until": "2026-11-20 11:00"})


def test_words_that_speak_of_an_occurrence_stay_words() -> None:
    given = {"from": "occurrence", "until": "occurrence+1h", "impact.en": "occurrence of ice"}

    settled = settle_moments(
        SNOW, given, due_at=datetime(2026, 11, 24, 15, 0, tzinfo=UTC), zone=ATHENS
    )

    assert settled["impact.en"] == "occurrence of ice"
