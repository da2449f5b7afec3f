"""Whoever wrote an alert, or could have acted as its author, is not the second person for it."""

from datetime import timedelta

import pyotp
import pytest

from alerts.approval import Approvers, approvers_of
from alerts.approval.decisions import MadeByItsAuthor, OwnWords
from runtime import LOCAL_OPERATOR, Actor, Right
from runtime.config.sections import SecondFactorPolicy
from staff import Role, add_member, change_role
from staff.second_factor import (
    CodeProof,
    draw_factor_secret,
    remove_factor,
    set_up_factor,
)
from staff.second_factor.spending import NoSecondFactor
from staff.tokens import create_token
from tests.alerts.conftest import Town

CHIEF = Actor("Chief", frozenset(Right), "member:1")
CLERK = Actor("Clerk", frozenset(Right), "member:2")
FRESH = Actor("Fresh", frozenset(Right), "member:3")
LONG_AGO = timedelta(days=30)


@pytest.fixture
def crew(town: Town) -> Town:
    """A chief and a clerk of long ago; the chief's alert 1 waits for a second person."""
    town.resident("+306900000001")
    with town.database.writing() as session:
        for name, role in (("Chief", Role.ADMIN), ("Clerk", Role.APPROVER)):
            add_member(session, name, role, by=LOCAL_OPERATOR, now=town.now - LONG_AGO)
        # A year's renewal, whoever makes it, is a day's doubt.
        create_token(
            session, 2, expires_at=town.now + LONG_AGO, by=CHIEF, now=town.now - timedelta(hours=24)
        )
    town.submits(town.drafts(town.request(), by=CHIEF), by=CHIEF)
    return town


def adds(
    crew: Town, role: Role = Role.APPROVER, by: Actor = CHIEF, ago: timedelta = timedelta()
) -> None:
    with crew.database.writing() as session:
        add_member(session, "Fresh", role, by=by, now=crew.now - ago)


def test_a_member_of_long_ago_approves_what_the_chief_wrote(crew: Town) -> None:
    crew.approves(1, by=CLERK)

    assert crew.alert(1).decided_by == CLERK.ref


def gives_app(crew: Town, member: Actor, by: Actor, ago: timedelta) -> None:
    secret, then = draw_factor_secret(), crew.now - ago
    code = pyotp.TOTP(secret.secret).at(then)
    with crew.database.writing() as session:
        number = int(member.ref.removeprefix("member:"))
        set_up_factor(session, crew.keys, number, secret, code, by=by, now=then)


def test_an_approver_whose_app_the_author_set_up_waits(crew: Town) -> None:
    gives_app(crew, CLERK, CHIEF, timedelta(hours=23))

    with pytest.raises(MadeByItsAuthor):
        crew.approves(1, by=CLERK)
    crew.now += timedelta(hours=1)
    crew.approves(1, by=CLERK)


def test_an_approver_whose_app_the_author_removed_waits(crew: Town) -> None:
    gives_app(crew, CLERK, CLERK, LONG_AGO)
    with crew.database.writing() as session:
        remove_factor(session, 2, by=CHIEF, now=crew.now - timedelta(hours=1))

    with pytest.raises(MadeByItsAuthor):
        crew.approves(1, by=CLERK)


def test_an_approver_without_an_app_counts_for_nobody(crew: Town) -> None:
    crew.ruled(severities=("Moderate",), second_factor=SecondFactorPolicy.BOTH)
    with crew.database.reading() as session:
        before = approvers_of(session, {CHIEF.ref}, crew.office.approval, now=crew.now)
    with pytest.raises(NoSecondFactor):
        crew.approves(1, by=CLERK, proof=CodeProof(CLERK.ref))

    gives_app(crew, CLERK, CLERK, LONG_AGO)

    with crew.database.reading() as session:
        after = approvers_of(session, {CHIEF.ref}, crew.office.approval, now=crew.now)
    assert (before.now, after.now) == ((), ("Clerk",))
    crew.approves(1, by=CLERK, proof=CodeProof(CLERK.ref))


