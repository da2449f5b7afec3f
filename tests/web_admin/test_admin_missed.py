"""Over the API: whom an alert did not reach, in full for who may read residents, and who was told
in person."""

import pytest
from sqlalchemy import text

from runtime import Right
from staff import Role
from tests.web_admin.conftest import Bureau

BECAME = "UPDATE delivery SET state = :state, outcome = :outcome, code = :code, channel = 'twilio' WHERE contact_id"

ACCEPTED = {"state": "accepted", "outcome": "accepted", "code": ""}


@pytest.fixture
def alerted(bureau: Bureau) -> Bureau:
    """An alert whose SMS did not reach resident 1, and reached resident 2."""
    clerk = bureau.someone("Νίκος", Role.ADMIN)
    number = clerk.drafts()
    expect = clerk.gets(f"/v1/alerts/{number}/forecast").json()["recipients"]
    hashed = clerk.gets(f"/v1/alerts/{number}").json().get("content_hash", "")
    body = {"expect": expect, "content_hash": hashed}
    assert clerk.posts(f"/v1/alerts/{number}/send", body).is_success
    with bureau.home.database.writing() as session:
        refused = {"state": "refused", "outcome": "invalid_recipient", "code": "21614"}
        session.execute(text(f"{BECAME} = 1"), refused)
        session.execute(text(f"{BECAME} != 1"), ACCEPTED)
    return bureau


def test_the_missed_are_whole_and_the_journal_knows(alerted: Bureau) -> None:
    clerk = alerted.program(1)
    clerk.asks("PATCH", "/v1/residents/1", {"landline": "2310123456"})

    [person] = clerk.gets("/v1/alerts/1/missed").json()["people"]

    assert (person["resident"], person["tries"][0]["address"]) == (1, "+306900000001")
    assert person["landline"] == "+302310123456"
    assert person["tries"][0]["words"] == "the number is no mobile (21614)"
    assert "alert.missed_read" in {
        each["action"] for each in clerk.gets("/v1/journal").json()["entries"]
    }


def test_a_person_told_in_person_is_counted_once(alerted: Bureau) -> None:
    clerk, path = alerted.program(1), "/v1/alerts/1/missed/done"

    ticked = [clerk.posts(path, {"residents": [1]}).json()["told_in_person"] for _ in range(2)]
    report = clerk.gets("/v1/alerts/1/report").json()
    back = clerk.posts(path, {"residents": [1], "done": False}).json()

    assert (ticked, report["told_in_person"], back["told_in_person"]) == ([1, 1], 1, 0)
    assert clerk.posts(path, {"residents": [2]}).status_code == 409


def test_a_program_reads_whom_an_update_told(alerted: Bureau) -> None:
    clerk = alerted.program(1)
    asked = {"kind": "update", "values": {"until": "2031-01-13 14:00"}}
    looked = clerk.posts("/v1/alerts/1/corrections/preview", asked).json()
    seen = {"expect": looked["forecast"]["recipients"], "content_hash": looked["content_hash"]}
    assert clerk.posts("/v1/alerts/1/corrections", {**asked, **seen}).is_success
    with alerted.home.database.writing() as session:
        session.execute(text(f"{BECAME} != 1 OR dispatch_id = 2"), ACCEPTED)

    answer, report = (clerk.gets(f"/v1/alerts/1/{each}").json() for each in ("missed", "report"))

    assert answer["people"] == []
    assert answer["told_by_correction"] == report["told_by_correction"]
    assert report["told_by_correction"] == [{"alert": 2, "people": 1}]
    assert report["to_phone"] == 0


def test_a_program_that_may_only_read_alerts_sees_no_person(alerted: Bureau) -> None:
    viewer = alerted.program(1, Right.READ_ALERTS, Right.SEND_ALERTS)

    answers = (
        viewer.gets("/v1/alerts/1/missed"),
        viewer.posts("/v1/alerts/1/missed/done", {"residents": [1]}),
    )

    assert [each.status_code for each in answers] == [403, 403]
