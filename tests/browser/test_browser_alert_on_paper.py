"""An alert on paper, for a notice board: one sheet, its number and address, and no buttons."""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.town import tell
from tests.journeys.conftest import until
from tests.journeys.doors import Doors

SHEET = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")


@pytest.mark.parametrize("language", ["el", "en"])
def test_an_alert_fills_one_sheet_at_most(town: Doors, browser: Browser, language: str) -> None:
    number = tell(town, "panorama", "snow")
    until(lambda: f"/a/{number}?" in town.get("/").text)
    with browser.new_context(locale=language) as context:
        page = context.new_page()
        page.goto(f"{town.url}/a/{number}?lang={language}")
        page.emulate_media(media="print")
        sheets = SHEET.findall(page.pdf(prefer_css_page_size=True))
        seen, shared = page.locator("body").inner_text(), page.locator(".share").first.is_visible()

    assert [(round(float(wide)), round(float(high))) for wide, high in sheets] == [(595, 842)]
    assert f"{town.url}/a/{number}" in seen
    assert not shared


def test_a_button_prints_where_there_is_a_script(town: Doors, browser: Browser) -> None:
    number = tell(town, "pylaia", "snow")
    until(lambda: f"/a/{number}?" in town.get("/").text)
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script("window.print = () => { document.title = 'printed'; }")
        page.goto(f"{town.url}/a/{number}?lang=en")
        page.get_by_role("button", name="Print for the notice board").click()

        assert page.title() == "printed"
