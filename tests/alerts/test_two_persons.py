"""What one person writes another approves: the same words, or none."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from json import dumps, loads

import pytest
from sqlmodel import func, select

from alerts import Alert, AlertState, find_alert, wordings_of_alert
from alerts.approval.decisions import NotWaiting, OwnWords
from alerts.audience.counts import AudienceMoved
from alerts.composing import content_of
from alerts.composing.drafts import AlreadyOver
from alerts.issuing.drafting import ContentChanged, KeyTaken
from alerts.issuing.one_person import NotADraft
from alerts.issuing.policy import BadReason, NeedsApproval
from alerts.issuing.unissued import AlreadyIssued
from delivery.tables import Delivery, Dispatch
from runtime import Actor, Problem, Right
from runtime.problems import NotAllowed
from templates import Catalogue
from tests.alerts.conftest import APPROVER, AUTHOR, Town

ANA, BEN = "+306900000001", "+306900000002"
BOTH = Actor("Author at another desk", frozenset(Right), "member:1")


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_draft_is_sent_only_after_another_person_approves(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    town.submits(number)

    assert _count(town, Delivery) == 0
    town.approves(number)

    alert = town.alert(number)
    assert (alert.state, alert.recipients, _count(town, Delivery)) == (AlertState.SENDING, 1, 1)
    assert (alert.drafted_by, alert.submitted_by, alert.decided_by) == (
        "member:1",
        "member:1",
        "member:2",
    )


def test_an_approved_alert_is_sent_as_approved_without_its_template(town: Town) -> None:
    town.resident(ANA, email="ana@example.gr")
    number = town.drafts(town.request())
    with town.database.reading() as session:
        drafted = wordings_of_alert(session, town.alert(number))
    town.submits(number)

    town.office = replace(town.office, catalogue=Catalogue({}, {}))
    town.approves(number)

    with town.database.reading() as session:
        sent = wordings_of_alert(session, town.alert(number))
    assert [replace(each, id=0) for each in sent] == list(drafted)


def test_the_same_person_with_two_tokens_cannot_approve(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    town.submits(number)

    with pytest.raises(OwnWords):
        town.approves(number, by=BOTH)

    assert town.alert(number).state is AlertState.PENDING_APPROVAL


@pytest.mark.parametrize("writes", ["edits", "submits"])
def test_the_person_who_changed_or_submitted_an_alert_cannot_approve(
    town: Town, writes: str
) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())

    if writes == "edits":
        town.edits(number, by=APPROVER, impact="Slippery")
        town.submits(number)
    else:
        town.submits(number, by=APPROVER)

    with pytest.raises(OwnWords):
        town.approves(number)


def test_a_person_without_the_right_to_approve_approves_nothing(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    town.submits(number)

    with pytest.raises(NotAllowed):
        town.approves(number, by=replace(AUTHOR, ref="member:9"))


def test_an_edit_makes_a_draft_again_and_voids_the_submission(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    town.submits(number)
    seen = town.alert(number).approval_hash

    town.edits(number, until="2031-01-13 15:00")

    edited = town.alert(number)
    assert (edited.state, edited.submitted_at, edited.expected) == (AlertState.DRAFT, None, None)
    assert edited.expires_at.isoformat() == "2031-01-13T13:00:00+00:00"
    with pytest.raises(NotWaiting):
        town.approves(number, seen=seen)
    town.submits(number)
    with pytest.raises(ContentChanged):
        town.approves(number, seen=seen)


def test_an_edit_keeps_the_day_that_the_typed_values_meant(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request(values={"from": "20:00", "until": "tomorrow 12:00"}))
    meant = town.alert(number).expires_at

    town.now += timedelta(hours=3)
    town.edits(number, impact="Slippery roads")

    assert town.alert(number).expires_at == meant


def test_words_changed_behind_our_back_are_not_approved(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    town.submits(number)
    from sqlalchemy import update

    from alerts.tables import ALERTS

    kept = loads(dumps(town.alert(number).content))
    forged = {**kept, "words": [{**each, "text": "FORGED"} for each in kept["words"]]}
    with town.database.writing() as session:
        session.execute(update(ALERTS).values(content=forged))

    with pytest.raises(ContentChanged):
        town.approves(number, seen=town.alert(number).approval_hash)
    with pytest.raises(ContentChanged):
        town.approves(number)


def test_two_approvers_at_once_make_one_dispatch(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    town.submits(number)
    approvers = [replace(APPROVER, ref=f"member:{each}") for each in (2, 3, 4, 5)]

    def approving(by: Actor) -> str:
        try:
            town.approves(number, by=by)
        except Problem as problem:
            return type(problem).__name__
        return "approved"

    with ThreadPoolExecutor(4) as pool:
        ended = sorted(pool.map(approving, approvers))

    assert ended == ["AlreadyIssued"] * 3 + ["approved"]
    assert (_count(town, Dispatch), _count(town, Delivery)) == (1, 1)


def test_a_rejected_alert_needs_an_edit_before_it_is_resubmitted(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    town.submits(number)

    town.rejects(number, "Wrong  hour")

    rejected = town.alert(number)
    assert (rejected.state, rejected.decision_reason) == (AlertState.REJECTED, "Wrong hour")
    with pytest.raises(NotADraft):
        town.submits(number)
    town.edits(number, impact="Slippery")
    town.submits(number)
    town.approves(number)


def test_a_rejection_says_why(town: Town) -> None:
    number = town.drafts(town.request())
    town.submits(number)

    with pytest.raises(BadReason):
        town.rejects(number, " x ")


def test_an_audience_that_moved_is_counted_again_first(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    town.submits(number)
    town.resident(BEN)

    with pytest.raises(AudienceMoved):
        town.approves(number)

    assert (town.alert(number).state, _count(town, Dispatch)) == (AlertState.PENDING_APPROVAL, 0)
    town.submits(number)
    town.approves(number)


def test_an_expired_draft_is_neither_approved_nor_sent(town: Town) -> None:
    from alerts.housekeeping.closing import expire_undecided

    town.resident(ANA)
    late, waiting = town.drafts(town.request()), town.drafts(town.request())
    town.submits(waiting)
    town.now = town.alert(late).expires_at

    attempts: tuple[Callable[[], None], ...] = (
        lambda: town.sends(late),
        lambda: town.approves(waiting),
        lambda: town.submits(late),
    )
    for refused in attempts:
        with pytest.raises(AlreadyOver):
            refused()

    with town.database.writing() as session:
        expire_undecided(session, now=town.now)
    assert {town.alert(each).state for each in (late, waiting)} == {AlertState.EXPIRED}


def test_a_sent_alert_is_not_edited_rejected_or_sent_again(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    town.sends(number)

    attempts: tuple[Callable[[], None], ...] = (
        lambda: town.edits(number, impact="x"),
        lambda: town.submits(number),
        lambda: town.sends(number),
        lambda: town.rejects(number, "too late"),
    )
    for late in attempts:
        with pytest.raises(AlreadyIssued):
            late()


def test_a_key_stands_for_one_draft(town: Town) -> None:
    town.resident(ANA)
    first = town.drafts(town.request(key="k"))

    assert town.drafts(town.request(key="k")) == first
    with pytest.raises(KeyTaken):
        town.drafts(town.request("snow", "panorama", key="k"))
    assert town.issues(town.request(key="k"), by=AUTHOR).fresh is False


def test_severity_asks_for_a_second_person(town: Town) -> None:
    town.resident(ANA)
    town.ruled(severities=("Moderate",))
    number = town.drafts(town.request())

    with pytest.raises(NeedsApproval):
        town.sends(number)
    with pytest.raises(NeedsApproval):
        town.issues(town.request(), by=AUTHOR)

    assert _count(town, Dispatch) == 0


def test_many_recipients_ask_for_a_second_person(town: Town) -> None:
    town.ruled(recipients_above=1)
    town.resident(ANA)
    town.sends(town.drafts(town.request()))
    town.resident(BEN)
    town.now += timedelta(hours=1)

    with pytest.raises(NeedsApproval) as refused:
        town.sends(town.drafts(town.request()))

    assert "2 recipients are more than the 1" in str(refused.value)


def test_an_exercise_asks_for_nobody(town: Town) -> None:
    town.resident(ANA)
    town.ruled(severities=("Minor",), recipients_above=0)

    town.sends(town.drafts(town.request("drill")))


def test_an_override_is_sent_at_once_and_told_to_staff(town: Town) -> None:
    town.resident(ANA)
    town.ruled(severities=("Moderate",))
    number = town.drafts(town.request())
    town.submits(number)

    town.sends(number, by=BOTH, override="The river is over the bridge")

    alert = town.alert(number)
    assert (alert.state, alert.override_reason) == (
        AlertState.SENDING,
        "The river is over the bridge",
    )
    assert [(action, "river" in str(facts)) for _, action, facts in town.journal()][-2:] == [
        ("alert.overridden", False),
        ("alert.issued", False),
    ]
    # To the staff: that it waited, that it was overridden; to Ana: the alert.
    assert _count(town, Dispatch) == 3


@pytest.mark.parametrize(
    ("by", "reason", "problem"),
    [(AUTHOR, "The river is over the bridge", NotAllowed), (APPROVER, "no", BadReason)],
)
def test_an_override_takes_an_approver_and_a_reason(
    town: Town, by: Actor, reason: str, problem: type
) -> None:
    town.resident(ANA)
    town.ruled(severities=("Moderate",))

    with pytest.raises(problem):
        town.sends(town.drafts(town.request()), by=by, override=reason)

    assert _count(town, Dispatch) == 0


def _unnumbered(alert: Alert) -> str:
    """What is kept with an alert, but for its own number."""
    return content_of(alert).model_dump_json().replace(alert.public_number, "")


def test_a_direct_send_and_an_approved_draft_end_the_same(town: Town) -> None:
    town.resident(ANA, email="ana@example.gr")

    once = town.issues(town.request(), by=AUTHOR).alert
    begun = len(town.journal())
    town.sends(town.drafts(town.request()))

    twice = town.alert(2)
    assert _unnumbered(once) == _unnumbered(twice)
    assert (once.recipients, once.messages, town.told(once)) == (
        twice.recipients,
        twice.messages,
        town.told(twice),
    )
    noted = [(actor, action, {**facts, "content": ""}) for actor, action, facts in town.journal()]
    assert noted[:begun] == noted[begun:]
    assert [action for _, action, _ in noted[:begun]] == ["alert.drafted", "alert.issued"]


def test_a_numeric_key_is_not_mistaken_for_an_alerts_number(town: Town) -> None:
    town.resident(ANA)
    second = "2" if town.database.is_sqlite else str(town.drafts(town.request()) + 2)
    with_key, without = (
        town.drafts(replace(town.request(), key=second)),
        town.drafts(town.request()),
    )
    assert str(without) == second

    with town.database.reading() as session:
        assert find_alert(session, second).id == without
        assert find_alert(session, str(with_key)).id == with_key
