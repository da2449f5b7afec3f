"""Whoever schedules a message is not the second person for it, and nothing fires that was taken off the roster."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import sleep

import pytest

from alerts import approve, latest_alerts, remove_schedule
from alerts.deciding import OwnWords
from alerts.schedules import add_schedule
from channels import Medium
from runtime import LOCAL_OPERATOR, Actor, Approval, Database, Keys, Right
from subscribers import GivenConsent, Newcomer, Profile, add, read_phone
from tests.alerts.schedule_desk import Desk

PLANNER = Actor("Planner", frozenset(Right), "member:7")
OTHER = Actor("Another approver", frozenset(Right), "member:8")


@pytest.fixture
def desk(tmp_path: Path, database: Database, vault: Keys, now: datetime) -> Desk:
    """A desk for which one resident is registered, by SMS."""
    desk = Desk.at(tmp_path, database, vault, now)
    with database.writing() as session:
        phone = read_phone("+306900000001", desk.home.config.municipality)
        who = Newcomer(Profile(first_medium=Medium.SMS), (phone,), GivenConsent("desk", now))
        add(session, vault, who, by=LOCAL_OPERATOR, now=now)
    return desk


def approves(desk: Desk, by: Actor) -> None:
    with desk.home.database.writing() as session:
        alert = latest_alerts(session, 1)[0]
        approve(session, alert, desk.office, seen_hash=alert.approval_hash, by=by, now=desk.now)


def test_whoever_scheduled_it_cannot_be_the_second_person(desk: Desk) -> None:
    strict = Approval(severities=("Moderate",))
    desk.home = replace(desk.home, config=desk.home.config.model_copy(update={"approval": strict}))
    with desk.home.database.writing() as session:
        add_schedule(session, desk.plan(), desk.office, by=PLANNER, now=desk.now)
    late = desk.later(hours=1)
    late.runs()

    with pytest.raises(OwnWords):
        approves(late, PLANNER)
    approves(late, OTHER)

    with desk.home.database.reading() as session:
        assert latest_alerts(session, 1)[0].decided_by == OTHER.ref


def test_what_is_removed_while_a_pass_is_under_way_does_not_fire(desk: Desk) -> None:
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
        assert not latest_alerts(session, 1)
