"""A town that was warned, for the tests of what everybody can read."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from alerts import CorrectionKind, Office, find_alert
from alerts.composing import AlertRequest, compose_draft
from alerts.corrections import CorrectionRequest, issue_correction, prepare_correction
from alerts.issuing import issue_alert
from runtime import LOCAL_OPERATOR
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.readings import read_email
from tests.web_public.conftest import Pages

# The settings of a municipality whose mails leave the machine.
SMTP = {"host": "mail.example.gr", "security": "none", "sender": "alerts@town.example.gr"}
LEAVING = {"routes": {"email": ["smtp"]}, "channels": {"smtp": SMTP}}
SITUATION = {"situation": "no_danger"}
GIVEN = {
    CorrectionKind.UPDATE: {"impact": "Κλειστοί δρόμοι", "impact.en": "Roads closed"},
    CorrectionKind.FALSE_ALARM: SITUATION,
    CorrectionKind.CANCEL: SITUATION,
}


def issue(
    pages: Pages, template: str, areas: tuple[str, ...] = ("panorama",), **values: str
) -> None:
    """An alert to one resident of Panorama, from two hours on until twenty."""
    home, now = pages.home, datetime.now(UTC)
    local = home.config.municipality.local(now)
    given = {
        "from": f"{local + timedelta(hours=2):%Y-%m-%d %H:%M}",
        "until": f"{local + timedelta(hours=20):%Y-%m-%d %H:%M}",
    }
    newcomer = Newcomer(Profile(), (read_email("eva@town.example.gr"),), GivenConsent("desk", now))
    settled = pages.rows("SELECT id FROM resident")
    with home.database.writing() as session:
        if not settled:
            add_resident(session, home.keys, newcomer, by=LOCAL_OPERATOR, now=now)
        office = Office.of(home)
        request = AlertRequest(template, {**given, **values}, areas)
        draft = compose_draft(session, request, office, now=now)
        issue_alert(session, draft, office, by=LOCAL_OPERATOR, now=now)


def correct(
    pages: Pages, kind: CorrectionKind, alert: int = 1, given: Mapping[str, str] | None = None
) -> None:
    """An alert that went out is updated, ended or taken back."""
    home, now = pages.home, datetime.now(UTC)
    asked = CorrectionRequest(kind, GIVEN.get(kind, {}) if given is None else given)
    with home.database.writing() as session:
        session.execute(text("UPDATE delivery SET state = 'accepted', attempt = 1"))
        office, before = Office.of(home), find_alert(session, str(alert))
        prepared = prepare_correction(session, before, asked, office, now=now)
        issue_correction(session, before, prepared, office, by=LOCAL_OPERATOR, now=now)
