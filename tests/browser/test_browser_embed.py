"""What is in force stands in a frame of the municipality's own site, and in no other's; no page of
ours stands in any."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.town import OWN_SITE
from tests.journeys.doors import Doors

FOREIGN = "https://elsewhere.example.org"
# Chromium asks before a page from outside shows one of this machine.
NEAR = ["local-network-access"]


def _framing(page: Page, site: str, address: str) -> str:
    """What a visitor reads in a frame on a page of that site."""
    words = f'<!doctype html><title>Site</title><iframe src="{address}" width="600" height="400">'
    page.route(f"{site}/**", lambda route: route.fulfill(body=words, content_type="text/html"))
    page.goto(f"{site}/news")
    frame = page.frames[1]
    frame.wait_for_load_state()
    return "" if frame.url.startswith("chrome-error:") else frame.locator("body").inner_text()


@pytest.mark.parametrize(
    ("site", "path", "shown"),
    [(OWN_SITE, "/embed", True), (FOREIGN, "/embed", False), (OWN_SITE, "/", False)],
)
def test_a_frame_is_shown_where_the_municipality_allows(
    town: Doors, browser: Browser, site: str, path: str, shown: bool
) -> None:
    with browser.new_context(permissions=NEAR) as context:
        read = _framing(context.new_page(), site, f"{town.url}{path}?lang=en")

    assert ("Current alerts" in read) is shown


def test_a_link_of_the_frame_opens_the_whole_page(town: Doors, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, permissions=NEAR) as context:
        page = context.new_page()
        _framing(page, OWN_SITE, f"{town.url}/embed?lang=en")
        page.frames[1].locator("a").last.click()
        page.wait_for_url(f"{town.url}/?lang=en")

        assert "Register" in page.locator("main").inner_text()
