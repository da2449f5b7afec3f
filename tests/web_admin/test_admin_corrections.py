"""A program stops and corrects an alert in one request, once, and sees beforehand what it would say
and to whom."""

import httpx
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


ANY = "0" * 64
SAFE = {"situation": "no_danger"}


def arrives(bureau: Bureau) -> None:
    with bureau.home.database.writing() as session:
        session.execute(
            text("UPDATE delivery SET state = 'accepted', attempt = 1 WHERE state = 'queued'")
        )


def previewed(sender: Program, wish: dict[str, object], number: int = 1) -> dict[str, object]:
    """A correction with the hash and the recipients that its preview shows."""
    seen = sender.posts(f"/v1/alerts/{number}/corrections/preview", wish).json()
    return {"content_hash": seen["content_hash"], "expect": seen["expect"], **wish}


def kind_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_a_false_alarm_is_forecast_and_sent(bureau: Bureau, sender: Program) -> None:
    seen = sender.gets("/v1/alerts/1/correction?kind=false_alarm").json()

    [chosen] = {each["content_hash"] for each in seen["wordings"] if each["values"] == SAFE}
    order = {
        "kind": "false_alarm",
        "content_hash": chosen,
        "expect": seen["expect"],
        "values": SAFE,
    }
    done = sender.posts("/v1/alerts/1/corrections", order).json()

    assert (seen["got"], seen["expect"], seen["in_the_air"]) == (2, 2, 0)
    assert (done["alert"]["state"], done["alert"]["corrected_by"]) == ("cancelled", 2)
    assert (done["correction"]["corrects"], done["correction"]["msg_type"]) == (1, "cancel")
    ready = {each["text"] for each in seen["wordings"] if each["values"] == SAFE}
    assert ready == {each["text"] for each in done["correction"]["wordings"]}
    choices = {each["values"]["situation"] for each in seen["wordings"]}
    assert choices == {"danger_remains", "checking", "no_danger", "ignore"}
    assert len(bureau.rung) == 2


def test_a_repeat_with_the_same_key_corrects_once(bureau: Bureau, sender: Program) -> None:
    order = previewed(sender, {"kind": "cancel", "values": SAFE})

    first, again = (sender.posts("/v1/alerts/1/corrections", order, key="back-1") for _ in range(2))

    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert kind_of(sender.posts("/v1/alerts/1/corrections", order)) == (409, "already-corrected")
    assert len(bureau.rung) == 2


def test_an_update_changes_what_is_named(sender: Program) -> None:
    order = previewed(sender, {"kind": "update", "values": {"until": "2031-01-13 14:00"}})

    done = sender.posts("/v1/alerts/1/corrections", order).json()

    assert done["correction"]["values"]["until"] == "2031-01-13T12:00:00+00:00"
    assert done["correction"]["messages"] == 2


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (
            {"kind": "cancel", "content_hash": ANY, "expect": 2, "values": SAFE},
            (409, "content-changed"),
        ),
        ({"kind": "update", "content_hash": ANY, "expect": 2}, (422, "nothing-new")),
        (
            {"kind": "cancel", "content_hash": ANY, "expect": 2, "everywhere": True},
            (422, "same-places"),
        ),
        ({"kind": "recall", "content_hash": ANY, "expect": 2}, (422, "not-valid")),
        ({"kind": "cancel", "expect": 2, "values": SAFE}, (422, "not-valid")),
    ],
)
def test_a_refused_correction_stops_nothing(
    sender: Program, order: dict[str, object], refusal: tuple[int, str]
) -> None:
    assert kind_of(sender.posts("/v1/alerts/1/corrections", order)) == refusal
    assert sender.gets("/v1/alerts/1").json()["stopped_at"] is None


def test_a_correction_for_others_than_expected_stops_nothing(sender: Program) -> None:
    order = previewed(sender, {"kind": "cancel", "values": SAFE}) | {"expect": 7}

    assert kind_of(sender.posts("/v1/alerts/1/corrections", order)) == (409, "audience-moved")
    assert sender.gets("/v1/alerts/1").json()["stopped_at"] is None


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "update", "values": {"until": "2031-01-13 15:00"}},
        {"kind": "update", "values": {"until": "2031-01-13 14:00"}, "areas": ["panorama"]},
    ],
)
def test_an_update_of_other_words_or_places_is_refused(
    sender: Program, other: dict[str, object]
) -> None:
    seen = previewed(sender, {"kind": "update", "values": {"until": "2031-01-13 14:00"}})

    refused = sender.posts("/v1/alerts/1/corrections", {**seen, **other})

    assert kind_of(refused) == (409, "content-changed")


