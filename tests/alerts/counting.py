"""One example of a registry, and what of an alert is shown, asked, addressed and reported in it;
nothing of it stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypedDict

import pytest
from sqlalchemy import func, select, update
from sqlmodel import Session, SQLModel

from alerts import Alert, CorrectionKind, find_alert
from alerts.audience import Forecast, RecipientCount, forecast_draft
from alerts.audience.counts import NoRecipients
from alerts.composing import AlertDraft, compose_draft
from alerts.corrections import (
    CorrectionRequest,
    PreparedCorrection,
    issue_correction,
    prepare_correction,
)
from alerts.housekeeping.followups import address_followups, find_owing_corrections
from alerts.issuing import issue_alert
from alerts.reports import make_report
from alerts.schedules import (
    OccurrenceState,
    ScheduleKind,
    SchedulePlan,
    add_schedule,
    preview_schedule,
)
from alerts.schedules.running.firing import Firing
from areas import fold_text, load_gazetteer
from channels import Letters, Medium
from delivery import State, wordings_of
from delivery.contacts import Address, keep_contacts
from delivery.tables import DELIVERIES
from runtime import LOCAL_OPERATOR, Home
from runtime.config import Config
from subscribers.standing import Standing
from subscribers.tables import Refusal, Resident, ResidentGroup, ResidentZone, Subscription
from templates import Topic
from tests.alerts.conftest import Town

SUBSCRIPTIONS = SQLModel.metadata.tables["subscription"]
GROUPS = ("Αιμοκάθαρση", "αιμοκαθαρση", "volunteers")
CORRECTED = {"situation": "no_danger"}
EACH_TIME = {"from": "occurrence", "until": "occurrence+12h"}


@dataclass(frozen=True)
class Target:
    """Whom an example's alert is for: some places, and there everybody or some groups."""

    places: tuple[str, ...]
    groups: tuple[str, ...] = ()


class Person(TypedDict):
    """Somebody who is registered, and what becomes of their messages."""

    zones: set[str]
    groups: set[str]
    media: set[Medium]
    first: Medium | None
    language: str
    refuses: bool
    leaves: bool
    states: list[State]
    doubled: bool
    normal: bool


@dataclass(frozen=True)
class Seen:
    """What an answer of the API shows of a forecast."""

    recipients: int
    messages: int
    cost: float
    areas: dict[str, int]

    @classmethod
    def of(cls, shown: Mapping[str, Any]) -> "Seen":
        return cls(shown["recipients"], shown["messages"], shown["cost"], shown["by_area"])


Drafts = dict[Target, AlertDraft]
Preparations = dict[tuple[object, ...], PreparedCorrection]
Rendered = tuple[Drafts, Preparations]


class Undone(Exception):
    """An example is over: nothing of it stays."""


