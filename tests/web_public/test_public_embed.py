"""What is in force can stand within the municipality's own site, and nothing else of ours can stand
within any."""

import re

import pytest
from pydantic import ValidationError

from runtime.config import Config
from tests.web_public.conftest import Opener, Pages
from tests.web_public.warned import issue

SITES = ["https://www.town.example.gr", "https://town.example.gr:8443"]


@pytest.fixture
def embedded(open_pages: Opener) -> Pages:
    """The pages of a municipality that shows what is in force on its own site."""
    return open_pages(web={"embed_in": SITES})


def test_the_sites_that_are_named_may_frame_it(embedded: Pages) -> None:
    answer = embedded.get("/embed?lang=en")

    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert policy.endswith(f"frame-ancestors {' '.join(SITES)}")
    assert "default-src 'none'" in policy
    assert "x-frame-options" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/embed/", "/embedded", "/alerts", "/subscribe", "/m/x"])
def test_no_other_page_can_be_framed(embedded: Pages, path: str) -> None:
    answer = embedded.get(path)

    assert answer.headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert answer.headers["x-frame-options"] == "DENY"


def test_a_frame_is_refused_unless_a_site_is_named(quick_pages: Pages) -> None:
    answer = quick_pages.get("/embed")

    assert answer.status_code == 404
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(("language", "words"), [("el", "Χιονόπτωση"), ("en", "Snow")])
def test_a_frame_shows_what_is_in_force(embedded: Pages, language: str, words: str) -> None:
    issue(embedded, "snow")

    page = embedded.get(f"/embed?lang={language}").text

    assert f'<html lang="{language}">' in page
    assert words in page
    assert "<script" not in page
    assert "<form" not in page
    assert all('target="_top"' in link for link in re.findall("<a [^>]+>", page))


@pytest.mark.parametrize(("place", "shown"), [("unit-panorama", True), ("pylaia", False)])
def test_a_frame_may_show_one_place(embedded: Pages, place: str, shown: bool) -> None:
    issue(embedded, "snow")

    page = embedded.get(f"/embed?lang=en&place={place}").text

    assert ("Snow" in page) is shown
    assert ("There are no alerts in force now." in page) is not shown


@pytest.mark.parametrize(
    "given", ["*", "town.example.gr", "http://town.example.gr", "https://a.gr/x"]
)
def test_a_site_that_is_no_origin_is_refused(given: str) -> None:
    with pytest.raises(ValidationError, match="https://host"):
        Config.model_validate({"web": {"embed_in": [given]}})
