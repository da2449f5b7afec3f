"""A page whose address is passed on says in its head what it tells, and nothing that was typed."""

from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.web_public.conftest import Opener, Pages
from tests.web_public.warned import issue

PNG = b"\x89PNG\r\n\x1a\n"


class Head(HTMLParser):
    """The meta tags of a page by name or property."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a tag says."""
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and "content" in given:
            self.tags[given.get("property") or given.get("name", "")] = given["content"]


def _head(pages: Pages, path: str) -> dict[str, str]:
    head = Head()
    head.feed(pages.get(path).text)
    return head.tags


def _page(pages: Pages) -> str:
    [front] = [part for part in pages.get("/").text.split('"') if part.startswith("/a/")]
    return front.partition("?")[0]


@pytest.mark.parametrize(
    ("language", "title", "words", "locale"),
    [
        ("el", "Χιονόπτωση στο Πανόραμα", "Ισχύει έως", "el_GR"),
        ("en", "Snow in Panorama", "In force until", "en_GB"),
    ],
)
def test_an_alert_tells_hazard_place_and_end(
    pages: Pages, language: str, title: str, words: str, locale: str
) -> None:
    issue(pages, "snow")
    path = _page(pages)

    head = _head(pages, f"{path}?lang={language}&typed=secret")

    assert head["og:title"] == title
    assert words in head["description"]
    assert head["og:description"] == head["description"]
    assert head["og:url"] == f"https://warn.example.gr{path}?lang={language}"
    assert (head["og:locale"], head["og:type"]) == (locale, "article")


def test_an_alert_that_is_over_says_so_in_its_head(pages: Pages) -> None:
    issue(pages, "snow")
    path = _page(pages)
    pages.clock.ahead = timedelta(hours=30)

    assert _head(pages, f"{path}?lang=en")["og:description"] == "This alert has ended."


def test_a_name_with_marks_is_escaped(quick_opener: Opener) -> None:
    name = 'Δήμος "><script>alert(1)</script> & Υιοί'
    pages = quick_opener(municipality={"name": {"el": name, "en": name}})

    answer = pages.get("/?lang=el")

    assert "<script>alert" not in answer.text
    assert _head(pages, "/?lang=el")["og:site_name"] == name
    assert _head(pages, "/?lang=el")["description"].startswith(f"Ο {name}")


@pytest.mark.parametrize("path", ["/subscribe", "/link", "/u/forged", "/nowhere"])
def test_no_other_page_is_passed_on(quick_pages: Pages, path: str) -> None:
    assert not any(name.startswith("og:") for name in _head(quick_pages, path))


@pytest.mark.parametrize(("name", "shown"), [("arms.png", True), ("arms.svg", False)])
def test_a_picture_is_shown_that_programs_can_read(
    quick_opener: Opener, tmp_path: Path, name: str, shown: bool
) -> None:
    (tmp_path / name).write_bytes(PNG)
    pages = quick_opener(web={"logo": name})

    picture = _head(pages, "/").get("og:image", "")

    assert picture.startswith("https://warn.example.gr/static/logo?v=") is shown


def test_a_site_without_an_address_names_none(quick_opener: Opener) -> None:
    assert "og:url" not in _head(quick_opener(public_base_url=""), "/")
