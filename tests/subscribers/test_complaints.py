"""Complaints: whoever reports a mail as unwanted leaves its topic; emergencies stay, and staff see
who it was."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text as sql

from channels import Medium, Wording
from channels.bounces import Complaint
from delivery import Lane, Parcel, Repeat, add_recipients, prepare_dispatch, select_recipients
from delivery.links import delivery_token
from subscribers.audience import Concern
from subscribers.preferences import Agreement
from subscribers.registration import apply_complaint, rejoin_topics
from subscribers.registration.complaints import AppliedComplaint
from templates import Topic

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep

MAIL = "anna@example.gr"


def mailed(door: "Doorstep", topic: int) -> str:
    """A mail of that topic was handed over to Anna; its token."""
    with door.database.writing() as session:
        words = (Wording(0, Medium.EMAIL, "el", "Χιόνι", "Χιόνι"),)
        parcel = Parcel(
            Lane.ROUTINE, Repeat.HOLD, door.now + timedelta(hours=1), words, topic=topic
        )
        dispatch = prepare_dispatch(session, parcel, now=door.now)
        add_recipients(session, dispatch, select_recipients([1], language="el"))
        session.execute(
            sql("UPDATE delivery SET channel = 'smtp', state = 'accepted', attempt = 1")
        )
        delivery = session.scalar(sql("SELECT max(id) FROM delivery"))
    return delivery_token(dispatch, delivery, door.keys)


def complains(door: "Doorstep", token: str) -> AppliedComplaint:
    with door.database.writing() as session:
        return apply_complaint(session, door.keys, Complaint(token, "abuse", "1"), now=door.now)


def told_of(door: "Doorstep") -> set[Topic]:
    tells = door.town.tells
    routine = {topic for topic in Topic if tells(topic=topic, concern=Concern.TOPIC)}
    return routine | ({Topic.EMERGENCY} if tells() else set())


def facts(door: "Doorstep") -> list[str]:
    with door.database.reading() as session:
        return list(
            session.scalars(sql("SELECT facts FROM journal WHERE action = 'resident.left'"))
        )


def test_a_complaint_leaves_its_mails_topic_with_the_reason(doorstep: "Doorstep") -> None:
    doorstep.town.adds(MAIL)

    heard = complains(doorstep, mailed(doorstep, Topic.ROADS.number))

    assert heard == AppliedComplaint(is_ours=True, is_new=True)
    assert told_of(doorstep) == set(Topic) - {Topic.ROADS}
    assert facts(doorstep) == ['{"reason":"complaint","topic":"roads"}']


def test_a_complaint_read_again_does_not_undo_a_return(doorstep: "Doorstep") -> None:
    doorstep.town.adds(MAIL)
    token = mailed(doorstep, Topic.ROADS.number)
    complains(doorstep, token)
    with doorstep.database.writing() as session:
        agreed = Agreement("a" * 64, "203.0.113.0/24")
        rejoin_topics(session, doorstep.keys, 1, {Topic.ROADS}, agreed, now=doorstep.now)

    assert not complains(doorstep, token).is_new

    assert told_of(doorstep) == set(Topic)


@pytest.mark.parametrize("topic", [Topic.EMERGENCY.number, 0])
def test_emergencies_stay_and_staff_see_who_complained(doorstep: "Doorstep", topic: int) -> None:
    doorstep.town.adds(MAIL)

    heard = complains(doorstep, mailed(doorstep, topic))

    assert heard.of_emergency == 1
    assert told_of(doorstep) == set(Topic)
    assert doorstep.journal()[-1] == ("resident.complained", "resident:1")
    assert len(doorstep.letters_to(MAIL)) == 1  # and no second mail asks


def test_a_complaint_of_somebody_who_is_gone_changes_nothing(doorstep: "Doorstep") -> None:
    doorstep.town.adds(MAIL)
    tokens = [mailed(doorstep, topic.number) for topic in (Topic.EMERGENCY, Topic.ROADS)]
    doorstep.town.removes(1)

    heard = [complains(doorstep, token) for token in tokens]

    assert heard == [AppliedComplaint(is_ours=True, is_new=True)] * 2
    assert facts(doorstep) == []


def test_a_complaint_with_a_forged_token_is_foreign(doorstep: "Doorstep") -> None:
    forged = f"1-{'0' * 12}"

    assert complains(doorstep, forged) == AppliedComplaint(is_ours=False)
