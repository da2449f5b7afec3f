"""A town that was warned, for the tests of what everybody can read."""

from datetime import UTC, datetime, timedelta

from alerts import Office
from alerts.composing import AlertRequest, compose_draft
from alerts.issuing import issue_alert
from runtime import LOCAL_OPERATOR
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.readings import read_email
from tests.web_public.conftest import Pages


def issue(pages: Pages, template: str, **values: str) -> None:
    """An alert to one new resident of Panorama, from two hours on until twenty."""
    home, now = pages.home, datetime.now(UTC)
    local = home.config.municipality.local(now)
    given = {
        "from": f"{local + timedelta(hours=2):%Y-%m-%d %H:%M}",
        "until": f"{local + timedelta(hours=20):%Y-%m-%d %H:%M}",
    }
    newcomer = Newcomer(Profile(), (read_email("eva@town.example.gr"),), GivenConsent("desk", now))
    with home.database.writing() as session:
        add_resident(session, home.keys, newcomer, by=LOCAL_OPERATOR, now=now)
        office = Office.of(home)
        request = AlertRequest(template, {**given, **values}, ("panorama",))
        draft = compose_draft(session, request, office, now=now)
        issue_alert(session, draft, office, by=LOCAL_OPERATOR, now=now)
