"""Programs read what is in force and what ended lately, each alert under an id that stays."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from sqlalchemy import text

from alerts import CorrectionKind, Office
from alerts.composing import AlertRequest, compose_draft
from alerts.issuing import keep_draft
from runtime import LOCAL_OPERATOR
from tests.web_public.atom_grammar import ATOM, faults_of_atom
from tests.web_public.conftest import Opener, Pages
from tests.web_public.json_feed import faults_of_json_feed
from tests.web_public.warned import LEAVING, correct, issue
from web.public.kept_reading import FRESH


@pytest.fixture
def live(open_pages: Opener) -> Pages:
    """The pages of a municipality whose mails leave the machine."""
    return open_pages(**LEAVING)


def _atom(pages: Pages, language: str = "en") -> ElementTree.Element:
    answer = pages.get(f"/alerts.atom?lang={language}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def _items(pages: Pages, language: str = "en") -> list[dict[str, Any]]:
    answer = pages.get(f"/alerts.json?lang={language}")
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.mark.parametrize("language", ["el", "en"])
def test_the_feeds_keep_to_their_grammars(live: Pages, language: str) -> None:
    issue(live, "snow")
    issue(live, "power_cut")
    correct(live, CorrectionKind.CANCEL)
    feed, document = _atom(live, language), live.get(f"/alerts.json?lang={language}").json()

    links = {each.get("rel"): each.get("href") for each in feed.findall(f"{ATOM}link")}

    assert (faults_of_atom(feed), faults_of_json_feed(document)) == ([], [])
    assert len(feed.findall(f"{ATOM}entry")) == len(document["items"]) == 3
    assert links["self"] == f"https://warn.example.gr/alerts.atom?lang={language}"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language


def test_an_empty_feed_keeps_to_its_grammar(quick_pages: Pages) -> None:
    assert faults_of_atom(_atom(quick_pages)) == []
    assert faults_of_json_feed(quick_pages.get("/alerts.json").json()) == []


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ("title>", "titles>"),
        ("name>", "email>"),
        ("Z</updated>", "</updated>"),
        ('href="https:', 'href="'),
        ("</feed>", "<title>again</title></feed>"),
    ],
)
def test_a_broken_feed_is_found(quick_pages: Pages, whole: str, broken: str) -> None:
    spoilt = quick_pages.get("/alerts.atom").text.replace(whole, broken)

    assert faults_of_atom(ElementTree.fromstring(spoilt)) != []


def test_the_json_feed_tells_the_same(live: Pages) -> None:
    issue(live, "snow")
    document = live.get("/alerts.json?lang=en").json()
    [item] = document["items"]
    entry = _atom(live).find(f"{ATOM}entry")

    assert entry is not None
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"] == "https://warn.example.gr/alerts.json?lang=en"
    for name, key in (("id", "id"), ("title", "title"), ("updated", "date_modified")):
        assert entry.findtext(f"{ATOM}{name}") == item[key]
    assert entry.findtext(f"{ATOM}content") == item["content_text"]
    assert "Panorama. In force until" in item["summary"]
    assert "Snow is expected in Panorama" in item["content_text"]


def test_the_address_in_a_feed_leads_to_the_alert(live: Pages) -> None:
    issue(live, "snow")
    [item] = _items(live)
    where = urlsplit(item["url"])
    [(number,)] = live.rows("SELECT public_number FROM alert")

    page = live.get(f"{where.path}?{where.query}")

    assert item["id"] == f"https://warn.example.gr/a/{number}?lang=en"
    assert page.status_code == 200
    assert "Snow is expected in Panorama" in page.text
    assert f'href="{where.path}?{where.query}"' in live.get("/?lang=en").text


def test_an_alert_that_expired_is_told_for_a_week(live: Pages) -> None:
    issue(live, "snow")
    [before] = _items(live)
    live.clock.ahead = timedelta(hours=30)
    [after] = _items(live)

    assert (after["id"], after["date_published"]) == (before["id"], before["date_published"])
    assert before["date_modified"] < after["date_modified"]
    assert after["title"].endswith("(no longer in force)")
    assert after["content_text"] == "This alert has ended."

    live.clock.ahead = timedelta(days=9)
    time.sleep(FRESH + 0.1)
    assert _settled(live) == []


def _settled(live: Pages) -> list[dict[str, Any]]:
    """What the feed has once the database was read anew."""
    _items(live)
    time.sleep(1)
    return _items(live)


def test_an_alert_that_was_withdrawn_is_updated(live: Pages) -> None:
    issue(live, "snow")
    [before] = _items(live)
    time.sleep(1.1)
    correct(live, CorrectionKind.CANCEL)
    time.sleep(FRESH + 0.1)

    items = {each["id"]: each for each in _settled(live)}
    after = items.pop(before["id"])
    [correction] = items.values()

    assert before["date_modified"] < after["date_modified"] == correction["date_published"]
    assert after["title"].endswith("(no longer in force)")
    assert "no longer" not in correction["title"]


def test_an_alert_that_holds_again_is_updated_again(live: Pages) -> None:
    issue(live, "snow")
    correct(live, CorrectionKind.FALSE_ALARM)
    time.sleep(1.1)
    correct(live, CorrectionKind.FALSE_ALARM, 2, {"situation": "danger_remains"})
    numbers = [
        str(number) for (number,) in live.rows("SELECT public_number FROM alert ORDER BY id")
    ]

    found = {str(item["id"])[-13:-8]: item for item in _items(live)}
    snow, mistaken, last = (found[number] for number in numbers)

    assert snow["date_modified"] == last["date_published"] > snow["date_published"]
    assert snow["title"] == "Snow in Panorama"
    assert mistaken["title"].endswith("(no longer in force)")


def test_drafts_exercises_and_trials_are_in_no_feed(live: Pages) -> None:
    issue(live, "drill")
    now, office = datetime.now(UTC), Office.of(live.home)
    until = office.municipality.local(now + timedelta(hours=20))
    values = {"from": f"{until - timedelta(hours=9):%Y-%m-%d %H:%M}"}
    asked = AlertRequest("snow", values | {"until": f"{until:%Y-%m-%d %H:%M}"}, ("panorama",))
    with live.home.database.writing() as session:
        draft = compose_draft(session, asked, office, now=now)
        keep_draft(session, draft, office, by=LOCAL_OPERATOR, now=now)

    assert _items(live) == []


@pytest.mark.parametrize(
    ("carriers", "told"),
    [('{"outbox": "file"}', 0), ('{"outbox": "file", "twilio": ""}', 1), ('{"twilio": ""}', 1)],
)
def test_an_alert_that_could_not_leave_is_in_no_feed(live: Pages, carriers: str, told: int) -> None:
    issue(live, "snow")
    with live.home.database.writing() as session:
        session.execute(text(f"UPDATE alert SET trials = '{carriers}'".replace(":", "\\:")))

    assert len(_items(live)) == told


def test_the_ids_of_two_languages_differ(live: Pages) -> None:
    issue(live, "snow")

    assert _items(live, "el")[0]["id"] != _items(live, "en")[0]["id"]
    assert _items(live, "el")[0]["title"].startswith("Χιονόπτωση")


def test_a_feed_that_is_known_is_not_sent_again(live: Pages) -> None:
    issue(live, "snow")
    first = live.get("/alerts.atom?lang=el")

    again = live.get("/alerts.atom?lang=el", **{"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "public, max-age=15, stale-if-error=3600"


def test_a_feed_stays_while_the_database_is_silent(live: Pages) -> None:
    issue(live, "snow")
    before = live.get("/alerts.atom?lang=el").content
    with live.home.database.writing() as session:
        session.execute(text("ALTER TABLE alert RENAME TO gone"))
    time.sleep(FRESH + 0.1)

    assert live.get("/alerts.atom?lang=el").content == before


def test_a_feed_that_never_saw_the_database_says_so(live: Pages) -> None:
    with live.home.database.writing() as session:
        session.execute(text("ALTER TABLE alert RENAME TO gone"))

    assert live.get("/alerts.atom").status_code == 503


def test_the_pages_name_their_feeds(quick_pages: Pages) -> None:
    front = quick_pages.get("/?lang=en").text
    named = re.findall(r'rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)"', front)

    assert [kind for kind, _ in named] == ["application/atom+xml", "application/feed+json"]
    assert [quick_pages.get(path).status_code for _, path in named] == [200, 200]


def test_a_site_without_an_address_has_no_feed(quick_opener: Opener) -> None:
    pages = quick_opener(public_base_url="")

    assert pages.get("/alerts.atom").status_code == 404
    assert "alerts.atom" not in pages.get("/").text
