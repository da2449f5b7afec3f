"""The people a forecast shows are those that are asked for, addressed and reported, for every act
that addresses people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from alerts import CorrectionKind
from alerts.approval import approve_draft, submit_draft
from alerts.audience import RecipientCount, check_expected_count, forecast_alert
from alerts.audience.counts import AudienceMoved
from alerts.composing import hash_content
from alerts.issuing import keep_draft
from alerts.recovery import count_messages_to_resend, send_alert_again
from alerts.recovery.resending import NothingToResend
from channels import Medium
from delivery import State
from delivery.fallback import ResendKind
from delivery.tables import DELIVERIES
from runtime import LOCAL_OPERATOR
from tests.alerts.conftest import APPROVER, AUTHOR, Town
from tests.alerts.counted_api import Api
from tests.alerts.counting import GROUPS, Person, Rendered, Target, example
from tests.made_up import examples

EXAMPLES = examples(20)
ZONES = ("chortiatis", "exochi", "panorama", "pylaia")

PEOPLE = st.fixed_dictionaries(
    {
        "zones": st.sets(st.sampled_from(ZONES), max_size=2),
        "groups": st.sets(st.sampled_from(GROUPS), max_size=2),
        "media": st.sets(st.sampled_from(Medium), min_size=1),
        "first": st.sampled_from([None, *Medium]),
        "language": st.sampled_from(["el", "en", "de"]),
        "refuses": st.booleans(),
        "leaves": st.booleans(),
        "states": st.lists(st.sampled_from(State), min_size=2, max_size=2),
        "doubled": st.booleans(),
        "normal": st.booleans(),
    }
)
REGISTRY = st.lists(PEOPLE, min_size=1, max_size=6)
# A schedule is rendered three times, which costs more than all else of an example.
ACTS = st.sampled_from(["send", "send", "send", "approve", "approve", "schedule"])
TARGETS = st.builds(
    Target,
    st.sampled_from([("chortiatis",), ("exochi",)]),
    st.sampled_from([(), ("ΑΙΜΟΚΑΘΑΡΣΗ",), ("Volunteers,αιμοκάθαρση",)]),
)

LOOKS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def rendered() -> Rendered:
    """What was composed and amended before, for all examples."""
    return {}, {}


@pytest.fixture
def api(town: Town, tmp_path: Path) -> Iterator[Api]:
    with Api.of(town, tmp_path) as opened:
        yield opened


@LOOKS
@given(people=REGISTRY, target=TARGETS, act=ACTS)
def test_an_alert_goes_to_as_many_people_as_were_shown(
    town: Town, rendered: Rendered, people: list[Person], target: Target, act: str
) -> None:
    with example(town, rendered, people) as counter:
        if act == "send":
            counter.issues(target)
            return
        if act == "schedule":
            counter.fires(target)
            return
        session, office, now = counter.session, town.office, town.now
        alert = keep_draft(session, counter.composed(target), office, by=AUTHOR, now=now)
        submit_draft(session, alert, office, by=AUTHOR, now=now)
        shown = forecast_alert(session, town.keys, alert, office)
        check_expected_count(shown.recipients, alert.expected or 0)
        if shown.recipients:
            approve_draft(
                session, alert, office, seen_hash=hash_content(alert), by=APPROVER, now=now
            )
            counter.agree(alert, shown)


@settings(LOOKS, max_examples=EXAMPLES * 4 // 5)
@given(
    people=REGISTRY,
    target=TARGETS,
    others=st.sampled_from([None, ("panorama", "pylaia")]),
    kind=st.sampled_from(CorrectionKind),
    extra=st.integers(1, 9),
)
def test_a_correction_goes_to_as_many_people_as_were_shown(
    town: Town,
    rendered: Rendered,
    people: list[Person],
    target: Target,
    others: tuple[str, ...] | None,
    kind: CorrectionKind,
    extra: int,
) -> None:
    with example(town, rendered, people) as counter:
        alert = counter.issues(target)
        if alert is None:
            return
        counter.goes_on(alert)
        prepared = counter.prepares(alert, kind, target, others)
        shown = counter.shows(prepared.draft, corrects=alert)
        wrong = RecipientCount(shown.count.most + extra)
        with pytest.raises(AudienceMoved), counter.session.begin_nested():
            counter.corrects(alert, prepared, wrong)
        if kind is CorrectionKind.UPDATE and not shown.recipients:
            return
        correction = counter.corrects(alert, prepared, RecipientCount(shown.count.most))
        if correction is None:
            assert not shown.recipients
        else:
            counter.agree(correction, shown)
            counter.lands(correction, shown.count.most)


@settings(LOOKS, max_examples=EXAMPLES * 6 // 5)
@given(people=REGISTRY, target=TARGETS, again=st.sampled_from(ResendKind))
def test_a_resend_repeats_as_many_messages_as_were_shown(
    town: Town, rendered: Rendered, people: list[Person], target: Target, again: ResendKind
) -> None:
    with example(town, rendered, people) as counter:
        alert = counter.issues(target)
        if alert is None:
            return
        counter.goes_on(alert)
        before = DELIVERIES.c.state == State.QUEUED
        queued = select(func.count()).where(DELIVERIES.c.dispatch_id == alert.dispatch_id, before)
        already = counter.session.scalar(queued) or 0
        try:
            shown = count_messages_to_resend(counter.session, alert, again, now=town.now)
        except NothingToResend:
            return
        assert (
            send_alert_again(counter.session, alert, again, by=LOCAL_OPERATOR, now=town.now)
            == shown
        )
        assert counter.session.scalar(queued) == already + shown


@settings(LOOKS, max_examples=EXAMPLES // 6)
@given(
    people=REGISTRY,
    target=TARGETS,
    media=st.sampled_from([["sms"], ["sms", "email"]]),
    others=st.sampled_from([None, ["panorama", "pylaia"]]),
    kind=st.sampled_from(CorrectionKind),
    extra=st.integers(1, 9),
)
def test_a_program_sends_and_corrects_for_the_number_shown(
    town: Town,
    rendered: Rendered,
    api: Api,
    people: list[Person],
    target: Target,
    media: list[str],
    others: list[str] | None,
    kind: CorrectionKind,
    extra: int,
) -> None:
    with example(town, rendered, people) as counter:
        api.joins(counter)
        where = {"areas": list(target.places), "groups": list(target.groups), "media": media}
        alert = api.sends(counter, where, extra)
        if alert is not None:
            counter.goes_on(alert)
            api.corrects(counter, alert, kind, others, extra)
