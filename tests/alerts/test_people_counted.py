"""The people a forecast shows are those that are asked for, addressed and reported, for every act that addresses people."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlmodel import Session, SQLModel

from alerts import (
    Alert,
    Amendment,
    Draft,
    Forecast,
    Headcount,
    Kind,
    Wish,
    amend,
    approve,
    check_count,
    content_hash,
    correct,
    draft,
    forecast,
    forecast_of,
    issue,
    report,
    resend,
    resendable,
    submit,
)
from alerts.latecomers import follow_up, owing
from alerts.launching import AudienceMoved, NoRecipients
from alerts.resending import NothingToResend
from areas import gazetteer
from channels import Medium
from delivery import Address, Again, State, keep_contacts
from delivery.tables import DELIVERIES
from runtime import LOCAL_OPERATOR, SCHEDULER
from subscribers.tables import Refusal, Resident, ResidentZone, Standing, Subscription, Topic
from tests.alerts.conftest import APPROVER, AUTHOR, Town

EXAMPLES = int(os.environ.get("TOCSIN_EXAMPLES", "84"))
ZONES = ("chortiatis", "exochi", "panorama", "pylaia")
SUBSCRIPTIONS = SQLModel.metadata.tables["subscription"]
CORRECTED = {"situation": "no_danger"}

PEOPLE = st.fixed_dictionaries(
    {
        "zones": st.sets(st.sampled_from(ZONES), max_size=2),
        "media": st.sets(st.sampled_from(Medium), min_size=1),
        "first": st.sampled_from([None, *Medium]),
        "language": st.sampled_from(["el", "en", "de"]),
        "refuses": st.booleans(),
        "leaves": st.booleans(),
        "states": st.lists(st.sampled_from(State), min_size=2, max_size=2),
        "doubled": st.booleans(),
    }
)
REGISTRY = st.lists(PEOPLE, min_size=1, max_size=6)
PLACES = st.sampled_from([("chortiatis",), ("exochi",)])

LOOKS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


class Undone(Exception):
    """An example is over: nothing of it stays."""


@dataclass
class Counting:
    """One example inside a transaction that is undone: a registry, and what is shown, asked, addressed and reported."""

    town: Town
    session: Session
    drafts: dict[tuple[str, ...], Draft]
    amendments: dict[tuple[object, ...], Amendment]
    people: Sequence[dict] = ()
    numbers: list[int] = field(default_factory=list)

    def __repr__(self) -> str:
        return "Counting()"

    def registers(self, people: Sequence[dict]) -> None:
        self.people = people
        zones = gazetteer(self.session)
        for number, person in enumerate(people):
            resident = Resident(
                language=person["language"], first_medium=person["first"], created_at=self.town.now,
                changed_at=self.town.now,
            )  # fmt: skip
            self.session.add(resident)
            self.session.flush()
            self.numbers.append(resident.id or 0)
            for zone in person["zones"]:
                self.session.add(ResidentZone(resident_id=resident.id, zone_id=zones.find(zone).id))
            addresses = [self._address(medium, number) for medium in sorted(person["media"])]
            for contact in keep_contacts(self.session, self.town.keys, addresses).values():
                row = Subscription(
                    contact_id=contact, resident_id=resident.id, standing=Standing.ACTIVE, since=self.town.now
                )
                self.session.add(row)
        self.session.flush()

    def _address(self, medium: Medium, number: int) -> Address:
        value = f"+30699999{number:04d}" if medium is Medium.SMS else f"person{number}@example.gr"
        return Address(medium, value)

    def composed(self, places: tuple[str, ...]) -> Draft:
        if places not in self.drafts:
            self.drafts[places] = self.town.composes(self.town.request("snow", *places))
        return self.drafts[places]

    def shows(self, composed: Draft, corrects: Alert | None = None) -> Forecast:
        return forecast(self.session, self.town.keys, composed, self.town.office, corrects=corrects)

    def issues(self, places: tuple[str, ...], by: object = LOCAL_OPERATOR) -> Alert | None:
        """The alert, checked against its forecast; None when nobody would get it."""
        composed = self.composed(places)
        shown = self.shows(composed)
        if not shown.recipients:
            with pytest.raises(NoRecipients), self.session.begin_nested():
                issue(self.session, composed, self.town.office, by=by, now=self.town.now)
            return None
        alert = issue(self.session, composed, self.town.office, by=by, now=self.town.now).alert
        self.agree(alert, shown)
        return alert

    def goes_on(self, alert: Alert) -> None:
        """The alert's messages stand as the example says, and people leave."""
        for number, person in zip(self.numbers, self.people, strict=True):
            theirs = select(SUBSCRIPTIONS.c.contact_id).where(SUBSCRIPTIONS.c.resident_id == number)
            for medium, state in zip(sorted(Medium), person["states"], strict=True):
                those = (DELIVERIES.c.dispatch_id == alert.dispatch_id, DELIVERIES.c.contact_id.in_(theirs))
                now = {"state": state, "doubled": person["doubled"], "attempt": 1}
                self.session.execute(
                    update(DELIVERIES).where(*those, DELIVERIES.c.medium == medium).values(now)
                )
            if person["refuses"]:
                self.session.add(Refusal(resident_id=number, topic=Topic.WEATHER, since=self.town.now))
            if person["leaves"]:
                gone = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.resident_id == number)
                self.session.execute(gone.values(standing=Standing.LEFT))
        self.session.flush()

    def agree(self, alert: Alert, shown: Forecast) -> None:
        d = DELIVERIES.c
        people = select(func.count(SUBSCRIPTIONS.c.resident_id.distinct()), func.count(d.id)).select_from(
            DELIVERIES.join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.contact_id == d.contact_id)
        )
        addressed = self.session.execute(people.where(d.dispatch_id == alert.dispatch_id)).one()
        told = report(self.session, alert, self.town.office).as_json()
        assert (shown.recipients, shown.messages) == tuple(addressed)
        assert (told["recipients"], told["messages"]) == tuple(addressed)
        assert sum(shown.areas.values()) == shown.recipients

    def amends(
        self, alert: Alert, kind: Kind, before: tuple[str, ...], after: tuple[str, ...] | None
    ) -> Amendment:
        """Rendered once: the words depend on the kind and the places, not on who is registered."""
        key = (kind, before, after if kind is Kind.UPDATE else None)
        if key not in self.amendments:
            given_values = {"until": "2031-01-13 14:00"} if kind is Kind.UPDATE else CORRECTED
            values = {} if kind is Kind.ALL_CLEAR else given_values
            wish = Wish(kind, values, after if kind is Kind.UPDATE else None)
            self.amendments[key] = amend(self.session, alert, wish, self.town.office, now=self.town.now)
        return self.amendments[key]

    def corrects(self, alert: Alert, amendment: Amendment, confirmed: Headcount) -> Alert | None:
        done = correct(
            self.session, alert, amendment, self.town.office,
            by=LOCAL_OPERATOR, now=self.town.now, confirmed=confirmed,
        )  # fmt: skip
        return done.by

    def lands(self, correction: Alert, most: int) -> None:
        """What was on its way arrives: nobody is addressed beyond the number that was asked for."""
        flying = update(DELIVERIES).where(DELIVERIES.c.state == State.SENDING)
        self.session.execute(flying.values(state=State.ACCEPTED))
        municipality, now = self.town.office.municipality, self.town.now + timedelta(minutes=1)
        follow_up(self.session, owing(self.session, municipality, now=now), municipality, now=now)
        self.session.refresh(correction)
        assert correction.recipients <= most


