"""A small town with a few residents and an office that composes alerts for it, on both
databases."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from json import loads
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from alerts import Alert, Office, find_alert, wordings_of_alert
from alerts.approval import approve_draft, reject_draft, submit_draft
from alerts.audience import Forecast, forecast_draft
from alerts.composing import AlertDraft, AlertRequest, compose_draft, hash_content, request_of_alert
from alerts.issuing import IssuedAlert, Override, edit_draft, issue_alert, keep_draft, send_draft
from alerts.office import Duty
from alerts.register import dispatch_of
from alerts.states import Reach
from areas import import_zones
from channels import ChannelSettings, Medium, Wording
from runtime import LOCAL_OPERATOR, Actor, Database, Keys, Municipality, Right
from runtime.config import ApprovalSettings, StaffNotice
from staff.second_factor import CodeProof
from staff.tables import JournalEntry
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.readings import read_email, read_phone
from templates import Catalogue, Topic

EXAMPLES = Path(__file__).parents[2] / "examples"
SNOW = {"from": "2031-01-12 20:00", "until": "2031-01-13 12:00"}
AUTHOR = Actor("Author", frozenset({Right.DRAFT_ALERTS, Right.SEND_ALERTS}), "member:1")
APPROVER = Actor("Approver", frozenset(Right), "member:2")


@dataclass
class Town:
    """What the tests of alerts speak to."""

    database: Database
    keys: Keys
    now: datetime
    office: Office

    def resident(
        self,
        phone: str = "",
        email: str = "",
        *,
        zone: str = "",
        language: str = "el",
        topics: tuple[Topic, ...] = (),
        first: Medium | None = None,
        normal_letters: bool = False,
    ) -> int:
        from areas import load_gazetteer

        addresses = [read_phone(each, Municipality()) for each in (phone,) if each]
        addresses += [read_email(each) for each in (email,) if each]
        consent = GivenConsent("desk", self.now - timedelta(days=1))
        with self.database.writing() as session:
            zones = frozenset({load_gazetteer(session).find(zone).id} if zone else ())
            profile = Profile(
                name="Δοκιμή",
                language=language,
                zones=zones,
                topics=frozenset(topics),
                groups=frozenset(),
                first_medium=first,
                normal_letters=normal_letters,
            )
            who = Newcomer(profile=profile, addresses=tuple(addresses), consent=consent)
            return add_resident(session, self.keys, who, by=LOCAL_OPERATOR, now=self.now)

    def request(
        self,
        template: str = "snow",
        *areas: str,
        values: Mapping[str, str] | None = None,
        media: tuple[str, ...] = (),
        reach: Reach | None = None,
        key: str = "",
        groups: tuple[str, ...] = (),
    ) -> AlertRequest:
        given = {**SNOW, **(values or {})}
        return AlertRequest(template, given, areas, media, reach, key, groups)

    def composes(self, request: AlertRequest, public_number: str = "") -> AlertDraft:
        with self.database.reading() as session:
            return compose_draft(
                session, request, self.office, now=self.now, public_number=public_number
            )

    def forecasts(self, draft: AlertDraft) -> Forecast:
        with self.database.reading() as session:
            return forecast_draft(session, self.keys, draft, self.office)

    def issues(self, request: AlertRequest, by: Actor = LOCAL_OPERATOR) -> IssuedAlert:
        draft = self.composes(request)
        with self.database.writing() as session:
            issued = issue_alert(session, draft, self.office, by=by, now=self.now)
            session.flush()
            session.expunge(issued.alert)
        return issued

    def drafts(self, request: AlertRequest, by: Actor = AUTHOR) -> int:
        composed = self.composes(request)
        with self.database.writing() as session:
            return keep_draft(session, composed, self.office, by=by, now=self.now).id or 0

    def edits(self, number: int, by: Actor = AUTHOR, **values: str) -> None:
        with self.database.writing() as session:
            alert = find_alert(session, str(number))
            before = request_of_alert(alert)
            asked = replace(before, given={**before.given, **values})
            edit_draft(
                session,
                alert,
                compose_draft(
                    session,
                    asked,
                    self.office,
                    now=self.now,
                    public_number=alert.public_number,
                ),
                by=by,
                now=self.now,
            )

    def submits(self, number: int, by: Actor = AUTHOR) -> None:
        with self.database.writing() as session:
            submit_draft(
                session, find_alert(session, str(number)), self.office, by=by, now=self.now
            )

    def approves(
        self,
        number: int,
        by: Actor = APPROVER,
        seen: str = "",
        proof: CodeProof | None = None,
    ) -> None:
        seen, now = seen or hash_content(self.alert(number)), self.now
        with self.database.writing() as session:
            alert = find_alert(session, str(number))
            approve_draft(session, alert, self.office, seen_hash=seen, by=by, now=now, proof=proof)

    def rejects(self, number: int, reason: str, by: Actor = APPROVER) -> None:
        with self.database.writing() as session:
            reject_draft(
                session, find_alert(session, str(number)), reason=reason, by=by, now=self.now
            )

    def sends(
        self,
        number: int,
        by: Actor = AUTHOR,
        seen: str = "",
        override: str = "",
        proof: CodeProof | None = None,
    ) -> None:
        seen, why = seen or hash_content(self.alert(number)), Override(override, proof)
        with self.database.writing() as session:
            alert = find_alert(session, str(number))
            send_draft(
                session, alert, self.office, by=by, now=self.now, seen_hash=seen, override=why
            )

    def alert(self, number: int) -> Alert:
        with self.database.reading() as session:
            found = find_alert(session, str(number))
            session.expunge(found)
        return found

    def found(self, name: str) -> int:
        with self.database.reading() as session:
            return find_alert(session, name).id or 0

    def words(self, alert: Alert) -> tuple[Wording, ...]:
        with self.database.reading() as session:
            return wordings_of_alert(session, alert)

    def texts(self, alert: Alert, medium: Medium) -> list[str]:
        return [each.text for each in self.words(alert) if each.medium is medium]

    def ruled(self, **policy: object) -> None:
        """From now on the office has this policy of approval, and a mailbox where staff are
        told."""
        duty = Duty(self.keys, StaffNotice(emails=("duty@town.example.gr",)))
        self.office = replace(self.office, approval=ApprovalSettings(**policy), duty=duty)

    def journal(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Actor, action and facts of every entry about an alert."""
        with self.database.reading() as session:
            rows = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq))).all()
        return [
            (row.actor, row.action, loads(row.facts))
            for row in rows
            if row.subject.startswith("alert:")
        ]

    def told(self, alert: Alert) -> list[tuple[Medium, str]]:
        """Medium and language of the words, a delivery each."""
        from delivery.status import list_deliveries

        with self.database.reading() as session:
            return sorted(
                (line.medium, line.language)
                for line in list_deliveries(session, self.keys, dispatch_of(alert))
            )


@pytest.fixture
def office() -> Office:
    municipality = Municipality(
        name={"el": "Δήμος Δοκιμής", "en": "Dokimi"}, sms_name={"el": "ΔΗΜΟΣ", "en": "DOKIMI"}
    )
    channels = {
        Medium.SMS: ChannelSettings(rate=10, price_per_part=0.05),
        Medium.EMAIL: ChannelSettings(),
    }
    return Office(Catalogue.load(None), municipality, channels, "https://warn.example.gr")


@pytest.fixture
def town(database: Database, vault: Keys, now: datetime, office: Office) -> Town:
    with database.writing() as session:
        import_zones(
            session, (EXAMPLES / "municipality.geojson").read_bytes(), by=LOCAL_OPERATOR, now=now
        )
    return Town(database, vault, now, office)
