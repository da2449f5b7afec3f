"""What one person may not send alone is approved by somebody else, who saw exactly what is sent."""

from functools import partial

import pytest

from staff import Role
from tests.web_admin.conftest import STORM, Bureau, Program, at_once


@pytest.fixture
def author(bureau: Bureau) -> Program:
    return bureau.someone("Νίκος", Role.AUTHOR)


def submitted(author: Program) -> int:
    number = author.drafts(STORM)
    answer = author.posts(f"/v1/alerts/{number}/submit")
    assert answer.json()["state"] == "pending_approval", answer.text
    return number


def approval(program: Program, number: int) -> dict[str, object]:
    seen = program.gets(f"/v1/alerts/{number}/forecast").json()
    return {"content_hash": seen["content_hash"], "expect": seen["recipients"]}


def test_a_severe_alert_needs_an_author_and_an_approver(bureau: Bureau, author: Program) -> None:
    approver = bureau.someone("Ελένη", Role.APPROVER)
    number = author.drafts(STORM)

    alone = author.sends(number)
    author.posts(f"/v1/alerts/{number}/submit")
    together = approver.posts(f"/v1/alerts/{number}/approve", approval(approver, number))

    assert (alone.status_code, alone.json()["type"]) == (409, "urn:tocsin:problem:needs-approval")
    assert (together.status_code, together.json()["state"]) == (200, "sending")
    assert len(bureau.rung) == 1


def test_the_same_person_with_two_tokens_cannot_approve(bureau: Bureau) -> None:
    member = bureau.hires("Ελένη", Role.APPROVER)
    one, other = bureau.program(member), bureau.program(member)
    number = submitted(one)

    answer = other.posts(f"/v1/alerts/{number}/approve", approval(other, number))

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:tocsin:problem:own-words")
    assert bureau.rung == []


def test_an_edit_voids_what_was_approved(bureau: Bureau, author: Program) -> None:
    approver = bureau.someone("Ελένη", Role.APPROVER)
    number = submitted(author)
    seen = approval(approver, number)

    author.asks("PATCH", f"/v1/alerts/{number}", {"values": {"impact": "Κλειστοί δρόμοι"}})
    unsubmitted = approver.posts(f"/v1/alerts/{number}/approve", seen)
    author.posts(f"/v1/alerts/{number}/submit")
    stale = approver.posts(f"/v1/alerts/{number}/approve", seen)

    assert [unsubmitted.json()["type"], stale.json()["type"]] == [
        "urn:tocsin:problem:not-waiting",
        "urn:tocsin:problem:content-changed",
    ]
    assert bureau.rung == []


def test_two_approvers_at_once_make_one_send(bureau: Bureau, author: Program) -> None:
    approvers = [bureau.someone(name, Role.APPROVER) for name in ("Ελένη", "Πέτρος")]
    number = submitted(author)
    seen = approval(author, number)

    answers = at_once(
        [partial(each.posts, f"/v1/alerts/{number}/approve", seen) for each in approvers]
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(bureau.rung) == 1
    report = author.gets(f"/v1/alerts/{number}/report").json()
    assert report["messages"] == 3


def test_an_audience_that_moved_is_not_told(bureau: Bureau, author: Program) -> None:
    approver = bureau.someone("Ελένη", Role.APPROVER)
    number = submitted(author)

    answer = approver.posts(
        f"/v1/alerts/{number}/approve", {**approval(approver, number), "expect": 99}
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:tocsin:problem:audience-moved")
    assert approver.gets(f"/v1/alerts/{number}").json()["state"] == "pending_approval"


def test_an_approver_sends_a_rejected_alert_back_with_the_reason(
    bureau: Bureau, author: Program
) -> None:
    approver = bureau.someone("Ελένη", Role.APPROVER)
    number = submitted(author)

    approver.posts(f"/v1/alerts/{number}/reject", {"reason": "Λάθος ώρα"})

    shown = author.gets(f"/v1/alerts/{number}").json()
    assert (shown["state"], shown["decision_reason"]) == ("rejected", "Λάθος ώρα")


def test_an_approver_sends_an_emergency_alone_with_a_reason(
    bureau: Bureau, author: Program
) -> None:
    approver = bureau.someone("Ελένη", Role.APPROVER)
    number = author.drafts(STORM)
    order = author.order(number, override="Η πλημμύρα έφτασε")

    refused = author.posts(f"/v1/alerts/{number}/send", order)
    sent = approver.posts(f"/v1/alerts/{number}/send", order)

    assert [refused.status_code, sent.status_code] == [403, 200]
    assert (
        author.gets(f"/v1/alerts/{number}/report").json()["override_reason"] == "Η πλημμύρα έφτασε"
    )
