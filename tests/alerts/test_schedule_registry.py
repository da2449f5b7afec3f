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
)
from alerts.schedules.previews import BadName, NotInThatState
from alerts.schedules.registry import NameTaken, UnknownSchedule
from alerts.schedules.timeline import skip_occurrence
from alerts.schedules.timeline.skipping import NoSuchOccurrence
from alerts.schedules.timing.relative import settle_moments
from console.schedules.firings import show_history, skip_one
from console.terminal.language import SPOKEN
from runtime import LOCAL_OPERATOR, SCHEDULER, Actor, Database, Keys, Right
from runtime.problems import NotAllowed
from templates import BadValue, Catalogue
from tests.alerts.schedule_timetable import Timetable
from tests.alerts.test_schedule_firing import own_snow

SNOW = Catalogue.load(None).find("snow")
ATHENS = ZoneInfo("Europe/Athens")


@pytest.fixture
def timetable(tmp_path: Path, database: Database, vault: Keys, now: datetime) -> Timetable:
    timetable = Timetable.at(tmp_path, database, vault, now)
    timetable.adds()
    return timetable


def pauses(timetable: Timetable, by: Actor = LOCAL_OPERATOR) -> None:
    with timetable.home.database.writing() as session:
        pause_schedule(session, "snow-watch", by=by, now=timetable.now)


def resumes(timetable: Timetable) -> None:
    with timetable.home.database.writing() as session:
        resume_schedule(
            session, "snow-watch", timetable.office, by=LOCAL_OPERATOR, now=timetable.now
        )


def skips(timetable: Timetable, at: str = "") -> datetime:
    with timetable.home.database.writing() as session:
        return skip_occurrence(
            session, "snow-watch", at, by=LOCAL_OPERATOR, now=timetable.now
        ).due_at


def coming(timetable: Timetable) -> list[str]:
    with timetable.home.database.reading() as session:
        slots = list_upcoming_slots(
            session, find_schedule(session, "snow-watch"), now=timetable.now
        )
    return [f"{slot.due_at:%H:%M}" for slot in slots]


def test_the_next_three_are_known(timetable: Timetable) -> None:
    assert coming(timetable) == ["18:00", "19:00", "20:00"]


def test_an_occurrence_within_a_pause_is_never_made_up(timetable: Timetable) -> None:
    pauses(timetable.later(minutes=10))
    nothing = timetable.later(hours=1).runs()
    resumes(timetable.later(hours=2, minutes=30))

    timetable.later(hours=3).runs()

    assert nothing.decided == ()
    assert timetable.standing() == ["skipped", "skipped", "held"]


def test_a_skipped_occurrence_is_left_out_and_the_others_stay(timetable: Timetable) -> None:
    skipped = skips(timetable)
    other = skips(timetable, "2026-11-24T22:00")

    assert (skipped, other) == (
        timetable.now + timedelta(hours=1),
        timetable.now + timedelta(hours=3),
    )
    assert coming(timetable) == ["19:00", "21:00", "22:00"]
    assert timetable.later(hours=1).runs().decided == ()


def test_staff_read_the_skipped_occurrence_the_next_and_who_skipped(
    timetable: Timetable, capsys: pytest.CaptureFixture[str]
) -> None:
    before = SPOKEN.set("el")
    skip_one(timetable.home, "snow-watch", "", by=LOCAL_OPERATOR)
    show_history(timetable.home, "snow-watch", as_json=False)
    SPOKEN.reset(before)

    shown = capsys.readouterr()
    assert re.search(
        r"«snow-watch»: το μήνυμα για \w{3} \d\d/\d\d/\d{4} \d\d:00 παραλείπεται\.", shown.err
    )
    assert re.search(r"Το επόμενο: \w{3} \d\d/\d\d/\d{4} \d\d:00\.", shown.err)
    assert "παραλείφθηκε από: local" in shown.out


@pytest.mark.parametrize("at", ["2026-11-24T20:30", "2026-11-24T18:00", "2026-11-24T19:00+02:00"])
def test_an_occurrence_that_never_comes_cannot_be_skipped(timetable: Timetable, at: str) -> None:
    with pytest.raises(NoSuchOccurrence):
        skips(timetable, at)


