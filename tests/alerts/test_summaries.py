"""What a report counts: every person and every message once, whatever became of them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from alerts import Reach, find_alert
from alerts.plain_words import describe_outcome
from alerts.reports import AlertReport, Summary, make_report
from channels import Trial
from delivery import State
from delivery.status import Knowledge
from delivery.tables import DELIVERIES
from runtime import counted
from tests.alerts.conftest import Town

REAL, FAKE = "twilio", "sandbox"


def ends(town: Town, states: Sequence[State], channel: str) -> None:
    with town.database.writing() as session:
        ids = session.scalars(select(DELIVERIES.c.id).order_by(DELIVERIES.c.id)).all()
        for number, state in zip(ids, states, strict=True):
            own = update(DELIVERIES).where(DELIVERIES.c.id == number)
            session.execute(own.values(state=state, channel=channel))
        find_alert(session, "1").trials = {FAKE: Trial.SANDBOX}


def told(town: Town) -> AlertReport:
    with town.database.reading() as session:
        return make_report(session, find_alert(session, "1"), town.office)


@pytest.fixture
def snowed(town: Town) -> Town:
    """Three people with a phone and a mailbox each, told by both."""
    for number in range(3):
        town.resident(f"+30690000000{number}", f"p{number}@example.gr")
    town.issues(town.request(reach=Reach.ALL))
    return town


def test_each_person_counts_once_by_the_best_known(snowed: Town) -> None:
    ends(
        snowed,
        [
            State.REFUSED,
            State.DELIVERED,
            State.UNKNOWN,
            State.ACCEPTED,
            State.EXPIRED,
            State.UNDELIVERED,
        ],
        REAL,
    )

    found = told(snowed)

    head = counted(found.people.total, "{count} person", "{count} people")
    assert (
        found.people.sentence(head) == "3 people: 2 handed over, 1 confirmed so far, 1 not reached"
    )
    assert (
        found.known.total,
        found.known.handed_over,
        found.known.counts[Knowledge.NOT_REACHED],
    ) == (
        6,
        2,
        3,
    )


def test_a_sandbox_hands_over_nobody(snowed: Town) -> None:
    ends(snowed, [State.ACCEPTED, State.DELIVERED] * 3, FAKE)

    found = told(snowed)

    assert found.people.as_json()["handed_over"] == found.as_json()["handed_over"] == 0
    assert (found.people.counts, found.trial) == ({Knowledge.CAUGHT: 3}, (Trial.SANDBOX,))


@given(st.dictionaries(st.sampled_from(Knowledge), st.integers(0, 10_000)))
def test_the_phrases_of_a_summary_add_up(counts: dict[Knowledge, int]) -> None:
    summary = Summary(counts)

    numbers = {each.template: int(str(each.values["count"])) for each in summary.phrases()}
    confirmed = numbers.pop("{count} confirmed so far", 0)

    assert sum(numbers.values()) == summary.total
    assert confirmed <= numbers.get("{count} handed over", 0)


@pytest.mark.parametrize(
    ("state", "cause", "words"),
    [
        (State.REFUSED, "invalid_recipient 21614", "not reached: the number is no mobile (21614)"),
        (State.SKIPPED, "left", "not reached: the person has left"),
        (State.CANCELLED, "accepted", "not reached: the alert was stopped"),
        (State.EXPIRED, "", "not reached: its time was over"),
        (
            State.EXPIRED,
            "transient",
            "not reached: its time was over; the last try: a fault that may pass",
        ),
    ],
)
def test_a_person_not_reached_is_listed_with_the_reason(
    state: State, cause: str, words: str
) -> None:
    assert describe_outcome(Knowledge.NOT_REACHED, state, cause) == words
