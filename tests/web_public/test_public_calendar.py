"""A resident's calendar has the planned cuts and events, and follows what becomes of them; another
library reads it back."""

import time
from datetime import timedelta

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event, EventStatus
from sqlalchemy import text

from alerts import CorrectionKind
from tests.web_public.conftest import Opener, Pages, until
from tests.web_public.warned import LEAVING, correct, issue
from web.public.kept_reading import FRESH

FESTIVAL = {"what": "Γιορτή; κάστανου, πίτες", "what.en": "Chestnuts; pies, music"}


@pytest.fixture
def live(open_pages: Opener) -> Pages:
    """The pages of a municipality whose mails leave the machine."""
    return open_pages(**LEAVING)


@pytest.fixture
def cut(live: Pages) -> Pages:
    """It has told of a power cut in Panorama."""
    issue(live, "power_cut")
    return live


def _events(pages: Pages, query: str = "", language: str = "en") -> list[Event]:
    answer = pages.get(f"/calendar.ics?lang={language}{query}")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return IcsCalendarStream.calendar_from_ics(answer.text).events


def _after(pages: Pages, sequence: int) -> Event:
    """The one event, once the pages have read what became of it."""
    time.sleep(FRESH + 0.1)
    until(lambda: _events(pages)[0].sequence == sequence, 30)
    [event] = _events(pages)
    return event


def test_a_planned_cut_is_in_the_calendar(cut: Pages) -> None:
    issue(cut, "snow")
    [(number,)] = cut.rows("SELECT public_number FROM alert WHERE template = 'power_cut'")

    [event] = _events(cut)

    assert event.uid == f"{number}@warn.example.gr"
    assert (event.summary, event.location) == ("Power cut", "Panorama")
    assert event.end - event.start == timedelta(hours=18)
    assert (event.sequence, event.status) == (0, EventStatus.CONFIRMED)
    assert event.categories == ["Water and power"]
    assert event.url == f"https://warn.example.gr/a/{number}?lang=en"
    assert "- Charge your phone beforehand" in (event.description or "")


@pytest.mark.parametrize("language", ["el", "en"])
def test_an_event_has_its_name_and_its_letters(live: Pages, language: str) -> None:
    issue(live, "municipal_event", (), venue="Πάρκο", **{**FESTIVAL, "venue.en": "Park"})

    [event] = _events(live, language=language)

    name = FESTIVAL["what.en" if language == "en" else "what"]
    assert event.summary == f"{'Event' if language == 'en' else 'Εκδήλωση'}: {name}"
    park = {"el": "Πάρκο, Δήμος Δοκιμής", "en": "Park, Municipality of Dokimi"}
    assert event.location == park[language]


def test_an_update_changes_the_same_event(cut: Pages) -> None:
    [before] = _events(cut)
    time.sleep(1.1)
    correct(cut, CorrectionKind.UPDATE, given={"faults": "8001234567"})

    after = _after(cut, 1)

    assert after.uid == before.uid
    assert after.dtstamp > before.dtstamp
    assert after.created == before.created
    assert "8001234567" in (after.description or "")
    assert (after.status, after.start) == (EventStatus.CONFIRMED, before.start)


def test_a_withdrawn_cut_is_cancelled(cut: Pages) -> None:
    [before] = _events(cut)
    correct(cut, CorrectionKind.CANCEL)

    after = _after(cut, 1)

    assert (after.uid, after.status) == (before.uid, EventStatus.CANCELLED)
    assert after.summary == "Cancelled: Power cut"
    assert "Charge your phone" not in (after.description or "")


def test_a_cut_that_holds_again_is_confirmed(cut: Pages) -> None:
    correct(cut, CorrectionKind.FALSE_ALARM)
    assert _after(cut, 1).status == EventStatus.CANCELLED

    correct(cut, CorrectionKind.FALSE_ALARM, alert=2, given={"situation": "danger_remains"})

    assert _after(cut, 2).status == EventStatus.CONFIRMED


@pytest.mark.parametrize(
    ("place", "events"),
    [("panorama", 2), ("unit-panorama", 2), ("pylaia", 1), ("unit-chortiatis", 1)],
)
def test_a_place_has_its_own_calendar(cut: Pages, place: str, events: int) -> None:
    issue(cut, "municipal_event", (), venue="Πάρκο", **FESTIVAL)

    found = cut.get(f"/calendar.ics?lang=en&place={place}")

    assert len(_events(cut, f"&place={place}")) == events
    assert "NAME;LANGUAGE=en:" in found.text
    assert "planned cuts and events" in found.text.replace("\r\n ", "")


def test_a_calendar_of_no_place_is_not_there(cut: Pages) -> None:
    answer = cut.get("/calendar.ics?lang=en&place=nowhere")

    assert answer.status_code == 404
    assert "names a place that does not exist here" in answer.text
    assert "(nowhere)" in answer.text


def test_an_event_leaves_the_calendar_after_a_month(cut: Pages) -> None:
    cut.clock.ahead = timedelta(days=20)
    assert len(_events(cut)) == 1

    cut.clock.ahead = timedelta(days=40)

    assert _events(cut) == []


def test_an_alert_that_could_not_leave_is_in_no_calendar(pages: Pages) -> None:
    issue(pages, "power_cut")
    with pages.home.database.writing() as session:
        session.execute(text('UPDATE alert SET trials = \'{"outbox"\\: "file"}\''))

    assert _events(pages) == []


def test_a_calendar_that_is_known_is_not_sent_again(cut: Pages) -> None:
    first = cut.get("/calendar.ics?lang=el")

    again = cut.get("/calendar.ics?lang=el", **{"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert all(len(line) <= 75 for line in first.content.split(b"\r\n"))


def test_a_site_without_an_address_has_no_calendar(quick_opener: Opener) -> None:
    assert quick_opener(public_base_url="").get("/calendar.ics").status_code == 404
