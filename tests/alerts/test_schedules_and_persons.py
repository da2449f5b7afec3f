"""Whoever schedules a message is not the second person for it, and nothing fires that was taken off
the roster."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import sleep

import pytest
from sqlmodel import select

from alerts import list_latest_alerts
from alerts.approval import approve_draft
from alerts.approval.decisions import OwnWords
from alerts.schedules import add_schedule, remove_schedule, resume_schedule
from channels import Medium
from delivery.tables import FrozenWording
from runtime import LOCAL_OPERATOR, Actor, Database, Keys, Right
from runtime.config import ApprovalSettings
from staff import Role, add_member, change_role, dismiss, entries
from subscribers import GivenConsent, Newcomer, Profile, add
from subscribers.readings import read_phone
from tests.alerts.schedule_desk import Desk

PLANNER = Actor("Planner", frozenset(Right), "member:2")
OTHER = Actor("Another approver", frozenset(Right), "member:3")


@pytest.fixture
def desk(tmp_path: Path, database: Database, vault: Keys, now: datetime) -> Desk:
    """A desk for which one resident is registered, by SMS."""
    desk = Desk.at(tmp_path, database, vault, now)
    with database.writing() as session:
        phone = read_phone("+306900000001", desk.home.config.municipality)
        who = Newcomer(Profile(first_medium=Medium.SMS), (phone,), GivenConsent("desk", now))
        add(session, vault, who, by=LOCAL_OPERATOR, now=now)
        for name, role in (
            ("Chief", Role.ADMIN),
            ("Planner", Role.APPROVER),
            ("Other", Role.APPROVER),
        ):
            add_member(session, name, role, by=LOCAL_OPERATOR, now=now)
    return desk


def approves(desk: Desk, by: Actor) -> None:
    with desk.home.database.writing() as session:
        alert = list_latest_alerts(session, 1)[0]
        approve_draft(
            session, alert, desk.office, seen_hash=alert.approval_hash, by=by, now=desk.now
        )


def test_the_author_of_a_schedule_cannot_be_its_second_person(desk: Desk) -> None:
    strict = ApprovalSettings(severities=("Moderate",))
    desk.home = replace(desk.home, config=desk.home.config.model_copy(update={"approval": strict}))
    with desk.home.database.writing() as session:
        add_schedule(session, desk.plan(), desk.office, by=PLANNER, now=desk.now)
    late = desk.later(hours=1)
    late.runs()

    with pytest.raises(OwnWords):
        approves(late, PLANNER)
    approves(late, OTHER)

    with desk.home.database.reading() as session:
        assert list_latest_alerts(session, 1)[0].decided_by == OTHER.ref


def test_a_schedule_removed_during_a_pass_does_not_fire(desk: Desk) -> None:
    desk.adds()
    late = desk.later(hours=1)

    with ThreadPoolExecutor(1) as pool:
        with desk.home.database.writing() as session:
            remove_schedule(session, "snow-watch", by=LOCAL_OPERATOR, now=late.now)
            passing = pool.submit(late.runs)
            sleep(0.7)
        found = passing.result()

    assert found.decided == ()
    with desk.home.database.reading() as session:
        assert not list_latest_alerts(session, 1)


def plans(desk: Desk, **policy: object) -> None:
    """The planner schedules snow every hour, under this policy."""
    approval = ApprovalSettings(**policy)
    desk.home = replace(
        desk.home, config=desk.home.config.model_copy(update={"approval": approval})
    )
    with desk.home.database.writing() as session:
        add_schedule(session, desk.plan(), desk.office, by=PLANNER, now=desk.now)


def resumes(desk: Desk, by: Actor) -> None:
    with desk.home.database.writing() as session:
        resume_schedule(session, "snow-watch", desk.office, by=by, now=desk.now)


def told(desk: Desk) -> list[str]:
    """The mails that staff were sent of this schedule, in English."""
    with desk.home.database.reading() as session:
        found = session.scalars(select(FrozenWording).where(FrozenWording.language == "en")).all()
        return [each.text for each in found if "snow-watch" in each.text and each.subject]


@pytest.mark.parametrize("how", ["dismissed", "demoted"])
def test_a_schedule_whose_author_may_not_send_is_held(desk: Desk, how: str) -> None:
    plans(desk)
    with desk.home.database.writing() as session:
        if how == "dismissed":
            dismiss(session, 2, by=LOCAL_OPERATOR, now=desk.now)
        else:
            change_role(session, 2, Role.VIEWER, by=LOCAL_OPERATOR, now=desk.now)

    desk.later(hours=1).runs()

    [held] = desk.history()
    assert (held.state, held.reason) == (
        "held",
        "Not sent: Planner, who answers for it, may not send alerts any more.",
    )
    assert ["Not sent: Planner" in each for each in told(desk)] == [True]


def test_the_person_who_resumes_a_schedule_answers_for_it(desk: Desk) -> None:
    plans(desk)
    with desk.home.database.writing() as session:
        dismiss(session, 2, by=LOCAL_OPERATOR, now=desk.now)
    desk.later(hours=1).runs()

    resumes(desk.later(hours=1), OTHER)
    desk.later(hours=2).runs()

    assert desk.standing() == ["held", "fired"]
    with desk.home.database.reading() as session:
        acts = [each for each in entries(session) if each.action == "schedule.resumed"]
    assert [(each.actor, each.facts["responsible"]) for each in acts] == [(OTHER.ref, OTHER.ref)]


def test_the_person_who_resumed_a_schedule_cannot_approve_it(desk: Desk) -> None:
    plans(desk, severities=("Moderate",))
    resumes(desk, OTHER)
    late = desk.later(hours=1)
    late.runs()

    for planner in (PLANNER, OTHER):
        with pytest.raises(OwnWords):
            approves(late, planner)


def test_schedules_of_one_author_are_added_up_within_the_hour(desk: Desk) -> None:
    plans(desk, severities=(), recipients_above=1)
    with desk.home.database.writing() as session:
        add_schedule(session, desk.plan("snow-again"), desk.office, by=PLANNER, now=desk.now)

    desk.later(hours=1).runs()

    assert sorted(desk.standing() + desk.standing("snow-again")) == ["fired", "held"]
