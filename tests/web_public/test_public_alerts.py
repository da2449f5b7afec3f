"""What is in force can be read by everybody, whatever becomes of the database."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from alerts import CorrectionKind, Office, find_alert
from alerts.composing import AlertRequest, compose_draft
from alerts.corrections import CorrectionRequest, issue_correction, prepare_correction
from alerts.issuing import issue_alert
from runtime import LOCAL_OPERATOR
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.readings import read_email
from tests.web_public.conftest import Opener, Pages
from web.public.alert_cache import FRESH

GIVEN = {
    CorrectionKind.UPDATE: {"impact": "Κλειστοί δρόμοι", "impact.en": "Roads closed"},
    CorrectionKind.FALSE_ALARM: {"situation": "no_danger"},
}
KNOWN_FOR = timedelta(hours=30)


def _issue(pages: Pages, template: str, **values: str) -> None:
    home, now = pages.home, datetime.now(UTC)
    local = home.config.municipality.local(now)
    given = {
        "from": f"{local + timedelta(hours=2):%Y-%m-%d %H:%M}",
        "until": f"{local + timedelta(hours=20):%Y-%m-%d %H:%M}",
    }
    with home.database.writing() as session:
        office = Office.of(home)
        request = AlertRequest(template, {**given, **values}, ("panorama",))
        issue_alert(
            session,
            compose_draft(session, request, office, now=now),
            office,
            by=LOCAL_OPERATOR,
            now=now,
        )


def _correct(pages: Pages, kind: CorrectionKind) -> None:
    home, now = pages.home, datetime.now(UTC)
    with home.database.writing() as session:
        session.execute(text("UPDATE delivery SET state = 'accepted', attempt = 1"))
        office, alert = Office.of(home), find_alert(session, "1")
        given = GIVEN.get(kind, {})
        prepared = prepare_correction(
            session, alert, CorrectionRequest(kind, given), office, now=now
        )
        issue_correction(session, alert, prepared, office, by=LOCAL_OPERATOR, now=now)


@pytest.fixture
def snowed(pages: Pages) -> Pages:
    """A town with one resident, warned of snow."""
    newcomer = Newcomer(
        Profile(), (read_email("eva@town.example.gr"),), GivenConsent("desk", datetime.now(UTC))
    )
    with pages.home.database.writing() as session:
        add_resident(session, pages.home.keys, newcomer, by=LOCAL_OPERATOR, now=datetime.now(UTC))
    _issue(pages, "snow")
    return pages


def test_an_alert_is_on_the_front_page_and_its_own(snowed: Pages) -> None:
    front = snowed.get("/").text
    greek, english = snowed.get("/a/1?lang=el"), snowed.get("/a/1?lang=en")

    assert front.index("Χιονόπτωση") < front.index("<h1>")
    assert 'href="/a/1?lang=el"' in front
    assert "Αναμένεται χιονόπτωση στο Πανόραμα" in greek.text
    assert "Snow is expected in Panorama" in english.text
    assert "<li>Stay home and put off every journey that can wait.</li>" in english.text
    assert "/u/" not in english.text
    assert english.headers["cache-control"].startswith("public, max-age=15")


def test_a_number_that_was_never_issued_is_not_shown(snowed: Pages) -> None:
    assert snowed.get("/a/2").status_code == 404
    assert snowed.get("/a/0").status_code == 404
    assert snowed.get("/a/99999999999").status_code == 404


def test_an_expired_alert_says_so(snowed: Pages) -> None:
    snowed.clock.ahead = KNOWN_FOR

    assert "Χιονόπτωση" not in snowed.get("/").text
    assert "έχει λήξει" in snowed.get("/a/1").text


@pytest.mark.parametrize(
    ("kind", "greek", "english"),
    [
        (CorrectionKind.FALSE_ALARM, "ακυρώθηκε", "has been withdrawn"),
        (CorrectionKind.ALL_CLEAR, "η λήξη", "all-clear has been given"),
        (CorrectionKind.UPDATE, "αντικαταστάθηκε", "replaced by a newer one"),
    ],
)
def test_a_corrected_alert_says_so_and_links_its_correction(
    snowed: Pages, kind: CorrectionKind, greek: str, english: str
) -> None:
    _correct(snowed, kind)

    front = snowed.get("/?lang=el").text
    old, old_in_english = snowed.get("/a/1?lang=el").text, snowed.get("/a/1?lang=en").text

    assert ("/a/2" in front, "/a/1" in front) == (True, False)
    assert greek in old
    assert english in old_in_english
    assert 'href="/a/2?lang=el"' in old
    assert 'href="/a/1?lang=el"' in snowed.get("/a/2?lang=el").text


def test_the_page_of_an_update_says_what_changed(snowed: Pages) -> None:
    _correct(snowed, CorrectionKind.UPDATE)

    greek, english = (snowed.get(f"/a/2?lang={language}").text for language in ("el", "en"))

    assert "<h2>Άλλαξε:</h2>" in greek
    assert "Ολισθηροί δρόμοι → Κλειστοί δρόμοι" in greek
    assert "Slippery roads → Roads closed" in english


def test_the_last_known_alerts_stay_while_the_database_is_silent(snowed: Pages) -> None:
    before = snowed.get("/").text
    with snowed.home.database.writing() as session:
        session.execute(text("ALTER TABLE alert RENAME TO gone"))
    time.sleep(FRESH + 0.1)

    assert snowed.get("/").text == before
    assert snowed.get("/a/1").status_code == 200
    assert snowed.get("/a/7").status_code == 503


def test_pages_that_never_saw_the_database_say_so(open_pages: Opener) -> None:
    pages = open_pages()
    with pages.home.database.writing() as session:
        session.execute(text("ALTER TABLE alert RENAME TO gone"))

    front = pages.get("/?lang=en")

    assert front.status_code == 200
    assert "cannot be shown at the moment" in front.text
