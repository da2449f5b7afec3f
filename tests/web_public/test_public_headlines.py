"""An alert is called the same wherever its name is read: on cards, its page, in feeds, in what is
passed on."""

import re
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree

import pytest

from tests.web_public.atom_grammar import ATOM
from tests.web_public.conftest import Opener, Pages
from tests.web_public.warned import LEAVING, issue

FESTIVAL = {"what": "Γιορτή <πίτας> & κάστανου", "what.en": "Pies <and> nuts", "venue": "Πάρκο"}
FOUR = ("panorama", "pylaia", "filyro", "exochi")
CARD = re.compile(r'<h3[^>]*><a href="(/a/[^"]+)">([^<]+)</a></h3>')
ON_PAGE = (
    re.compile(r"<h1[^>]*>([^<]+)</h1>"),
    re.compile(r"<title>([^<]+) - [^<]+</title>"),
    re.compile(r'"og:title" content="([^"]+)"'),
    re.compile(r'data-words="([^"]+)"'),
)


@pytest.fixture
def live(open_pages: Opener) -> Pages:
    """The pages of a municipality whose mails leave the machine."""
    return open_pages(**LEAVING)


def _names(pages: Pages, language: str) -> Iterator[str]:
    """What the one alert in force is called, by all who name it."""
    [(path, name)] = CARD.findall(pages.get(f"/?lang={language}").text)
    page = pages.get(unescape(path)).text
    yield unescape(name)
    yield from (unescape(found[1]) for each in ON_PAGE if (found := each.search(page)))
    feed = ElementTree.fromstring(pages.get(f"/alerts.atom?lang={language}").content)
    yield str(feed.findtext(f"{ATOM}entry/{ATOM}title"))
    yield pages.get(f"/alerts.json?lang={language}").json()["items"][0]["title"]


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize(
    ("template", "areas", "given"),
    [
        ("snow", ("panorama",), {}),
        ("extreme_weather", FOUR, {"hazard": "storm"}),
        ("municipal_event", (), FESTIVAL),
    ],
)
def test_an_alert_has_one_headline_everywhere(
    live: Pages, language: str, template: str, areas: tuple[str, ...], given: dict[str, str]
) -> None:
    issue(live, template, areas, **given)

    names = list(_names(live, language))

    assert len(names) == 7
    assert len(set(names)) == 1
