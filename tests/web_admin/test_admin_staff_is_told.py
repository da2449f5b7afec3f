"""Staff are told of every change among them that a program makes, and learn which schedules fire no
more."""

import pytest
from sqlmodel import select

from channels import Medium
from delivery.tables import FrozenWording
from staff import Role
from tests.web_admin.conftest import SNOW, STORM, Bureau, Program

DAILY = {"name": "daily", "template": "snow", "everywhere": True, "every": "1d", "values": SNOW}
A_YEAR = {"expires_at": "2027-11-01T00:00:00Z"}


def told(bureau: Bureau) -> list[str]:
    """What staff were told by mail, in English, in order."""
    mails = (FrozenWording.medium == Medium.EMAIL, FrozenWording.language == "en")
    with bureau.home.database.reading() as session:
        return [each.subject for each in session.scalars(select(FrozenWording).where(*mails))]


def test_staff_are_told_who_made_a_member_role_or_token(watched_bureau: Bureau) -> None:
    chief = watched_bureau.program(1)

    added = chief.posts("/v1/staff/members", {"name": "Νίκος", "role": "author"}).json()["id"]
    chief.asks("PATCH", f"/v1/staff/members/{added}", {"role": "approver"})
    chief.asks("PATCH", f"/v1/staff/members/{added}", {"role": "approver"})
    chief.posts("/v1/staff/tokens", {"member": added, **A_YEAR})
    chief.asks("DELETE", f"/v1/staff/members/{added}")

    assert told(watched_bureau) == [
        "New member: Νίκος (author). By: Μαρία.",
        "Another role: Νίκος (approver, was author). By: Μαρία.",
        "New token for: Νίκος (approver). By: Μαρία.",
        "No member any more: Νίκος (approver). By: Μαρία.",
    ]
    assert watched_bureau.rung


def test_a_member_who_lowers_the_other_approver_cannot_send_alone(default_bureau: Bureau) -> None:
    chief = default_bureau.program(1)
    other = default_bureau.hires("Ελένη", Role.APPROVER)
    number = chief.drafts(STORM)

    chief.asks("PATCH", f"/v1/staff/members/{other}", {"role": "author"})
    alone = chief.sends(number)
    chief.asks("PATCH", f"/v1/staff/members/{other}", {"role": "approver"})

    assert (alone.status_code, alone.json()["type"]) == (409, "urn:tocsin:problem:needs-approval")
    assert told(default_bureau) == [
        "Another role: Ελένη (author, was approver). By: Μαρία.",
        "Another role: Ελένη (approver, was author). By: Μαρία.",
    ]


def test_a_storm_sent_by_the_only_approver_is_told(default_bureau: Bureau) -> None:
    chief = default_bureau.program(1)
    number = chief.drafts(STORM)

    sent = chief.sends(number)

    assert sent.json()["sent_alone_by"] == "Μαρία"
    assert chief.gets(f"/v1/alerts/{number}/report").json()["sent_alone_by"] == "Μαρία"
    assert f"Alert {number} was sent by one person: Μαρία" in told(default_bureau)


@pytest.fixture
def planner(bureau: Bureau) -> Program:
    """Member 2, who has scheduled snow every day."""
    found = bureau.someone("Νίκος", Role.AUTHOR)
    seen = found.posts("/v1/schedules/preview", DAILY).json()
    order = {**DAILY, "content_hash": seen["content_hash"], "expect": seen["expect"]}
    assert found.posts("/v1/schedules", order).status_code == 201
    return found


@pytest.mark.usefixtures("planner")
@pytest.mark.parametrize(
    ("method", "body", "named"),
    [
        ("DELETE", None, ["daily"]),
        ("PATCH", {"role": "viewer"}, ["daily"]),
        ("PATCH", {"role": "approver"}, []),
    ],
)
def test_the_schedules_of_whoever_may_not_send_are_named(
    bureau: Bureau, method: str, body: dict[str, str] | None, named: list[str]
) -> None:
    changed = bureau.program(1).asks(method, "/v1/staff/members/2", body)

    assert changed.json() == {"id": 2, "schedules": named}


def test_an_approver_appointed_by_the_author_is_refused_by_api(bureau: Bureau) -> None:
    chief = bureau.program(1)
    added = chief.posts("/v1/staff/members", {"name": "Ελένη", "role": "approver"}).json()["id"]
    value = chief.posts("/v1/staff/tokens", {"member": added, **A_YEAR}).json()["value"]
    number = chief.drafts()
    chief.posts(f"/v1/alerts/{number}/submit")

    refused = Program(bureau.url, value).posts(f"/v1/alerts/{number}/approve", chief.order(number))

    assert (refused.status_code, refused.json()["type"]) == (
        403,
        "urn:tocsin:problem:made-by-its-author",
    )


def test_an_alert_edited_after_the_forecast_is_not_sent(bureau: Bureau) -> None:
    author, other = bureau.someone("Νίκος", Role.AUTHOR), bureau.someone("Ελένη", Role.AUTHOR)
    number = author.drafts()
    seen = author.order(number)

    other.asks("PATCH", f"/v1/alerts/{number}", {"values": {"impact": "Ice"}})
    stale = author.posts(f"/v1/alerts/{number}/send", seen)
    bare = author.posts(f"/v1/alerts/{number}/send", {"expect": seen["expect"]})

    assert [each.json()["type"].rpartition(":")[2] for each in (stale, bare)] == [
        "content-changed",
        "not-valid",
    ]
    assert bureau.rung == []