@pytest.fixture(scope="module")
def rendered() -> tuple[dict, dict]:
    """What was composed and amended before, for all examples."""
    return {}, {}


@contextmanager
def example(town: Town, rendered: tuple[dict, dict], people: Sequence[dict]) -> Iterator[Counting]:
    """A registry in a transaction that is undone."""
    with suppress(Undone), town.database.writing() as session:
        counter = Counting(town, session, *rendered)
        counter.registers(people)
        yield counter
        raise Undone


@LOOKS
@given(people=REGISTRY, places=PLACES, act=st.sampled_from(["send", "approve", "schedule"]))
def test_as_many_get_an_alert_as_were_shown(town: Town, rendered: tuple, people, places, act) -> None:
    with example(town, rendered, people) as counter:
        if act != "approve":
            counter.issues(places, SCHEDULER if act == "schedule" else LOCAL_OPERATOR)
            return
        session, office, now = counter.session, town.office, town.now
        alert = draft(session, counter.composed(places), office, by=AUTHOR, now=now)
        submit(session, alert, office, by=AUTHOR, now=now)
        shown = forecast_of(session, town.keys, alert, office)
        check_count(shown.recipients, alert.expected or 0)
        if shown.recipients:
            approve(session, alert, office, seen_hash=content_hash(alert), by=APPROVER, now=now)
            counter.agree(alert, shown)


@LOOKS
@given(
    people=REGISTRY,
    places=PLACES,
    others=st.sampled_from([None, ("panorama", "pylaia")]),
    kind=st.sampled_from(Kind),
    extra=st.integers(1, 9),
)
def test_as_many_get_a_correction_as_were_shown(
    town: Town, rendered: tuple, people, places, others, kind, extra
) -> None:
    with example(town, rendered, people) as counter:
        alert = counter.issues(places)
        if alert is None:
            return
        counter.goes_on(alert)
        amendment = counter.amends(alert, kind, places, others)
        shown = counter.shows(amendment.draft, corrects=alert)
        wrong = Headcount(shown.headcount.most + extra)
        with pytest.raises(AudienceMoved), counter.session.begin_nested():
            counter.corrects(alert, amendment, wrong)
        if kind is Kind.UPDATE and not shown.recipients:
            return
        correction = counter.corrects(alert, amendment, Headcount(shown.headcount.most))
        if correction is None:
            assert not shown.recipients
        else:
            counter.agree(correction, shown)
            counter.lands(correction, shown.headcount.most)


@LOOKS
@given(people=REGISTRY, places=PLACES, again=st.sampled_from(Again))
def test_as_many_messages_are_sent_again_as_were_shown(
    town: Town, rendered: tuple, people, places, again
) -> None:
    with example(town, rendered, people) as counter:
        alert = counter.issues(places)
        if alert is None:
            return
        counter.goes_on(alert)
        before = DELIVERIES.c.state == State.QUEUED
        queued = select(func.count()).where(DELIVERIES.c.dispatch_id == alert.dispatch_id, before)
        already = counter.session.scalar(queued) or 0
        try:
            shown = resendable(counter.session, alert, again, now=town.now)
        except NothingToResend:
            return
        assert resend(counter.session, alert, again, by=LOCAL_OPERATOR, now=town.now) == shown
        assert counter.session.scalar(queued) == already + shown
