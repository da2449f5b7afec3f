"""What one person may send alone: by severity while there are two approvers, by what they sent
within the hour, over the rules with a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from alerts import CorrectionKind, find_alert
from alerts.corrections import CorrectionRequest, issue_correction, prepare_correction
from alerts.issuing import NeedsApproval, approval_rules_for
from alerts.issuing.policy import BadReason, SecondPerson, second_person_for
from alerts.reports import make_report
from delivery.tables import FrozenWording
from runtime import LOCAL_OPERATOR, Actor, Problem
from runtime.config import ApprovalSettings
from staff import Role, add_member, change_role, dismiss_member
from tests.alerts.conftest import APPROVER, AUTHOR, SNOW, Town

STORM = {**SNOW, "hazard": "storm"}
REASON = "The river is over the bridge"
OVER = {"situation": "no_danger"}


def hires(town: Town, *roles: Role) -> list[int]:
    with town.database.writing() as session:
        return [
            add_member(
                session,
                f"Member {number}",
                role,
                by=LOCAL_OPERATOR,
                now=town.now - timedelta(days=9),
            )
            for number, role in enumerate(roles)
        ]


def storm(town: Town) -> int:
    return town.drafts(town.request("extreme_weather", values=STORM))


def told(town: Town) -> list[str]:
    """The mails that staff were sent."""
    with town.database.reading() as session:
        found = session.scalars(select(FrozenWording).order_by(col(FrozenWording.id))).all()
        return [f"{each.subject}\n{each.text}" for each in found if "tocsin alerts" in each.text]


def test_a_storm_needs_a_second_person_once_two_may_approve(town: Town) -> None:
    town.resident("+306900000001")
    [_, leaving] = hires(town, Role.ADMIN, Role.APPROVER)

    with pytest.raises(NeedsApproval, match="severity Severe"):
        town.sends(storm(town))
    with town.database.writing() as session:
        dismiss_member(session, leaving, by=LOCAL_OPERATOR, now=town.now)
    with pytest.raises(NeedsApproval, match="severity Severe"):
        town.sends(storm(town))
    town.now += timedelta(hours=24)
    town.sends(storm(town))

    assert town.alert(3).alone_by == AUTHOR.ref


@pytest.mark.parametrize("lowered", [Role.VIEWER, Role.AUTHOR])
def test_a_former_approver_still_counts_for_a_day(town: Town, lowered: Role) -> None:
    town.resident("+306900000001")
    [_, other] = hires(town, Role.ADMIN, Role.APPROVER)

    with town.database.writing() as session:
        change_role(session, other, lowered, by=LOCAL_OPERATOR, now=town.now)
    with pytest.raises(NeedsApproval, match="severity Severe"):
        town.sends(storm(town))
    town.now += timedelta(hours=23)
    with town.database.writing() as session:
        dismiss_member(session, other, by=LOCAL_OPERATOR, now=town.now)
    with pytest.raises(NeedsApproval, match="severity Severe"):
        town.sends(storm(town))
    town.now += timedelta(hours=1)
    town.sends(storm(town))

    assert town.alert(3).alone_by == AUTHOR.ref


@pytest.mark.parametrize(
    ("policy", "values", "template", "alone"),
    [
        ({}, STORM, "extreme_weather", True),
        ({"severities": ()}, STORM, "extreme_weather", True),
        ({}, SNOW, "snow", False),
        ({}, SNOW, "drill", False),
    ],
)
def test_staff_are_told_of_a_severe_alert_by_one_person(
    town: Town, policy: dict[str, object], values: dict[str, str], template: str, alone: bool
) -> None:
    town.resident("+306900000001")
    town.ruled(**policy)

    town.sends(town.drafts(town.request(template, values=values)))

    with town.database.reading() as session:
        reported = make_report(session, find_alert(session, "1"), town.office).as_json()[
            "sent_alone_by"
        ]
    assert bool(reported) is alone
    assert [AUTHOR.name in each for each in told(town) if "ONE person" in each] == [True] * alone


def test_staff_are_told_of_a_severe_update_by_one_person(town: Town) -> None:
    town.resident("+306900000001")
    town.ruled()
    town.sends(storm(town))
    arrives(town)

    corrects(town, CorrectionKind.UPDATE, until="2031-01-13 14:00")

    assert len([each for each in told(town) if "ONE person" in each]) == 2


@pytest.mark.parametrize(
    ("policy", "approvers", "second"),
    [
        ({}, 2, SecondPerson.NEEDED),
        ({}, 1, SecondPerson.MISSING),
        ({}, 0, SecondPerson.MISSING),
        ({"severities": ()}, 2, SecondPerson.NOT_NEEDED),
        ({"severities": ("Minor",)}, 2, SecondPerson.NOT_NEEDED),
        ({"severities": ("Severe",)}, 1, SecondPerson.NEEDED),
        ({"recipients_above": 3}, 1, SecondPerson.NEEDED),
    ],
)
def test_the_policy_says_whether_a_storm_needs_a_second_person(
    town: Town, policy: dict[str, object], approvers: int, second: SecondPerson
) -> None:
    hires(town, Role.ADMIN, *(Role.APPROVER for _ in range(approvers - 1)))
    with town.database.writing() as session:
        if not approvers:
            session.execute(text("UPDATE member SET left_at = added_at"))
        rules = approval_rules_for(session, ApprovalSettings(**policy), AUTHOR.ref, now=town.now)

    assert second_person_for(town.alert(storm(town)), 4, rules) is second


def test_a_notice_needs_nobody_by_default(town: Town) -> None:
    town.resident("+306900000001")
    hires(town, Role.ADMIN, Role.APPROVER)

    town.sends(town.drafts(town.request()))

    assert town.alert(1).recipients == 1


@pytest.fixture
def limited(town: Town) -> Town:
    """Two residents, and nobody sends to more than three within an hour alone."""
    town.resident("+306900000001")
    town.resident("+306900000002")
    town.ruled(severities=(), recipients_above=3)
    return town


def test_recipients_of_a_lone_sender_add_up_within_an_hour(limited: Town) -> None:
    limited.sends(limited.drafts(limited.request()))

    with pytest.raises(
        NeedsApproval, match="2 recipients, with the 2 of what the same person sent alone"
    ):
        limited.sends(limited.drafts(limited.request()))
    limited.sends(limited.drafts(limited.request()), by=APPROVER)
    limited.now += timedelta(hours=1)
    limited.sends(limited.drafts(limited.request()))

    assert [limited.alert(number).recipients for number in (1, 2, 3, 4)] == [2, 0, 2, 2]


def test_an_alert_approved_by_another_is_not_added_up(limited: Town) -> None:
    number = limited.drafts(limited.request())
    limited.submits(number)
    limited.approves(number)

    for sender in (AUTHOR, APPROVER):
        limited.sends(limited.drafts(limited.request()), by=sender)

    assert limited.alert(number).alone_by == ""


def test_an_update_is_added_up_and_a_cancel_is_not(limited: Town) -> None:
    limited.sends(limited.drafts(limited.request()))

    with pytest.raises(NeedsApproval):
        corrects(limited, CorrectionKind.UPDATE, until="2031-01-13 14:00")
    limited.now += timedelta(hours=1)
    arrives(limited)
    cancel = corrects(limited, CorrectionKind.CANCEL, AUTHOR, **OVER)
    another = limited.drafts(limited.request())
    limited.sends(another)

    assert [limited.alert(number).alone_by for number in (cancel, another)] == ["", AUTHOR.ref]


def test_two_sends_at_once_do_not_pass_the_limit_together(limited: Town) -> None:
    numbers = [limited.drafts(limited.request()) for _ in range(4)]

    def sending(number: int) -> str:
        try:
            limited.sends(number)
        except Problem as problem:
            return type(problem).__name__
        return "sent"

    with ThreadPoolExecutor(4) as pool:
        ended = sorted(pool.map(sending, numbers))

    assert ended == ["NeedsApproval"] * 3 + ["sent"]


@pytest.mark.parametrize("reason", ["abc", "              abc", "x" * 14, "x" * 201])
def test_an_override_says_why_in_a_sentence(town: Town, reason: str) -> None:
    town.resident("+306900000001")
    town.ruled(severities=("Moderate",))

    with pytest.raises(BadReason):
        town.sends(town.drafts(town.request()), by=APPROVER, override=reason)


def test_staff_are_told_who_overrode_and_why(town: Town) -> None:
    town.resident("+306900000001")
    town.ruled(severities=("Moderate",))

    town.sends(town.drafts(town.request()), by=APPROVER, override=REASON)

    notices = told(town)
    assert [APPROVER.name in each and REASON in each for each in notices] == [True] * len(notices)
    assert notices


@pytest.mark.parametrize("arrived", [True, False])
def test_staff_are_told_who_took_back_what_took_two_persons(town: Town, arrived: bool) -> None:
    town.resident("+306900000001")
    town.ruled(severities=("Moderate",))
    number = town.drafts(town.request())
    town.submits(number)
    town.approves(number)
    if arrived:
        arrives(town)

    corrects(town, CorrectionKind.CANCEL, AUTHOR, **OVER)

    english = [each for each in told(town) if "took two persons" in each]
    assert ["Author" in each and "1 (snow, Moderate)" in each for each in english] == [True]
    assert ("withdrawn, by alert 2" if arrived else "before anybody had got it") in english[0]


def test_staff_hear_nothing_of_a_correction_that_took_one_person(town: Town) -> None:
    town.resident("+306900000001")
    town.ruled(severities=("Severe",))
    town.sends(town.drafts(town.request()))
    arrives(town)

    corrects(town, CorrectionKind.CANCEL, AUTHOR, **OVER)

    assert told(town) == []


def arrives(town: Town) -> None:
    with town.database.writing() as session:
        session.execute(
            text("UPDATE delivery SET state = 'accepted', attempt = 1 WHERE state = 'queued'")
        )


def corrects(town: Town, kind: CorrectionKind, by: Actor = AUTHOR, **given: str) -> int:
    """The number of what corrects alert 1; 0 when alert 1 was only stopped."""
    with town.database.writing() as session:
        alert = find_alert(session, "1")
        prepared = prepare_correction(
            session, alert, CorrectionRequest(kind, given), town.office, now=town.now
        )
        correction = issue_correction(session, alert, prepared, town.office, by=by, now=town.now).by
        return (correction.id or 0) if correction else 0