def test_a_removed_one_fires_no_more_and_frees_its_name(timetable: Timetable) -> None:
    with timetable.home.database.writing() as session:
        remove_schedule(session, "snow-watch", by=LOCAL_OPERATOR, now=timetable.now)

    assert timetable.later(hours=1).runs().decided == ()
    assert timetable.adds().id == 2
    with timetable.home.database.reading() as session:
        assert [each.id for each in list_schedules(session)] == [2]


def test_a_name_is_taken_once(timetable: Timetable) -> None:
    with pytest.raises(NameTaken):
        timetable.adds()


@pytest.mark.parametrize("name", ["", "-x", "two words", "a/b", "x" * 61])
def test_a_bad_name_is_refused(timetable: Timetable, name: str) -> None:
    with pytest.raises(BadName):
        timetable.adds(name)


def test_an_unknown_one_is_not_found(timetable: Timetable) -> None:
    with timetable.home.database.reading() as session, pytest.raises(UnknownSchedule):
        find_schedule(session, "nothing")


def test_a_paused_schedule_cannot_be_paused(timetable: Timetable) -> None:
    pauses(timetable)

    with pytest.raises(NotInThatState):
        pauses(timetable)


def test_the_scheduler_itself_may_change_none(timetable: Timetable) -> None:
    with pytest.raises(NotAllowed):
        pauses(timetable, SCHEDULER)


def test_staff_without_the_right_to_send_add_no_schedule(timetable: Timetable) -> None:
    from alerts.schedules import add_schedule

    somebody = Actor("Άννα Δοκιμή", frozenset({Right.CHANGE_SCHEDULES}), "member:2")
    with timetable.home.database.writing() as session, pytest.raises(NotAllowed):
        add_schedule(
            session, timetable.plan("other"), timetable.office, by=somebody, now=timetable.now
        )


def test_a_resumed_schedule_takes_a_changed_template(timetable: Timetable, tmp_path: Path) -> None:
    own_snow(tmp_path, "Χιόνι")
    held = timetable.later(hours=1).runs()

    resumes(timetable.later(hours=1, minutes=1))
    again = timetable.later(hours=2).runs()

    assert "has changed" in held.decided[0].outcome.reason
    assert again.decided[0].outcome.reason.startswith("Nobody is registered")


def test_a_schedule_that_has_passed_cannot_be_resumed(timetable: Timetable) -> None:
    timetable.adds("once", kind=ScheduleKind.AT, spec="2026-11-24T20:00")
    with timetable.home.database.writing() as session:
        pause_schedule(session, "once", by=LOCAL_OPERATOR, now=timetable.now)

    with timetable.home.database.writing() as session, pytest.raises(NotInThatState):
        resume_schedule(
            session, "once", timetable.office, by=LOCAL_OPERATOR, now=timetable.later(hours=2).now
        )


def test_a_skipped_one_off_has_ended(timetable: Timetable) -> None:
    timetable.adds("once", kind=ScheduleKind.AT, spec="2026-11-24T20:00")

    with timetable.home.database.writing() as session:
        skip_occurrence(session, "once", by=LOCAL_OPERATOR, now=timetable.now)

    with timetable.home.database.reading() as session:
        assert find_schedule(session, "once").state is ScheduleState.ENDED


def test_every_act_is_in_the_journal_without_a_name(timetable: Timetable) -> None:
    pauses(timetable)
    resumes(timetable)
    skips(timetable)

    with timetable.home.database.reading() as session:
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
    timetable: Timetable, typed: str
) -> None:
    with pytest.raises(BadValue, match="not of the form occurrence"):
        timetable.adds("other", values={"from": "occurrence", "until": typed})


def test_a_schedule_that_fires_too_late_is_refused_when_added(timetable: Timetable) -> None:
    from alerts.composing.drafts import AlreadyOver

    with pytest.raises(AlreadyOver):
        timetable.adds("other", values={"from": "2026-11-20 10:00", "until": "2026-11-20 11:00"})


def test_words_that_speak_of_an_occurrence_stay_words() -> None:
    given = {"from": "occurrence", "until": "occurrence+1h", "impact.en": "occurrence of ice"}

    settled = settle_moments(
        SNOW, given, due_at=datetime(2026, 11, 24, 15, 0, tzinfo=UTC), zone=ATHENS
    )

    assert settled["impact.en"] == "occurrence of ice"
