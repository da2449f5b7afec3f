"""A copied home: it cannot know what the other one has sent since, so what is open in it waits for
staff."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update

from channels import Medium, Outcome, PartLimits, Receipt
from delivery import Lane, Repeat, State
from delivery.outcomes import repeat_unknown
from delivery.quarantine import (
    check_for_copy,
    lift_quarantine,
    mark_restored,
    quarantine_copy,
    quarantined_dispatches,
    quarantined_since,
    release_dispatches,
)
from delivery.quarantine.detection import leave_mark
from delivery.quarantine.holding import SKIPPED_NUMBERS, note_fingerprint
from delivery.quarantine.notice_texts import QUARANTINED_HOME
from delivery.send_log import SendLog, SendResult
from delivery.sending.batches import Batch, LaneQueue, claim_batch
from delivery.sending.messages import MessageBuilder
from delivery.sending.sweeping import recover_crashed
from delivery.status import is_finished
from delivery.tables import DISPATCHES, INSTALLATION
from runtime import Database, Home, moment
from runtime.config import Config, StaffNotice
from runtime.database import connect_database, sqlite_url
from staff.journal import read_entries
from templates.sms import measure_sms, to_gsm7
from tests.delivery.conftest import PostRoom

DUTY = StaffNotice(phones=("+306999900001",))


@pytest.fixture
def home(post_room: PostRoom, tmp_path: Path) -> Home:
    """A home that has been at work."""
    found = Home(tmp_path, Config(staff_notice=DUTY), post_room.keys, post_room.database)
    with found.database.writing() as session:
        note_fingerprint(session, found)
    return found


def moves_away(home: Home) -> None:
    """What the database remembers of its place is not where it is now."""
    with home.database.writing() as session:
        session.execute(update(INSTALLATION).values(fingerprint="elsewhere"))


def boards(post_room: PostRoom, lane: Lane = Lane.ROUTINE) -> Batch:
    worker_id, _ = post_room.worker()
    with post_room.database.writing() as session:
        lane_queue = LaneQueue(lane, Medium.SMS, "memory", None, worker_id)
        return claim_batch(session, lane_queue, MessageBuilder(post_room.keys, ""))


def releases(home: Home, *dispatches: int, resend: bool) -> int:
    with home.database.writing() as session:
        again = release_dispatches(session, dispatches, resend=resend, now=moment(session))
        lift_quarantine(session)
        return again


def staff_notes(home: Home) -> int:
    notes = select(func.count()).where(DISPATCHES.c.lane == Lane.EMERGENCY)
    with home.database.reading() as session:
        return session.scalar(notes) or 0


async def test_a_home_that_has_not_moved_is_not_held(post_room: PostRoom, home: Home) -> None:
    dispatch = post_room.hand_over(post_room.contacts(2))

    assert quarantine_copy(home) is False
    assert post_room.states(dispatch) == {State.QUEUED: 2}


async def test_a_copy_calls_unknown_what_waits_and_what_was_claimed(
    post_room: PostRoom, home: Home
) -> None:
    claimed = post_room.hand_over(post_room.contacts(2))
    boards(post_room)
    waiting = post_room.hand_over(post_room.contacts(3, first=10))
    moves_away(home)

    assert quarantine_copy(home) is True

    assert post_room.states(claimed) == {State.UNKNOWN: 2}
    assert post_room.states(waiting) == {State.UNKNOWN: 3}
    assert boards(post_room).messages == ()


async def test_a_copy_is_held_once_and_says_so_once(home: Home) -> None:
    moves_away(home)

    held = [quarantine_copy(home), quarantine_copy(home)]

    assert held == [True, False]
    assert staff_notes(home) == 1
    with home.database.reading() as session:
        assert quarantined_since(session) is not None
        assert [entry.action for entry in read_entries(session)] == ["home.held"]


async def test_an_alert_issued_during_the_quarantine_leaves_at_once(
    post_room: PostRoom, home: Home
) -> None:
    old = post_room.hand_over(post_room.contacts(2))
    moves_away(home)
    quarantine_copy(home)

    new = post_room.hand_over(post_room.contacts(2))

    assert {claimed.dispatch_id for claimed in boards(post_room).messages} == {new}
    assert new > old + SKIPPED_NUMBERS


async def test_an_unknown_message_in_quarantine_is_never_repeated(
    post_room: PostRoom, home: Home
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(1), repeat=Repeat.RESEND, lane=Lane.EMERGENCY)
    boards(post_room, Lane.EMERGENCY)
    moves_away(home)
    quarantine_copy(home)

    post_room.time_passes(600)
    with home.database.writing() as session:
        repeat_unknown(session, now=moment(session))

    assert post_room.states(dispatch) == {State.UNKNOWN: 1}
    with home.database.reading() as session:
        assert is_finished(session, dispatch)


async def test_staff_let_it_go_again_marked_as_doubled(post_room: PostRoom, home: Home) -> None:
    dispatch = post_room.hand_over(post_room.contacts(3))
    moves_away(home)
    quarantine_copy(home)

    assert releases(home, dispatch, resend=True) == 3

    assert len(boards(post_room).messages) == 3
    assert post_room.tally(dispatch).doubled == 3
    with home.database.reading() as session:
        assert quarantined_since(session) is None


async def test_staff_leave_it_and_no_time_sends_it(post_room: PostRoom, home: Home) -> None:
    dispatch = post_room.hand_over(post_room.contacts(3), repeat=Repeat.RESEND)
    boards(post_room)
    moves_away(home)
    quarantine_copy(home)

    assert releases(home, dispatch, resend=False) == 0
    post_room.time_passes(600)
    with home.database.writing() as session:
        repeat_unknown(session, now=moment(session))

    assert post_room.states(dispatch) == {State.UNKNOWN: 3}


async def test_an_expired_alert_is_not_resent_at_the_release(
    post_room: PostRoom, home: Home
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(2))
    moves_away(home)
    quarantine_copy(home)
    post_room.time_passes(7200)

    assert releases(home, dispatch, resend=True) == 0
    assert post_room.states(dispatch) == {State.UNKNOWN: 2}


async def test_a_code_that_waited_expires(post_room: PostRoom, home: Home) -> None:
    code = post_room.hand_over(post_room.contacts(1), lane=Lane.CODES)
    moves_away(home)
    quarantine_copy(home)

    assert post_room.states(code) == {State.EXPIRED: 1}
    with home.database.reading() as session:
        assert quarantined_dispatches(session, now=moment(session)) == []


async def test_results_in_the_send_log_are_true_in_the_copy(
    post_room: PostRoom, home: Home
) -> None:
    dispatch = post_room.hand_over(post_room.contacts(3))
    first, second, _ = boards(post_room).messages
    log = SendLog(home.flights, 77)
    log.ended(SendResult(first.claim, Receipt(Outcome.ACCEPTED, "SM1")))
    log.ended(SendResult(second.claim, Receipt(Outcome.TRANSIENT)))
    log_left_behind(log, home)
    moves_away(home)

    quarantine_copy(home)
    recover_crashed(home.database, home.flights)

    assert post_room.states(dispatch) == {State.ACCEPTED: 1, State.UNKNOWN: 2}


async def test_a_log_that_turns_up_later_queues_nothing_that_leaves(
    post_room: PostRoom, home: Home
) -> None:
    post_room.hand_over(post_room.contacts(1))
    [only] = boards(post_room).messages
    moves_away(home)
    quarantine_copy(home)
    log = SendLog(home.flights, 78)
    log.ended(SendResult(only.claim, Receipt(Outcome.TRANSIENT)))
    log_left_behind(log, home)

    recover_crashed(home.database, home.flights)
    post_room.time_passes(600)

    assert boards(post_room).messages == ()


async def test_an_older_state_in_the_same_place_is_a_copy(post_room: PostRoom, home: Home) -> None:
    dispatch = post_room.hand_over(post_room.contacts(1))
    post_room.worker()
    leave_mark(home.database, home.flights)
    assert quarantine_copy(home) is False

    post_room.time_passes(60)  # all that the database remembers of its workers is older now

    assert quarantine_copy(home) is True
    assert post_room.states(dispatch) == {State.UNKNOWN: 1}


async def test_a_mark_from_a_clock_that_was_wrong_says_nothing(
    post_room: PostRoom, home: Home
) -> None:
    post_room.worker()
    home.flights.mkdir(exist_ok=True)
    (home.flights / "seen").write_text("2099-01-01T00:00:00+00:00")

    assert quarantine_copy(home) is False


async def test_a_restored_home_is_quarantined_even_if_no_worker_ran(
    post_room: PostRoom, tmp_path: Path
) -> None:
    fresh = Home(tmp_path, Config(), post_room.keys, post_room.database)
    dispatch = post_room.hand_over(post_room.contacts(1))
    mark_restored(fresh.flights)

    held = [quarantine_copy(fresh), quarantine_copy(fresh)]

    assert held == [True, False]
    assert post_room.states(dispatch) == {State.UNKNOWN: 1}


@pytest.fixture
def elsewhere(home: Home, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """The same database copied to another place."""
    if home.database.is_sqlite:
        for end in ("", "-wal", "-shm"):
            shutil.copy2(tmp_path / f"tocsin.db{end}", tmp_path / f"copy.db{end}")
        copied = connect_database(sqlite_url(tmp_path / "copy.db"))
    else:
        copied = _copied_server(home.database, request.getfixturevalue("postgres"))
    yield Home(tmp_path / "copy", home.config, home.keys, copied)
    copied.close()


def _copied_server(original: Database, server: str) -> Database:
    name, copy = original.engine.url.database, f"t{uuid4().hex}"
    original.engine.dispose()
    root = connect_database(server)
    with root.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {copy} TEMPLATE {name}"))
    root.close()
    return connect_database(server.replace("/postgres?", f"/{copy}?"))


async def test_a_database_copied_elsewhere_is_known_as_a_copy(home: Home, elsewhere: Home) -> None:
    with home.database.reading() as here, elsewhere.database.reading() as there:
        assert not check_for_copy(here, home).is_copy
        assert check_for_copy(there, elsewhere).is_copy


@pytest.mark.parametrize("language", ["el", "en"])
def test_the_notice_of_a_quarantine_fits_a_single_part(language: str) -> None:
    note = QUARANTINED_HOME[language]

    assert to_gsm7(note.sms) == note.sms
    assert measure_sms(note.sms, PartLimits()).parts == note.parts == 1


def log_left_behind(log: SendLog, home: Home) -> None:
    """The process is gone, and so is its lock."""
    content = log.path.read_bytes()
    log.close()
    (home.flights / log.path.name).write_bytes(content)
