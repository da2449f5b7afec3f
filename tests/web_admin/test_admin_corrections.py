"""A program stops and corrects an alert in one request, once, and sees beforehand what it would say and to whom."""

import pytest
from sqlalchemy import text

from runtime import Right
from staff import Role
from tests.web_admin.conftest import STORM, Bureau, Program


@pytest.fixture
def sender(bureau: Bureau) -> Program:
    """An author whose alert 1 has reached both residents."""
    author = bureau.someone("Νίκος", Role.AUTHOR)
    author.sends(author.drafts())
    arrives(bureau)
    return author


SAFE = {"situation": "no_danger"}


def arrives(bureau: Bureau) -> None:
    with bureau.home.database.writing() as session:
        session.execute(text("UPDATE delivery SET state = 'accepted', attempt = 1 WHERE state = 'queued'"))


def kind_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_a_false_alarm_is_forecast_and_sent(bureau: Bureau, sender: Program) -> None:
    seen = sender.gets("/v1/alerts/1/correction?kind=false_alarm").json()

    done = sender.posts(
        "/v1/alerts/1/corrections", {"kind": "false_alarm", "expect": seen["expect"], "values": SAFE}
    ).json()

    assert (seen["got"], seen["expect"], seen["in_the_air"]) == (2, 2, 0)
    assert (done["alert"]["state"], done["alert"]["corrected_by"]) == ("cancelled", 2)
    assert (done["correction"]["corrects"], done["correction"]["msg_type"]) == (1, "cancel")
    ready = {each["text"] for each in seen["wordings"] if each["values"] == SAFE}
    assert ready == {each["text"] for each in done["correction"]["wordings"]}
    choices = {each["values"]["situation"] for each in seen["wordings"]}
    assert choices == {"danger_remains", "checking", "no_danger", "ignore"}
    assert len(bureau.rung) == 2


def test_a_repeat_with_the_same_key_corrects_once(bureau: Bureau, sender: Program) -> None:
    order = {"kind": "cancel", "expect": 2, "values": SAFE}

    first, again = (sender.posts("/v1/alerts/1/corrections", order, key="back-1") for _ in range(2))

    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert kind_of(sender.posts("/v1/alerts/1/corrections", order)) == (409, "already-corrected")
    assert len(bureau.rung) == 2


def test_an_update_changes_what_is_named(sender: Program) -> None:
    order = {"kind": "update", "expect": 2, "values": {"until": "2031-01-13 14:00"}}

    done = sender.posts("/v1/alerts/1/corrections", order).json()

    assert done["correction"]["values"]["until"] == "2031-01-13T12:00:00+00:00"
    assert done["correction"]["messages"] == 2


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        ({"kind": "cancel", "expect": 7, "values": SAFE}, (409, "audience-moved")),
        ({"kind": "update", "expect": 2}, (422, "nothing-new")),
        ({"kind": "cancel", "expect": 2, "everywhere": True}, (422, "same-places")),
        ({"kind": "recall", "expect": 2}, (422, "not-valid")),
    ],
)
def test_what_is_refused_stops_nothing(sender: Program, order: dict, refusal: tuple[int, str]) -> None:
    assert kind_of(sender.posts("/v1/alerts/1/corrections", order)) == refusal
    assert sender.gets("/v1/alerts/1").json()["stopped_at"] is None


def test_a_withdrawal_that_leaves_open_whether_danger_remains_is_refused_by_name(sender: Program) -> None:
    refused = sender.posts("/v1/alerts/1/corrections", {"kind": "cancel", "expect": 2})

    assert kind_of(refused) == (422, "not-decided")
    [fault] = refused.json()["errors"]
    assert fault["pointer"] == "#/values/situation"
    assert "danger_remains, checking, no_danger, ignore" in fault["detail"]
    assert sender.gets("/v1/alerts/1").json()["stopped_at"] is None


@pytest.mark.parametrize("template", ["false_alarm", "all_clear"])
def test_a_correction_is_neither_drafted_nor_scheduled(sender: Program, template: str) -> None:
    said = {"template": template, "values": {"hazard": "x", "sent": "18:02", **SAFE}, "everywhere": True}
    if template == "all_clear":
        said["values"].pop("situation")

    drafted = sender.posts("/v1/alerts", said)
    scheduled = sender.posts("/v1/schedules", {**said, "name": "back", "at": "2031-01-12 20:00"})

    assert kind_of(drafted) == (422, "only-corrects")
    assert kind_of(scheduled) == (422, "only-corrects")


def test_a_storm_is_taken_back_by_one_person_but_updated_by_two(bureau: Bureau, sender: Program) -> None:
    approver = bureau.someone("Ελένη", Role.APPROVER)
    number = approver.drafts(STORM)
    approver.sends(number, override="the river rises")
    arrives(bureau)
    update = {"kind": "update", "expect": 2, "values": {"until": "2031-01-13 14:00"}}

    alone = sender.posts(f"/v1/alerts/{number}/corrections", update)
    back = sender.posts(f"/v1/alerts/{number}/corrections", {"kind": "cancel", "expect": 2, "values": SAFE})

    assert kind_of(alone) == (409, "update-needs-approval")
    assert back.status_code == 200


def test_whoever_only_drafts_stops_nothing(bureau: Bureau, sender: Program) -> None:
    drafting = bureau.program(bureau.hires("ΕΜΥ", Role.AUTHOR), Right.READ_ALERTS, Right.DRAFT_ALERTS)

    assert (
        drafting.posts(
            "/v1/alerts/1/corrections", {"kind": "cancel", "expect": 2, "values": SAFE}
        ).status_code
        == 403
    )
    assert sender.gets("/v1/alerts/1").json()["state"] == "sending"
