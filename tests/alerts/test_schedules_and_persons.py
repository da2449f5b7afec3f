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
from staff import Role, add_member, change_role, dismiss_member
from staff.journal import read_entries
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.readings import read_phone
from tests.alerts.schedule_timetable import Timetable

PLANNER = Actor("Planner", frozenset(Right), "member:2")
OTHER = Actor("Another approver", frozenset(Right), "member:3")


@pytest.fixture
def timetable(tmp_path: Path, database: Database, vault: Keys, now: datetime) -> Timetable:
    """A timetable in a town where one resident is registered, by SMS."""
    timetable = Timetable.at(tmp_path, database, vault, now)
    with database.writing() as session:
        phone = read_phone("+306900000001", timetable.home.config.municipality)
        who = Newcomer(Profile(first_medium=Medium.SMS), (phone,), GivenConsent("desk", now))
        add_resident(session, vault, who, by=LOCAL_OPERATOR, now=now)
        for name, role in (
            ("Chief", Role.ADMIN),
            ("Planner", Role.APPROVER),
            ("Other", Role.APPROVER),
        ):
            add_member(session, name, role, by=LOCAL_OPERATOR, now=now)
    return timetable


def approves(timetable: Timetable, by: Actor) -> None:
    with timetable.home.database.writing() as session:
        alert = list_latest_alerts(session, 1)[0]
        approve_draft(
            session,
            alert,
            timetable.office,
            seen_hash=alert.approval_hash,
            by=by,
            now=timetable.now,
        )


def test_the_author_of_a_schedule_cannot_be_its_second_person(timetable: Timetable) -> None:
    strict = ApprovalSettings(severities=("Moderate",))
    timetable.home = replace(
        timetable.home, config=timetable.home.config.model_copy(update={"approval": strict})
    )
    with timetable.home.database.writing() as session:
        add_schedule(session, timetable.plan(), timetable.office, by=PLANNER, now=timetable.now)
    late = timetable.later(hours=1)
    late.runs()

    with pytest.raises(OwnWords):
        approves(late, PLANNER)
    approves(late, OTHER)

    with timetable.home.database.reading() as session:
        assert list_latest_alerts(session, 1)[0].decided_by == OTHER.ref


def test_a_schedule_removed_during_a_pass_does_not_fire(timetable: Timetable) -> None:
    timetable.adds()
    late = timetable.later(hours=1)

    with ThreadPoolExecutor(1) as pool:
        with timetable.home.database.writing() as session:
            remove_schedule(session, "snow-watch", by=LOCAL_OPERATOR, now=late.now)
            passing = pool.submit(late.runs)
            sleep(0.7)
        found = passing.result()

    assert found.decided == ()
    with timetable.home.database.reading() as session:
        assert not list_latest_alerts(session, 1)


def plans(timetable: Timetable, **policy: object) -> None:
    """The planner schedules snow every hour, under this policy."""
    approval = ApprovalSettings(**policy)
    timetable.home = replace(
        timetable.home, config=timetable.home.config.model_copy(update={"approval": approval})
    )
    with timetable.home.database.writing() as session:
        add_schedule(session, timetable.plan(), timetable.office, by=PLANNER, now=timetable.now)


def resumes(timetable: Timetable, by: Actor) -> None:
    with timetable.home.database.writing() as session:
        resume_schedule(session, "snow-watch", timetable.office, by=by, now=timetable.now)


def told(timetable: Timetable) -> list[str]:
    """The mails that staff were sent of this schedule, in English."""
    with timetable.home.database.reading() as session:
        found = session.scalars(select(FrozenWording).where(FrozenWording.language == "en")).all()
        return [each.text for each in found if "snow-watch" in each.text and each.subject]


@pytest.mark.parametrize("how", ["dismissed", "demoted"])
def test_a_schedule_whose_author_may_not_send_is_held(timetable: Timetable, how: str) -> None:
    plans(timetable)
    with timetable.home.database.writing() as session:
        if how == "dismissed":
            dismiss_member(session, 2, by=LOCAL_OPERATOR, now=timetable.now)
        else:
            change_role(session, 2, Role.VIEWER, by=LOCAL_OPERATOR, now=timetable.now)

    timetable.later(hours=1).runs()

    [held] = timetable.history()
    assert (held.state, held.reason) == (
        "held",
        "Not sent: Planner, who answers for it, may not send alerts any more.",
    )
    assert ["Not sent: Planner" in each for each in told(timetable)] == [True]


def test_the_person_who_resumes_a_schedule_answers_for_it(timetable: Timetable) -> None:
    plans(timetable)
    with timetable.home.database.writing() as session:
        dismiss_member(session, 2, by=LOCAL_OPERATOR, now=timetable.now)
    timetable.later(hours=1).runs()

    resumes(timetable.later(hours=1), OTHER)
    timetable.later(hours=2).runs()

    assert timetable.standing() == ["held", "fired"]
    with timetable.home.database.reading() as session:
        acts = [each for each in read_entries(session) if each.action == "schedule.resumed"]
    assert [(each.actor, each.facts["responsible"]) for each in acts] == [(OTHER.ref, OTHER.ref)]


def test_the_person_who_resumed_a_schedule_cannot_approve_it(timetable: Timetable) -> None:
    plans(timetable, severities=("Moderate",))
    resumes(timetable, OTHER)
    late = timetable.later(hours=1)
    late.runs()

    for planner in (PLANNER, OTHER):
        with pytest.raises(OwnWords):
            approves(late, planner)


def test_schedules_of_one_author_are_added_up_within_the_hour(timetable: Timetable) -> None:
    plans(timetable, severities=(), recipients_above=1)
    with timetable.home.database.writing() as session:
        add_schedule(
            session, timetable.plan("snow-again"), timetable.office, by=PLANNER, now=timetable.now
        )

    timetable.later(hours=1).runs()

    assert sorted(timetable.standing() + timetable.standing("snow-again")) == ["fired", "held"]
