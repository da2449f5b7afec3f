"""Everybody can look up what was sent within twelve months, and see what became of it."""

import re
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from alerts import CorrectionKind
from tests.web_public.conftest import Pages, until
from tests.web_public.warned import correct, issue
from web.public import archive
from web.public.kept_reading import FRESH

CARD = re.compile(r'<li class="alert ([a-z -]+)">.*?</li>', re.DOTALL)
EVENT = {"what": "Γιορτή κάστανου", "what.en": "Chestnut festival", "venue": "Πλατεία"}


def _cards(pages: Pages, query: str = "") -> list[str]:
    answer = pages.get(f"/alerts?lang=en{query}")
    assert answer.status_code == 200
    return [found[0] for found in CARD.finditer(answer.text)]


def _titles(pages: Pages, query: str = "") -> list[str]:
    return [
        re.sub("<[^>]+>", "", card.split("<h3")[1].split(">", 1)[1].split("</h3")[0])
        for card in _cards(pages, query)
    ]


@pytest.fixture
def told(pages: Pages) -> Pages:
    """A town that heard of snow and a power cut in Panorama, and of an event everywhere."""
    issue(pages, "snow")
    issue(pages, "power_cut")
    issue(pages, "municipal_event", (), **EVENT)
    return pages


def test_the_archive_has_all_alerts_newest_first(told: Pages) -> None:
    assert _titles(told) == [
        "Event “Chestnut festival”",
        "Power cut in Panorama",
        "Snow in Panorama",
    ]
    front = told.get("/?lang=en").text
    assert 'href="/alerts?lang=en"' in front
    assert ">Event “Chestnut festival”</a>" in front
    assert told.get("/alerts").headers["cache-control"].startswith("public, max-age=15")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("&topic=utilities", ["Power cut in Panorama"]),
        (
            "&place=panorama",
            ["Event “Chestnut festival”", "Power cut in Panorama", "Snow in Panorama"],
        ),
        ("&place=chortiatis", ["Event “Chestnut festival”"]),
        ("&place=unit-panorama&topic=weather", ["Snow in Panorama"]),
        ("&words=ΔΙΑΚΟΠΗ+ρεύματοσ", ["Power cut in Panorama"]),
        ("&words=chestnut+square", []),
        ("&words=Chestnut", ["Event “Chestnut festival”"]),
    ],
)
def test_alerts_are_found_by_what_is_chosen(told: Pages, query: str, titles: list[str]) -> None:
    assert _titles(told, query) == titles


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("&topic=none", "You see the alerts on all topics. (none)"),
        ("&place=nowhere", "You see the alerts for all places. (nowhere)"),
        ("&month=1999-01", "no alerts of the month that was asked for"),
    ],
)
def test_a_filter_that_names_nothing_is_said(told: Pages, query: str, words: str) -> None:
    page = told.get(f"/alerts?lang=en{query}").text

    assert words in page
    assert len(_titles(told, query)) == 3
    assert words not in told.get("/alerts?lang=en").text


@pytest.mark.parametrize("topic", ["emergency", "weather"])
def test_a_storm_is_found_under_every_topic(pages: Pages, topic: str) -> None:
    issue(pages, "extreme_weather", hazard="storm")
    correct(pages, CorrectionKind.ALL_CLEAR)

    assert len(_titles(pages, f"&topic={topic}")) == 2
    assert _titles(pages, "&topic=roads") == []


def test_alerts_of_a_trial_are_said_to_be_left_out(pages: Pages) -> None:
    before = pages.get("/alerts?lang=en").text
    issue(pages, "power_cut")
    time.sleep(FRESH + 0.1)
    until(lambda: "Power cut" in pages.get("/alerts?lang=en").text, 30)

    said = "are not in the calendar or the feeds"
    assert (said in before, said in pages.get("/alerts?lang=en").text) == (False, True)
    assert "without test alerts" in pages.get("/alerts.json?lang=en").json()["title"]


def test_an_alert_is_found_by_its_number(told: Pages) -> None:
    [(number,)] = told.rows("SELECT public_number FROM alert WHERE id = 2")

    assert _titles(told, f"&words={str(number).lower()}") == ["Power cut in Panorama"]


