"""The single messages of a schedule: what is foretold of each, one left out and brought back, what
history keeps."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from alerts.schedules import (
    ScheduleKind,
    find_schedule,
    list_schedules,
    list_upcoming_slots,
    pause_schedule,
    remove_schedule,
)
from alerts.schedules.registry import UnknownSchedule
from alerts.schedules.timeline import (
    BadWindow,
    list_histories,
    restore_occurrence,
    simulate_firings,
    skip_occurrence,
)
from alerts.schedules.timeline.skipping import AlreadySkipped, NothingSkipped
from console.schedules.firings import show_history, show_simulation
from runtime import LOCAL_OPERATOR, Database, Keys
from tests.alerts.schedule_timetable import Timetable
from tests.alerts.test_schedule_firing import own_snow

NAME = "snow-watch"


@pytest.fixture
def timetable(tmp_path: Path, database: Database, vault: Keys, now: datetime) -> Timetable:
    timetable = Timetable.at(tmp_path, database, vault, now)
    timetable.adds()
    return timetable


def skips(timetable: Timetable, at: str = "", name: str = NAME) -> datetime:
    with timetable.home.database.writing() as session:
        slot = skip_occurrence(session, name, at, by=LOCAL_OPERATOR, now=timetable.now)
    return slot.due_at


def restores(timetable: Timetable, at: str = "", name: str = NAME) -> datetime:
    with timetable.home.database.writing() as session:
        slot = restore_occurrence(session, name, at, by=LOCAL_OPERATOR, now=timetable.now)
    return slot.due_at


def pauses(timetable: Timetable) -> None:
    with timetable.home.database.writing() as session:
        pause_schedule(session, NAME, by=LOCAL_OPERATOR, now=timetable.now)


def removes(timetable: Timetable) -> None:
    with timetable.home.database.writing() as session:
        remove_schedule(session, NAME, by=LOCAL_OPERATOR, now=timetable.now)


def coming(timetable: Timetable, name: str = NAME) -> list[datetime]:
    with timetable.home.database.reading() as session:
        schedule = find_schedule(session, name)
        return [slot.due_at for slot in list_upcoming_slots(session, schedule, now=timetable.now)]


def foretold(timetable: Timetable, since: datetime, hours: int) -> list[str]:
    with timetable.home.database.reading() as session:
        found = simulate_firings(
            session,
            list_schedules(session),
            timetable.office,
            start=since,
            end=since + timedelta(hours=hours),
            now=timetable.now,
        )
        return [each.state.value for each in found]


def test_no_firing_is_foretold_before_its_schedule_was_made(timetable: Timetable) -> None:
    assert foretold(timetable, timetable.now - timedelta(hours=5), 8) == ["expected"] * 2


def test_a_paused_schedule_is_foretold_as_paused(timetable: Timetable) -> None:
    pauses(timetable)

    assert foretold(timetable.later(hours=2), timetable.now, 4) == ["paused"] * 3


def test_skipped_held_and_overdue_firings_are_foretold_as_such(timetable: Timetable) -> None:
    skips(timetable)
    later = timetable.later(hours=2)
    later.runs()

    assert foretold(later.later(hours=1), timetable.now, 6) == [
        "skipped",
        "held",
        "overdue",
        "expected",
        "expected",
    ]


def test_a_changed_template_is_foretold_as_held(timetable: Timetable, tmp_path: Path) -> None:
    own_snow(tmp_path, "Χιόνι")

    assert foretold(timetable, timetable.now, 3) == ["held", "held"]


@pytest.mark.parametrize("hours", [0, -24])
def test_a_window_that_ends_before_it_begins_is_refused(timetable: Timetable, hours: int) -> None:
    with pytest.raises(BadWindow, match="--from 2026-10-24 --until 2026-10-26"):
        foretold(timetable, timetable.now, hours)


def test_staff_read_who_paused_and_who_skipped(
    timetable: Timetable, capsys: pytest.CaptureFixture[str]
) -> None:
    day = timetable.now.date()
    skips(timetable)
    pauses(timetable)

    show_simulation(timetable.home, f"{day}T00:00", f"{day}T23:59", "", as_json=False)

    shown = capsys.readouterr()
    assert f"{NAME}  skipped by local\n" in shown.out
    assert f"{NAME}  not sent: paused by local\n" in shown.out
    assert "No schedule sends anything in that time." in shown.err


def test_a_second_skip_is_refused_and_names_the_next(timetable: Timetable) -> None:
    skipped, before = skips(timetable), coming(timetable)

    with pytest.raises(AlreadySkipped) as refused:
        skips(timetable)

    assert coming(timetable) == before
    said = str(refused.value)
    assert "is left out already, by local on Tue 24/11/2026 19:00" in said
    assert f"{skipped + timedelta(hours=2):%d/%m/%Y %H:%M}" in said
    assert "tocsin schedules skip snow-watch --at 2026-11-24T21:00" in said
    assert "tocsin schedules unskip snow-watch --at 2026-11-24T20:00" in said


def test_the_moment_that_a_refusal_names_can_be_skipped(timetable: Timetable) -> None:
    first = skips(timetable)

    assert skips(timetable, "2026-11-24T21:00") == first + timedelta(hours=1)


def test_a_message_skipped_by_its_moment_is_not_skipped_again(timetable: Timetable) -> None:
    skips(timetable, "2026-11-24T22:00")

    with pytest.raises(AlreadySkipped):
        skips(timetable, "2026-11-24T22:00")
    assert skips(timetable) == timetable.now + timedelta(hours=1)


def test_a_skipped_message_is_brought_back_and_fires_once(timetable: Timetable) -> None:
    before = coming(timetable)
    skipped = skips(timetable)

    assert restores(timetable) == skipped

    assert coming(timetable) == before
    later = timetable.later(hours=1)
    assert len(later.runs().decided) == 1
    assert later.runs().decided == ()


def test_a_one_off_that_was_skipped_is_brought_back(timetable: Timetable) -> None:
    timetable.adds("once", kind=ScheduleKind.AT, spec="2026-11-24T20:00")
    due = skips(timetable, name="once")

    with pytest.raises(AlreadySkipped):
        skips(timetable, name="once")
    restores(timetable, name="once")

    assert coming(timetable, "once") == [due]


def test_a_message_among_several_skipped_is_brought_back(
    timetable: Timetable,
) -> None:
    first = skips(timetable)
    skips(timetable, "2026-11-24T22:00")

    with pytest.raises(NothingSkipped, match="--at 2026-11-24T20:00, 2026-11-24T22:00"):
        restores(timetable)

    assert restores(timetable, "2026-11-24T20:00") == first


def test_a_message_that_is_past_is_not_brought_back(timetable: Timetable) -> None:
    skips(timetable)

    with pytest.raises(NothingSkipped):
        restores(timetable.later(hours=1))


def test_the_journal_knows_who_brought_a_message_back(timetable: Timetable) -> None:
    skips(timetable)
    restores(timetable)

    with timetable.home.database.reading() as session:
        acts = session.execute(text("SELECT action, actor FROM journal ORDER BY seq")).all()
    assert [tuple(act) for act in acts[-2:]] == [
        ("schedule.skipped", "local"),
        ("schedule.unskipped", "local"),
    ]


def test_a_removed_schedule_keeps_its_history(
    timetable: Timetable, capsys: pytest.CaptureFixture[str]
) -> None:
    later = timetable.later(hours=1)
    later.runs()
    removes(later)

    show_history(timetable.home, NAME, as_json=False)

    shown = capsys.readouterr().out
    assert "'snow-watch', added on Tue 24/11/2026 19:00, was removed" in shown
    assert "was removed on Tue 24/11/2026 20:00 by local." in shown
    assert "held" in shown


def test_a_schedule_of_the_same_name_has_its_own_history(timetable: Timetable) -> None:
    timetable.later(hours=1).runs()
    removes(timetable.later(hours=1))
    timetable.later(hours=1).adds()

    with timetable.home.database.reading() as session:
        new, old = list_histories(session, NAME)

    assert (new.removed_at, list(new.occurrences)) == (None, [])
    assert (old.removed_by, len(old.occurrences)) == ("local", 1)


def test_a_removed_schedule_is_said_to_be_removed(
    timetable: Timetable,
) -> None:
    removes(timetable)

    with (
        timetable.home.database.reading() as session,
        pytest.raises(UnknownSchedule, match="was removed: `tocsin schedules history snow-watch`"),
    ):
        find_schedule(session, NAME)
    with timetable.home.database.reading() as session, pytest.raises(UnknownSchedule):
        list_histories(session, "nothing")