def test_a_preview_has_the_words_that_are_sent(sender: Program) -> None:
    wish: dict[str, object] = {"kind": "update", "values": {"until": "2031-01-13 14:00"}}
    seen = sender.posts("/v1/alerts/1/corrections/preview", wish).json()

    done = sender.posts("/v1/alerts/1/corrections", previewed(sender, wish)).json()["correction"]

    assert {each["text"] for each in done["wordings"]} == {
        each["text"] for each in seen["wordings"]
    }
    assert seen["expect"] == done["recipients"]


def test_a_withdrawal_that_leaves_the_danger_open_is_refused(
    sender: Program,
) -> None:
    order = {"kind": "cancel", "content_hash": ANY, "expect": 2}
    refused = sender.posts("/v1/alerts/1/corrections", order)

    assert kind_of(refused) == (422, "not-decided")
    [fault] = refused.json()["errors"]
    assert fault["pointer"] == "#/values/situation"
    for choice in ("danger_remains (", "checking (", "no_danger (", "ignore ("):
        assert choice in fault["detail"]
    assert sender.gets("/v1/alerts/1").json()["stopped_at"] is None


def test_a_correction_in_foreign_letters_is_named(sender: Program) -> None:
    greek = {"remains": "Πάγος στους δρόμους"}
    both = {**greek, "remains.en": "Ice on the roads"}
    path = "/v1/alerts/1/corrections/preview"

    seen = [
        sender.posts(path, {"kind": "all_clear", "values": values}).json()["forecast"]
        for values in ({}, greek, both)
    ]

    assert [each["foreign_values"] for each in seen] == [[], ["remains.en"], []]


def test_an_ending_taken_back_never_denies_the_danger(bureau: Bureau, sender: Program) -> None:
    sender.posts("/v1/alerts/1/corrections", previewed(sender, {"kind": "all_clear"}))
    arrives(bureau)

    seen = sender.gets("/v1/alerts/2/correction?kind=cancel").json()
    wish = {"kind": "cancel", "values": SAFE}
    preview = sender.posts("/v1/alerts/2/corrections/preview", wish)
    sent = sender.posts("/v1/alerts/2/corrections", {**wish, "content_hash": ANY, "expect": 2})

    assert seen["restores"] == 1
    assert kind_of(preview) == kind_of(sent) == (422, "danger-denied")
    [fault] = sent.json()["errors"]
    assert fault["pointer"] == "#/values/situation"
    assert "'situation' can be: danger_remains (" in fault["detail"]
    assert "no_danger (" not in fault["detail"]
    assert "tocsin" not in sent.text.replace("urn:tocsin", "")


@pytest.mark.parametrize("template", ["false_alarm", "all_clear"])
def test_a_correction_is_neither_drafted_nor_scheduled(sender: Program, template: str) -> None:
    values = {"hazard": "x", "sent": "18:02", **(SAFE if template == "false_alarm" else {})}
    said = {"template": template, "values": values, "everywhere": True}

    drafted = sender.posts("/v1/alerts", said)
    scheduled = sender.posts(
        "/v1/schedules",
        {**said, "name": "back", "at": "2031-01-12 20:00", "content_hash": ANY, "expect": 2},
    )

    assert kind_of(drafted) == (422, "only-corrects")
    assert kind_of(scheduled) == (422, "only-corrects")


def test_a_storm_is_withdrawn_by_one_and_updated_by_two(bureau: Bureau, sender: Program) -> None:
    approver = bureau.someone("Ελένη", Role.APPROVER)
    number = approver.drafts(STORM)
    approver.sends(number, override="the river rises")
    arrives(bureau)
    wishes: tuple[dict[str, object], ...] = (
        {"kind": "update", "values": {"until": "2031-01-13 14:00"}},
        {"kind": "cancel", "values": SAFE},
    )

    alone, back = (
        sender.posts(f"/v1/alerts/{number}/corrections", previewed(sender, wish, number))
        for wish in wishes
    )

    assert kind_of(alone) == (409, "update-needs-approval")
    assert back.status_code == 200


def test_a_program_that_only_drafts_stops_nothing(bureau: Bureau, sender: Program) -> None:
    drafting = bureau.program(
        bureau.hires("ΕΜΥ", Role.AUTHOR), Right.READ_ALERTS, Right.DRAFT_ALERTS
    )

    assert (
        drafting.posts(
            "/v1/alerts/1/corrections", {"kind": "cancel", "expect": 2, "values": SAFE}
        ).status_code
        == 403
    )
    assert sender.gets("/v1/alerts/1").json()["state"] == "sending"