def test_a_month_has_its_heading_and_its_alerts(told: Pages) -> None:
    with told.home.database.writing() as session:
        session.execute(
            text("UPDATE alert SET issued_at = '2026-01-15 12:00:00+00:00' WHERE id = 1")
        )

    page = told.get("/alerts?lang=el").text

    assert "<h2>Ιανουάριος 2026</h2>" in page
    assert _titles(told, "&month=2026-01") == ["Snow in Panorama"]


@pytest.mark.parametrize(
    ("kind", "words", "link"),
    [
        (CorrectionKind.FALSE_ALARM, "Withdrawn", "Read the withdrawal"),
        (CorrectionKind.ALL_CLEAR, "The all-clear was given", "Read the all-clear"),
        (CorrectionKind.UPDATE, "Replaced by a newer alert", "Read the newer alert"),
    ],
)
def test_a_corrected_alert_is_grey_and_names_its_end(
    pages: Pages, kind: CorrectionKind, words: str, link: str
) -> None:
    issue(pages, "snow")
    correct(pages, kind)
    [(number,)] = pages.rows("SELECT public_number FROM alert WHERE id = 2")

    newer, older = _cards(pages)

    assert older.startswith('<li class="alert over">')
    assert "No longer in force" in older
    assert words in older
    assert f'<a href="/a/{number}?lang=en">{link}</a>' in older
    assert "over" not in newer.partition(">")[0]


def test_an_alert_that_ran_out_is_grey(pages: Pages) -> None:
    issue(pages, "snow")
    pages.clock.ahead = timedelta(hours=30)

    [card] = _cards(pages)

    assert card.startswith('<li class="alert over">')
    assert "Ended " in card


def test_a_correction_shows_although_the_archive_was_read_before(pages: Pages) -> None:
    issue(pages, "snow")
    [before] = _cards(pages)
    correct(pages, CorrectionKind.FALSE_ALARM)
    time.sleep(FRESH + 0.1)

    until(lambda: len(_cards(pages)) == 2, 30)

    assert "over" not in before.partition(">")[0]
    assert _cards(pages)[1].startswith('<li class="alert over">')


def test_an_alert_of_two_years_ago_is_left_out(told: Pages) -> None:
    told.clock.ahead = timedelta(days=370)

    assert _cards(told) == []


def test_exercises_are_not_in_the_archive(pages: Pages) -> None:
    issue(pages, "drill")

    assert _cards(pages) == []
    assert "Alerts found: 0" in pages.get("/alerts?lang=en").text


def test_a_long_list_is_on_several_pages(told: Pages) -> None:
    for _ in range(archive.ON_A_PAGE):
        issue(told, "power_cut")

    first, second = told.get("/alerts?lang=en&topic=utilities"), "&topic=utilities&page=2"

    assert f'rel="next" href="/alerts?lang=en{second.replace("&", "&amp;")}"' in first.text
    assert len(_cards(told, "&topic=utilities")) == archive.ON_A_PAGE
    assert len(_cards(told, second)) == len(_cards(told, "&topic=utilities&page=99")) == 1


def test_a_search_stays_in_another_language(told: Pages) -> None:
    page = told.get("/alerts?lang=en&words=snow&place=panorama&page=1").text

    assert 'href="/alerts?lang=el&amp;words=snow&amp;place=panorama&amp;page=1"' in page
    assert 'value="snow"' in page
    assert '<option value="panorama" selected>' in page


def test_a_search_is_escaped(told: Pages) -> None:
    page = told.get("/alerts?lang=en&words=%22%3E%3Cscript%3E&place=%22%3E").text

    assert "<script>" not in page
    assert "Alerts found: 0" in page


def test_the_archive_stays_while_the_database_is_silent(told: Pages) -> None:
    before = _cards(told)
    with told.home.database.writing() as session:
        session.execute(text("ALTER TABLE alert RENAME TO gone"))
    time.sleep(FRESH + 0.1)

    assert _cards(told) == before


def test_an_archive_that_was_never_read_says_so(pages: Pages) -> None:
    with pages.home.database.writing() as session:
        session.execute(text("ALTER TABLE alert RENAME TO gone"))

    assert pages.get("/alerts").status_code == 503