@dataclass
class Counting:
    """One example inside a transaction that is undone: a registry, and what is shown, asked,
    addressed and reported."""

    town: Town
    session: Session
    drafts: Drafts
    preparations: Preparations
    people: Sequence[Person] = ()
    numbers: list[int] = field(default_factory=list)

    def __repr__(self) -> str:
        return "Counting()"

    def registers(self, people: Sequence[Person]) -> None:
        self.people = people
        zones = load_gazetteer(self.session)
        for number, person in enumerate(people):
            resident = Resident(
                language=person["language"],
                first_medium=person["first"],
                normal_letters=person["normal"],
                created_at=self.town.now,
                changed_at=self.town.now,
            )
            self.session.add(resident)
            self.session.flush()
            self.numbers.append(resident.id or 0)
            for zone in person["zones"]:
                self.session.add(
                    ResidentZone(resident_id=self.numbers[-1], zone_id=zones.find(zone).id)
                )
            self._join(self.numbers[-1], person["groups"])
            addresses = [self._address(medium, number) for medium in sorted(person["media"])]
            for contact in keep_contacts(self.session, self.town.keys, addresses).values():
                row = Subscription(
                    contact_id=contact,
                    resident_id=self.numbers[-1],
                    standing=Standing.ACTIVE,
                    since=self.town.now,
                )
                self.session.add(row)
        # Whoever can be told by nothing is in every group, so that each is known.
        nobody = Resident(language="el", created_at=self.town.now, changed_at=self.town.now)
        self.session.add(nobody)
        self.session.flush()
        self._join(nobody.id or 0, GROUPS)
        self.session.flush()

    def _join(self, resident_id: int, names: Iterable[str]) -> None:
        for name in names:
            self.session.add(
                ResidentGroup(resident_id=resident_id, name=name, folded=fold_text(name))
            )

    def _address(self, medium: Medium, number: int) -> Address:
        value = f"+30699999{number:04d}" if medium is Medium.SMS else f"person{number}@example.gr"
        return Address(medium, value)

    def composed(self, target: Target) -> AlertDraft:
        if target not in self.drafts:
            request = self.town.request("snow", *target.places, groups=target.groups)
            self.drafts[target] = compose_draft(
                self.session, request, self.town.office, now=self.town.now
            )
        return self.drafts[target]

    def concerned(self, target: Target) -> int:
        """How many an alert would reach, found by looking at one person after the other."""
        zones = {each.code: each for each in load_gazetteer(self.session).zones}
        within = {
            code for code in zones if code in target.places or zones[code].parent in target.places
        }
        near = within | {zones[code].parent for code in target.places}
        groups = {fold_text(name) for text in target.groups for name in text.split(",")}
        return sum(
            (not person["zones"] or not near.isdisjoint(person["zones"]))
            and (not groups or not groups.isdisjoint(map(fold_text, person["groups"])))
            for person in self.people
        )

    def shows(self, composed: AlertDraft, corrects: Alert | None = None) -> Forecast:
        return forecast_draft(
            self.session, self.town.keys, composed, self.town.office, corrects=corrects
        )

    def issues(self, target: Target) -> Alert | None:
        """The alert, checked against its forecast; None when nobody would get it."""
        composed = self.composed(target)
        shown = self.shows(composed)
        assert shown.recipients == self.concerned(target)
        if not shown.recipients:
            with pytest.raises(NoRecipients), self.session.begin_nested():
                issue_alert(
                    self.session, composed, self.town.office, by=LOCAL_OPERATOR, now=self.town.now
                )
            return None
        alert = issue_alert(
            self.session, composed, self.town.office, by=LOCAL_OPERATOR, now=self.town.now
        ).alert
        self.agree(alert, shown)
        return alert

    def fires(self, target: Target) -> None:
        """A schedule is added as its preview showed it, and fires an hour later; it is held when
        nobody would get it."""
        town, session = self.town, self.session
        request = replace(
            town.request("snow", *target.places, groups=target.groups, media=("sms",)),
            given=EACH_TIME,
        )
        plan = SchedulePlan("watch", request, ScheduleKind.EVERY, "1h")
        preview = preview_schedule(session, plan, town.office, now=town.now)
        shown, seen = self.shows(preview.draft), preview.content_hash
        schedule = add_schedule(
            session, plan, town.office, by=LOCAL_OPERATOR, now=town.now, seen_hash=seen
        )
        home = Home(Path(), Config(), town.keys, town.database)
        firing = Firing(session, home, town.office, schedule, town.now + timedelta(hours=1))
        [decided] = firing.send(firing.due())
        if not shown.recipients:
            assert decided.outcome.state is OccurrenceState.HELD
            return
        assert decided.outcome.state is OccurrenceState.FIRED
        self.agree(find_alert(session, str(decided.outcome.alert_id)), shown)

    def goes_on(self, alert: Alert) -> None:
        """The alert's messages stand as the example says, and people leave."""
        for number, person in zip(self.numbers, self.people, strict=True):
            theirs = select(SUBSCRIPTIONS.c.contact_id).where(SUBSCRIPTIONS.c.resident_id == number)
            for medium, state in zip(sorted(Medium), person["states"], strict=True):
                those = (
                    DELIVERIES.c.dispatch_id == alert.dispatch_id,
                    DELIVERIES.c.contact_id.in_(theirs),
                )
                now = {"state": state, "doubled": person["doubled"], "attempt": 1}
                self.session.execute(
                    update(DELIVERIES).where(*those, DELIVERIES.c.medium == medium).values(now)
                )
            if person["refuses"]:
                self.session.add(
                    Refusal(resident_id=number, topic=Topic.WEATHER, since=self.town.now)
                )
            if person["leaves"]:
                gone = update(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.resident_id == number)
                self.session.execute(gone.values(standing=Standing.LEFT))
        self.session.flush()

    def agree(self, alert: Alert, shown: Forecast | Seen) -> None:
        """As many are addressed and reported as were shown, at the cost that was shown once all of
        it is taken."""
        d = DELIVERIES.c
        people = select(
            func.count(SUBSCRIPTIONS.c.resident_id.distinct()), func.count(d.id)
        ).select_from(DELIVERIES.join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.contact_id == d.contact_id))
        addressed = tuple(
            self.session.execute(people.where(d.dispatch_id == alert.dispatch_id)).one()
        )
        told = self._taken(alert)
        assert (shown.recipients, shown.messages) == addressed
        assert (told["recipients"], told["messages"]) == addressed
        assert sum(shown.areas.values()) == shown.recipients
        assert told["cost"] == round(shown.cost, 2)
        normal = self._in_normal_letters(alert)
        assert not isinstance(shown, Forecast) or shown.in_normal_letters[0] == normal

    def _in_normal_letters(self, alert: Alert) -> int:
        """How many SMS of an alert are in normal letters: exactly those to whoever wants these, as
        far as the words they read have them."""
        normal = {
            who for who, each in zip(self.numbers, self.people, strict=True) if each["normal"]
        }
        words = wordings_of(self.session, alert.dispatch_id or 0)
        kinds = {each.id: each for each in words}
        both = {(each.language, each.variant) for each in words if each.letters is Letters.UNICODE}
        d = DELIVERIES.c
        sent = self.session.execute(
            select(SUBSCRIPTIONS.c.resident_id, d.wording_id)
            .join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.contact_id == d.contact_id)
            .where(d.dispatch_id == alert.dispatch_id)
        ).all()
        for who, wording in sent:
            reads = kinds[wording]
            able = reads.medium is Medium.SMS and (reads.language, reads.variant) in both
            assert (reads.letters is Letters.UNICODE) is (able and who in normal)
        return sum(kinds[wording].letters is Letters.UNICODE for _, wording in sent)

    def _taken(self, alert: Alert) -> dict[str, Any]:
        """The report there would be if the providers took every message."""
        with self.session.begin_nested() as aside:
            its_own = update(DELIVERIES).where(DELIVERIES.c.dispatch_id == alert.dispatch_id)
            self.session.execute(its_own.values(state=State.ACCEPTED))
            told = make_report(self.session, alert, self.town.office).as_json()
            aside.rollback()
        return told

    def prepares(
        self, alert: Alert, kind: CorrectionKind, before: Target, after: tuple[str, ...] | None
    ) -> PreparedCorrection:
        """Rendered once: the words depend on the kind and the places, not on who is registered."""
        key = (kind, before, after if kind is CorrectionKind.UPDATE else None)
        if key not in self.preparations:
            given_values = (
                {"until": "2031-01-13 14:00"} if kind is CorrectionKind.UPDATE else CORRECTED
            )
            values = {} if kind is CorrectionKind.ALL_CLEAR else given_values
            wish = CorrectionRequest(kind, values, after if kind is CorrectionKind.UPDATE else None)
            self.preparations[key] = prepare_correction(
                self.session, alert, wish, self.town.office, now=self.town.now
            )
        return self.preparations[key]

    def corrects(
        self, alert: Alert, prepared: PreparedCorrection, confirmed: RecipientCount
    ) -> Alert | None:
        done = issue_correction(
            self.session,
            alert,
            prepared,
            self.town.office,
            by=LOCAL_OPERATOR,
            now=self.town.now,
            confirmed=confirmed,
        )
        return done.by

    def lands(self, correction: Alert, most: int) -> None:
        """What was on its way arrives: nobody is addressed beyond the number that was asked for."""
        flying = update(DELIVERIES).where(DELIVERIES.c.state == State.SENDING)
        self.session.execute(flying.values(state=State.ACCEPTED))
        municipality, now = self.town.office.municipality, self.town.now + timedelta(minutes=1)
        address_followups(
            self.session,
            find_owing_corrections(self.session, municipality, now=now),
            municipality,
            now=now,
        )
        self.session.refresh(correction)
        assert correction.recipients <= most


@contextmanager
def example(town: Town, rendered: Rendered, people: Sequence[Person]) -> Iterator[Counting]:
    """A registry in a transaction that is undone."""
    with suppress(Undone), town.database.writing() as session:
        counter = Counting(town, session, *rendered)
        counter.registers(people)
        yield counter
        raise Undone
