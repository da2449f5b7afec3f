"""What is in force can be read by everybody, whatever becomes of the database."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import text, update
from sqlmodel import col

from alerts import Alert, CorrectionKind, Office, find_alert
from alerts.composing import AlertRequest, compose_draft
from alerts.corrections import CorrectionRequest, issue_correction, prepare_correction
from alerts.issuing import issue_alert, keep_draft
from runtime import LOCAL_OPERATOR
from subscribers import GivenConsent, Newcomer, Profile, add_resident
from subscribers.readings import read_email
from tests.web_public.conftest import Opener, Pages
from web.public.kept_reading import FRESH

GIVEN = {
    CorrectionKind.UPDATE: {"impact": "Κλειστοί δρόμοι", "impact.en": "Roads closed"},
    CorrectionKind.FALSE_ALARM: {"situation": "no_danger"},
}
KNOWN_FOR = timedelta(hours=30)


def _times(pages: Pages) -> dict[str, str]:
    local = pages.home.config.municipality.local(datetime.now(UTC))
    return {
        "from": f"{local + timedelta(hours=2):%Y-%m-%d %H:%M}",
        "until": f"{local + timedelta(hours=20):%Y-%m-%d %H:%M}",
    }


def _issue(pages: Pages, template: str, **values: str) -> None:
    home, now = pages.home, datetime.now(UTC)
    with home.database.writing() as session:
        office = Office.of(home)
        request = AlertRequest(template, {**_times(pages), **values}, ("panorama",))
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


def _number(pages: Pages, alert: int = 1) -> str:
    with pages.home.database.reading() as session:
        return find_alert(session, str(alert)).public_number


def _led(answer: httpx.Response) -> tuple[int, str]:
    """How and to where a visitor was led."""
    return answer.history[0].status_code, answer.url.raw_path.decode()


def _page(pages: Pages, alert: int = 1, language: str = "el") -> str:
    found = pages.get(f"/a/{_number(pages, alert)}?lang={language}")
    assert found.status_code == 200
    return found.text


def _settle(pages: Pages) -> None:
    """Somebody lives here, and is warned of snow."""
    newcomer = Newcomer(
        Profile(), (read_email("eva@town.example.gr"),), GivenConsent("desk", datetime.now(UTC))
    )
    with pages.home.database.writing() as session:
        add_resident(session, pages.home.keys, newcomer, by=LOCAL_OPERATOR, now=datetime.now(UTC))
    _issue(pages, "snow")


@pytest.fixture
def snowed(pages: Pages) -> Pages:
    """A town with one resident, warned of snow."""
    _settle(pages)
    return pages


def test_an_alert_is_on_the_front_page_and_its_own(snowed: Pages) -> None:
    front = snowed.get("/").text
    page = f"/a/{_number(snowed)}"
    greek, english = snowed.get(f"{page}?lang=el"), snowed.get(f"{page}?lang=en")

    assert front.index("<h1>") < front.index("Χιονόπτωση") < front.index("<h2>Είναι γνήσιο")
    assert f'href="{page}?lang=el"' in front
    assert "Αναμένεται χιονόπτωση στο Πανόραμα" in greek.text
    assert "Snow is expected in Panorama" in english.text
    assert "<li>Stay home and put off every journey that can wait.</li>" in english.text
    assert "/u/" not in english.text
    assert english.headers["cache-control"].startswith("public, max-age=15")


def test_an_ended_alert_stays_on_the_front_two_days(snowed: Pages) -> None:
    snowed.clock.ahead = KNOWN_FOR
    front = snowed.get("/?lang=en").text
    ended = front[front.index(">Ended lately</h2>") :]
    snowed.clock.ahead = timedelta(hours=69)

    assert front.index("There are no alerts in force now.") < front.index(">Ended lately</h2>")
    assert '<li class="alert over">' in ended
    assert "Snow in Panorama</a>" in ended.partition('href="/alerts?')[0]
    assert "Ended lately" not in snowed.get("/?lang=en").text


def test_a_correction_has_no_end(snowed: Pages) -> None:
    _correct(snowed, CorrectionKind.ALL_CLEAR)
    front, page = snowed.get("/?lang=en").text, _page(snowed, 2, "en")

    assert "The all-clear was given" in front
    assert "until" not in front.lower()
    assert "In force until" not in page


def test_a_planned_cut_stands_below_what_is_in_force(snowed: Pages) -> None:
    _issue(snowed, "power_cut")
    front = snowed.get("/?lang=en").text

    headings = [front.index(f">{each}</h2>") for each in ("In force now", "Planned")]

    assert headings[0] < front.index("Snow in Panorama") < headings[1]
    assert headings[1] < front.index("Power cut in Panorama")


def test_a_card_says_hazard_place_time_and_first_action(snowed: Pages) -> None:
    _issue(snowed, "extreme_weather", hazard="storm", advice="Μείνετε σπίτι")
    greek, english = (snowed.get(f"/?lang={language}").text for language in ("el", "en"))

    assert "Κακοκαιρία στο Πανόραμα</a>" in greek
    assert "Storm in Panorama</a>" in english
    assert re.search("<strong>(Από σήμερα|Σήμερα|Από αύριο|Αύριο) ", greek)
    assert re.search("<strong>(From today|Today|From tomorrow,|Tomorrow,) ", english)
    assert '<p lang="el">Μείνετε σπίτι.</p>' in greek
    assert '<p lang="en">Stay home and put off every journey that can wait.</p>' in english


def test_an_alert_of_before_keeps_its_title_and_places(snowed: Pages) -> None:
    with snowed.home.database.writing() as session:
        alert = find_alert(session, "1")
        kept = {name: value for name, value in (alert.content or {}).items() if name != "headline"}
        session.execute(update(Alert).where(col(Alert.id) == alert.id).values(content=kept))

    front = snowed.get("/?lang=el").text

    assert "Χιονόπτωση</a>" in front
    assert "<p>Πανόραμα</p>" in front


@pytest.mark.parametrize("spelling", [str.lower, " ".join, "-".join])
def test_a_number_typed_otherwise_leads_to_the_page(
    snowed: Pages, spelling: Callable[[str], str]
) -> None:
    number = _number(snowed)

    led = snowed.get(f"/a/{spelling(number)}?lang=en")

    assert _led(led) == (301, f"/a/{number}?lang=en")


def test_the_number_of_the_staff_tells_nothing(snowed: Pages) -> None:
    there, nowhere = (snowed.get(f"/a/{each}?lang=en") for each in ("1", "2"))

    assert there.status_code == nowhere.status_code == 404
    assert there.text.replace("/a/1?", "/a/2?") == nowhere.text
    assert "If a message in our name led you here, do not trust it." in there.text
    assert _number(snowed) not in there.text


def test_a_number_is_spelt_right_before_it_is_found(snowed: Pages) -> None:
    led = snowed.get("/a/zzzzz?lang=en")

    assert _led(led) == (301, "/a/ZZZZZ?lang=en")
    assert led.status_code == 404


def test_a_typed_number_stays_in_another_language(snowed: Pages) -> None:
    warned = snowed.get("/check?lang=el&number=7K3Q").text

    assert 'href="/check?lang=en&amp;number=7K3Q"' in warned


PASTED = (
    "https://warn.example.gr/a/{}",
    "HTTPS://WARN.example.gr/a/{}/?lang=en",
    "warn.example.gr/a/{}",
    "/a/{}",
    "«{}»",
)
SPELLINGS = (str, str.lower, " ".join, *(pasted.format for pasted in PASTED))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_check_leads_to_the_page(snowed: Pages, spelling: Callable[[str], str]) -> None:
    number = _number(snowed)

    led = snowed.get(f"/check?lang=en&number={quote(spelling(number))}")

    assert _led(led) == (303, f"/a/{number}?lang=en")
    assert "We sent this alert." in led.text


@pytest.mark.parametrize("typed", ["17", "none", "ZZZZZZ", "<b>", "a[b/a/x", "a//[/a/1"])
def test_the_check_of_no_number_warns(snowed: Pages, typed: str) -> None:
    greek = snowed.get(f"/check?lang=el&number={quote(typed)}")

    assert greek.status_code == 404
    assert "Δεν έχουμε στείλει ειδοποίηση με αυτόν τον αριθμό" in greek.text
    assert "Μην πατήσετε κανέναν σύνδεσμο του μηνύματος." in greek.text
    assert 'Τηλεφωνήστε στο <a href="tel:15377">15377</a>' in greek.text
    assert f'value="{escape(typed)}"' in greek.text


def test_the_check_of_a_link_elsewhere_warns(snowed: Pages) -> None:
    copied = quote(f"https://warn.example.gr.evil.example/a/{_number(snowed)}", safe="")

    warned = snowed.get(f"/check?lang=en&number={copied}")

    assert warned.status_code == 404
    assert "Do not open any links in the message." in warned.text


def test_the_check_of_no_number_says_what_one_looks_like(snowed: Pages) -> None:
    form = "exactly five letters and digits"

    assert form in snowed.get("/check?lang=en&number=17").text
    assert form not in snowed.get("/check?lang=en&number=ZZZZZ").text


def test_the_check_of_nothing_leads_to_the_front(snowed: Pages) -> None:
    led = snowed.get("/check?lang=en&number=+")

    assert _led(led) == (303, "/?lang=en")


def test_drafts_and_exercises_are_as_unknown_as_any_number(snowed: Pages) -> None:
    _issue(snowed, "drill")
    drilled = _number(snowed, 2)
    with snowed.home.database.writing() as session:
        kept = find_alert(session, "1").next_number
        now, office = datetime.now(UTC), Office.of(snowed.home)
        asked = AlertRequest("drill", _times(snowed), ("panorama",))
        composed = compose_draft(session, asked, office, now=now)
        draft = keep_draft(session, composed, office, by=LOCAL_OPERATOR, now=now).public_number

    pages = {
        snowed.get(f"/a/{each}?lang=en").text.replace(each, "NUMBER")
        for each in (drilled, draft, kept, "ZZZZZ")
    }

    assert len(pages) == 1


def test_a_visitor_who_guesses_is_refused_and_alerts_stay(open_pages: Opener) -> None:
    pages = open_pages(registration={"work": 1, "forms_per_second": 0.001})
    _settle(pages)

    assert [pages.get(f"/a/ZZZZ{at}").status_code for at in range(3)] == [404, 503, 503]
    assert pages.get(f"/a/{_number(pages)}").status_code == 200


def test_a_number_that_was_never_issued_is_not_shown(snowed: Pages) -> None:
    assert snowed.get("/a/2").status_code == 404
    assert snowed.get("/a/0").status_code == 404
    assert snowed.get("/a/ZZZZZ").status_code == 404
    assert snowed.get("/a/none").status_code == 404
    assert snowed.get("/a/99999999999").status_code == 404


def test_an_expired_alert_says_so(snowed: Pages) -> None:
    snowed.clock.ahead = KNOWN_FOR

    assert "Χιονόπτωση" not in snowed.get("/").text.partition("Έληξαν πρόσφατα")[0]
    assert "έχει λήξει" in _page(snowed)


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
    goes_on = kind is CorrectionKind.UPDATE
    old, old_in_english = _page(snowed), _page(snowed, language="en")
    first, later = _number(snowed), _number(snowed, 2)

    assert f"/a/{later}" in front
    assert ("Έληξαν πρόσφατα" in front, f"/a/{first}" in front) == (not goes_on, not goes_on)
    assert greek in old
    assert english in old_in_english
    assert f'href="/a/{later}?lang=el"' in old
    assert f'href="/a/{first}?lang=el"' in _page(snowed, 2)


def test_the_page_of_an_update_says_what_changed(snowed: Pages) -> None:
    _correct(snowed, CorrectionKind.UPDATE)

    greek, english = (_page(snowed, 2, language) for language in ("el", "en"))

    assert "<h2>Άλλαξε:</h2>" in greek
    assert "Ολισθηροί δρόμοι → Κλειστοί δρόμοι" in greek
    assert "Slippery roads → Roads closed" in english


def test_the_last_known_alerts_stay_while_the_database_is_silent(snowed: Pages) -> None:
    before, number = snowed.get("/").text, _number(snowed)
    with snowed.home.database.writing() as session:
        session.execute(text("ALTER TABLE alert RENAME TO gone"))
    time.sleep(FRESH + 0.1)

    assert snowed.get("/").text == before
    assert snowed.get(f"/a/{number}").status_code == 200
    assert snowed.get("/a/ZZZZZ").status_code == 503


def test_pages_that_never_saw_the_database_say_so(open_pages: Opener) -> None:
    pages = open_pages()
    with pages.home.database.writing() as session:
        session.execute(text("ALTER TABLE alert RENAME TO gone"))

    front = pages.get("/?lang=en")

    assert front.status_code == 200
    assert "cannot be shown at the moment" in front.text
