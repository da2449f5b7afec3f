"""One file moves a delivery, one an alert, their page is current, and whatever is left as a reason
has words."""

import ast
from pathlib import Path

import pytest

from alerts.states import AlertState
from alerts.tables import Alert
from alerts.transitions import ISSUE, move
from alerts.transitions import MOVES as ALERT_MOVES
from channels.explanations import explain_cause
from delivery.states import Reason, State
from delivery.transitions import EXPIRE, MOVES, statement
from tests.house.state_writers import state_writers
from tests.house.states_page import PAGE, page

ROOT = Path(__file__).parents[2]
MOVER = "transitions.py"


@pytest.mark.parametrize(
    "words",
    [
        "update(DELIVERIES).values(state=State.QUEUED)",
        "queued = {'state': State.QUEUED}",
        "columns = ['dispatch_id', 'state']",
        "delivery.state = State.QUEUED",
    ],
)
def test_a_write_of_the_state_is_noticed(words: str) -> None:
    assert list(state_writers(ast.parse(words)))


def test_a_single_file_writes_the_state_of_a_delivery() -> None:
    found = {
        f"{path.name}:{line}"
        for path in (ROOT / "delivery").rglob("*.py")
        if path.name != MOVER
        for line in state_writers(ast.parse(path.read_text("utf-8")))
    }

    assert found == set()


def test_a_single_file_writes_the_state_of_an_alert() -> None:
    found = {
        f"{path.name}:{line}"
        for path in (ROOT / "alerts").rglob("*.py")
        # A schedule has a state of its own, a report a key of that name in its JSON.
        if "schedules" not in path.parts
        if path.name not in (MOVER, "figures.py")
        for line in state_writers(ast.parse(path.read_text("utf-8")))
    }

    assert found == set()


def test_an_alert_makes_no_other_move() -> None:
    alert = Alert(state=AlertState.REJECTED)  # type: ignore[call-arg]

    with pytest.raises(AssertionError, match="rejected: it is issued"):
        move(alert, ISSUE)

    assert alert.state is AlertState.REJECTED


def test_every_state_of_an_alert_is_reached() -> None:
    assert {state for each in ALERT_MOVES.values() for state in each.ends} == set(AlertState)


def test_a_move_sets_what_its_row_says() -> None:
    with pytest.raises(TypeError, match="moved_at"):
        statement(EXPIRE, code="late")


def test_every_state_is_reached_and_every_reason_given() -> None:
    assert {state for move in MOVES.values() for state in move.ends} == set(State)
    assert {reason for move in MOVES.values() for reason in move.reasons} == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_has_words(reason: Reason) -> None:
    assert explain_cause(reason) not in {reason.value, explain_cause("nobody-knows-this")}


def test_the_page_of_the_states_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.house.states_page"
