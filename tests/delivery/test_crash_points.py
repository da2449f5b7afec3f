"""A worker is killed at each point of a message's life: nobody is lost, nobody is told twice in
routine, and a possible double has a name."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from delivery import Lane, Repeat, State
from delivery.status import is_finished, list_deliveries, list_doubled_deliveries
from runtime import Database
from runtime.keys import create_keys
from tests.delivery.conftest import PostRoom
from tests.delivery.doomed import PEOPLE, SECOND, Office, Point, a_peer

pytestmark = pytest.mark.filterwarnings("ignore:This process")

QUEUED, ACCEPTED, UNKNOWN = (
    (State.QUEUED, 0, False),
    (State.ACCEPTED, 1, False),
    (State.UNKNOWN, 1, False),
)

# What the next worker finds of the three messages when it has taken over, and what the peer had got
# of the second.
POINTS = {
    Point.BEFORE_CLAIM: ([QUEUED, QUEUED, QUEUED], 0),
    Point.AFTER_CLAIM: ([QUEUED, QUEUED, QUEUED], 0),
    Point.AFTER_CONNECT: ([ACCEPTED, UNKNOWN, QUEUED], 0),
    Point.AFTER_BODY: ([ACCEPTED, UNKNOWN, QUEUED], 1),
    Point.AFTER_ANSWER: ([ACCEPTED, UNKNOWN, QUEUED], 1),
    Point.AFTER_COMMIT: ([ACCEPTED, ACCEPTED, ACCEPTED], 1),
}
IN_THE_AIR = {Point.AFTER_CONNECT, Point.AFTER_BODY, Point.AFTER_ANSWER}


@pytest.fixture
def crash_room(database: Database, tmp_path: Path) -> PostRoom:
    """The post room of a whole home, with keys of its own."""
    return PostRoom(database, create_keys(tmp_path / "tocsin.key"), tmp_path / "flights")


@pytest.fixture
def office(
    database_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    """A home whose channel is found as any other: by an entry point beside Tocsin's."""
    told = tmp_path / "beside" / "line-1.dist-info"
    told.mkdir(parents=True)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: line\nVersion: 1\n")
    (told / "entry_points.txt").write_text("[tocsin.channels]\nline = tests.delivery.doomed:Line\n")
    monkeypatch.syspath_prepend(told.parent)
    with a_peer() as peer:
        yield Office(tmp_path, database_address, peer)


@pytest.mark.parametrize("point", Point)
def test_a_routine_message_is_told_once_or_held_for_staff(
    crash_room: PostRoom, office: Office, point: Point
) -> None:
    rows, had = POINTS[point]
    dispatch = crash_room.hand_over(crash_room.contacts(PEOPLE))

    office.loses_a_worker(point)
    reached = Counter(office.peer.received)
    crash_room.sweep(crash_room.worker()[0])
    assert crash_room.rows(dispatch) == rows
    office.works(lambda session: is_finished(session, dispatch))
    crash_room.time_passes(600)
    office.works(lambda session: is_finished(session, dispatch))

    told = Counter(office.peer.received)
    assert reached[SECOND] == had
    assert max(told.values()) == 1
    assert crash_room.states(dispatch) == _outcome(point)
    assert len(told) == PEOPLE - (point is Point.AFTER_CONNECT)
    with crash_room.database.reading() as session:
        held = list(list_deliveries(session, crash_room.keys, dispatch, (State.UNKNOWN,)))
        assert [line.address[-2:] for line in held] == [SECOND[-2:]] * (point in IN_THE_AIR)
        assert list(list_doubled_deliveries(session, crash_room.keys, dispatch)) == []


@pytest.mark.parametrize("point", Point)
def test_an_emergency_reaches_everybody_and_names_possible_doubles(
    crash_room: PostRoom, office: Office, point: Point
) -> None:
    rows, had = POINTS[point]
    dispatch = crash_room.hand_over(
        crash_room.contacts(PEOPLE), lane=Lane.EMERGENCY, repeat=Repeat.RESEND
    )

    office.loses_a_worker(point)
    reached = Counter(office.peer.received)
    crash_room.sweep(crash_room.worker()[0])
    assert crash_room.rows(dispatch) == rows
    crash_room.time_passes(16)
    office.works(lambda session: is_finished(session, dispatch))

    told = Counter(office.peer.received)
    assert reached[SECOND] == had
    assert len(told) == PEOPLE
    assert told[SECOND] == (had + 1 if point in IN_THE_AIR else 1)
    assert sum(told.values()) == PEOPLE - 1 + told[SECOND]
    assert crash_room.states(dispatch) == {State.ACCEPTED: PEOPLE}
    with crash_room.database.reading() as session:
        named = list(list_doubled_deliveries(session, crash_room.keys, dispatch))
        assert [line.address[-2:] for line in named] == [SECOND[-2:]] * (point in IN_THE_AIR)


def test_a_message_cancelled_in_mid_send_is_recorded_as_unknown(
    crash_room: PostRoom, office: Office
) -> None:
    dispatch = crash_room.hand_over(crash_room.contacts(PEOPLE))

    office.is_called_off()
    crash_room.sweep(crash_room.worker()[0])

    assert office.peer.received[-1] == SECOND
    assert crash_room.rows(dispatch) == [ACCEPTED, UNKNOWN, QUEUED]


def _outcome(point: Point) -> dict[State, int]:
    if point in IN_THE_AIR:
        return {State.ACCEPTED: PEOPLE - 1, State.UNKNOWN: 1}
    return {State.ACCEPTED: PEOPLE}
