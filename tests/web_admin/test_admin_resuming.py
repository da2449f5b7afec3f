"""A channel that refused too many goes on by the API, under the rules of `tocsin resume`."""

import pytest
from sqlalchemy import func, insert, select

from delivery import Lane
from delivery.sending import list_suspected_runs
from delivery.tables import DELIVERIES, DISPATCHES, RUNS
from runtime import Right
from staff import Role
from tests.web_admin.conftest import Bureau, Program

STOPPED = {"channel": "twilio", "lane": Lane.ROUTINE, "refused": 12, "size": 53, "code": "21614"}


@pytest.fixture
def officer(bureau: Bureau) -> Program:
    """Who may send, in an office whose channel was stopped in the middle of an alert."""
    admin = bureau.someone("Νίκος", Role.ADMIN)
    alert = admin.drafts()
    assert admin.sends(alert).status_code == 200
    bureau.rung.clear()
    with bureau.home.database.writing() as session:
        dispatch_id = session.scalar(select(func.max(DISPATCHES.c.id)))
        session.execute(
            insert(RUNS).values(dispatch_id=dispatch_id, suspected_at=bureau.now, **STOPPED)
        )
    return admin


def test_a_stopped_channel_goes_on_once(officer: Program, bureau: Bureau) -> None:
    answer = officer.posts("/v1/channels/twilio/resume", {}, "once")
    again = officer.posts("/v1/channels/twilio/resume", {}, "once")

    with bureau.home.database.reading() as session:
        waiting = session.scalar(select(func.count()).select_from(DELIVERIES))
        assert list_suspected_runs(session) == []
    assert answer.status_code == 200, answer.text
    assert answer.json()["runs"][0] == {
        "alert": 1,
        "refused": 12,
        "kept": 0,
        "left": waiting,
    }
    assert (again.json(), len(bureau.rung)) == (answer.json(), 1)
    acts = officer.gets("/v1/journal?limit=200").json()["entries"]
    assert [each["subject"] for each in acts if each["action"] == "channel.resumed"] == [
        "channel:twilio"
    ]


def test_refusals_that_are_right_are_kept(officer: Program) -> None:
    answer = officer.posts("/v1/channels/twilio/resume", {"accept_refusals": True})

    assert (answer.status_code, answer.json()["accepted"]) == (200, True)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("outbox_email", {}, 409),
        ("smtp", {}, 404),
        ("twilio", {"accept_refusals": 1}, 422),
        ("twilio", {"accept": True}, 422),
    ],
)
def test_a_channel_that_cannot_be_resumed_is_refused(
    officer: Program, path: str, body: dict[str, object], status: int
) -> None:
    assert officer.posts(f"/v1/channels/{path}/resume", body).status_code == status


@pytest.mark.usefixtures("officer")
def test_a_program_without_the_right_to_send_resumes_nothing(bureau: Bureau) -> None:
    reader = bureau.program(bureau.hires("Ελένη", Role.ADMIN), Right.READ_ALERTS)

    assert reader.posts("/v1/channels/twilio/resume", {}).status_code == 403
    with bureau.home.database.reading() as session:
        assert len(list_suspected_runs(session)) == 1