def test_an_approver_appointed_by_the_author_waits_for_a_day(crew: Town) -> None:
    adds(crew)

    with pytest.raises(
        MadeByItsAuthor, match="Fresh can approve by an act of Chief, who wrote alert 1"
    ):
        crew.approves(1, by=FRESH)
    crew.now += timedelta(hours=24)
    crew.approves(1, by=FRESH)

    assert crew.alert(1).decided_by == FRESH.ref


def test_staff_can_see_until_when_a_new_approver_waits(crew: Town) -> None:
    adds(crew, Role.ADMIN, ago=timedelta(hours=20))
    with crew.database.writing() as session:
        add_member(session, "Fresher", Role.APPROVER, by=FRESH, now=crew.now - timedelta(hours=5))
        add_member(session, "Other", Role.APPROVER, by=CLERK, now=crew.now)
        found = approvers_of(session, {CHIEF.ref}, crew.office.approval, now=crew.now)
        both = approvers_of(session, {CHIEF.ref, FRESH.ref}, crew.office.approval, now=crew.now)

    fresh, fresher = crew.now + timedelta(hours=4), crew.now + timedelta(hours=19)
    # Fresher owes it to the chief only as long as Fresh does.
    assert found == Approvers(("Clerk", "Other"), ((fresh, "Fresh"), (fresh, "Fresher")))
    assert both == Approvers(("Clerk", "Other"), ((fresher, "Fresher"),))


def test_an_approver_made_by_another_approves_at_once(crew: Town) -> None:
    adds(crew, by=CLERK)

    crew.approves(1, by=FRESH)

    assert crew.alert(1).decided_by == FRESH.ref


def test_an_author_raised_by_the_author_does_not_approve(crew: Town) -> None:
    adds(crew, Role.AUTHOR, by=CLERK, ago=LONG_AGO)
    with crew.database.writing() as session:
        change_role(session, 3, Role.APPROVER, by=CHIEF, now=crew.now)

    with pytest.raises(MadeByItsAuthor):
        crew.approves(1, by=FRESH)


@pytest.mark.parametrize(("maker", "refused"), [(CHIEF, True), (FRESH, False)])
def test_a_token_from_the_author_keeps_its_member_from_approving(
    crew: Town, maker: Actor, refused: bool
) -> None:
    adds(crew, by=CLERK, ago=LONG_AGO)
    with crew.database.writing() as session:
        create_token(session, 3, expires_at=crew.now + LONG_AGO, by=maker, now=crew.now)

    if refused:
        with pytest.raises(MadeByItsAuthor):
            crew.approves(1, by=FRESH)
        return
    crew.approves(1, by=FRESH)


def test_an_approver_appointed_indirectly_by_the_author_does_not_approve(crew: Town) -> None:
    adds(crew, Role.ADMIN)
    with crew.database.writing() as session:
        add_member(session, "Fresher", Role.APPROVER, by=FRESH, now=crew.now)

    with pytest.raises(MadeByItsAuthor):
        crew.approves(1, by=Actor("Fresher", frozenset(Right), "member:4"))


@pytest.mark.parametrize("step", ["edits", "submits"])
def test_a_maker_who_only_edited_or_submitted_counts_too(crew: Town, step: str) -> None:
    number = crew.drafts(crew.request(), by=CLERK)
    if step == "edits":
        crew.edits(number, by=CHIEF, impact="Ice")
    crew.submits(number, by=CLERK if step == "edits" else CHIEF)
    adds(crew)

    with pytest.raises(MadeByItsAuthor):
        crew.approves(number, by=FRESH)


def test_an_approver_made_by_the_author_may_still_reject(crew: Town) -> None:
    adds(crew)

    crew.rejects(1, "The road is closed from 21:00", by=FRESH)

    assert crew.alert(1).decided_by == FRESH.ref


def test_an_editor_before_the_last_does_not_approve(crew: Town) -> None:
    crew.edits(1, by=CLERK, impact="Ice")
    crew.edits(1, by=CHIEF, impact="Ice on the roads")
    crew.submits(1, by=CHIEF)

    with pytest.raises(OwnWords):
        crew.approves(1, by=CLERK)
    with pytest.raises(OwnWords):
        crew.rejects(1, "Not so", by=CLERK)
