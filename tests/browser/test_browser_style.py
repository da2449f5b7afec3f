"""The page that shows every part, as somebody with a browser meets it: it shuts nobody out, and one
row holds the head."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.test_browser_every_page import faults_of
from tests.browser.town import opened_town
from tests.journeys.doors import OPEN_HANDED, Doors

ONE_ROW = """() => {
    const [town, tongues] = [".town", ".tongues"].map((each) => document.querySelector(each).getBoundingClientRect());
    return town.top < tongues.bottom && tongues.top < town.bottom && town.right <= tongues.left;
}"""
BESIDE = """() => {
    const [first, second] = [...document.querySelector(".columns").children].map((each) => each.getBoundingClientRect());
    return second.left > first.right;
}"""
# The words of a forced scheme reach the lines of a sign.
DRAWN_IN = """() => {
    const sign = document.querySelector(".sign");
    return getComputedStyle(sign).stroke === getComputedStyle(sign.closest("p")).color;
}"""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """A municipality whose pages have no address yet."""
    folder = tmp_path_factory.mktemp("workshop")
    with opened_town(folder, OPEN_HANDED, TOCSIN_PUBLIC_BASE_URL="") as doors:
        yield doors


@pytest.mark.parametrize("language", ["el", "en"])
def test_no_part_shuts_anybody_out(workshop: Doors, browser: Browser, language: str) -> None:
    with browser.new_context(locale=language) as context:
        page = context.new_page()
        page.goto(f"{workshop.url}/style?lang={language}")

        assert list(faults_of(page)) == []


@pytest.mark.parametrize(("width", "beside"), [(320, False), (1280, True)])
@pytest.mark.parametrize("language", ["el", "en"])
def test_the_head_is_one_row_and_a_desk_two_columns(
    workshop: Doors, browser: Browser, language: str, width: int, beside: bool
) -> None:
    with browser.new_context(viewport={"width": width, "height": 720}) as context:
        page = context.new_page()
        page.goto(f"{workshop.url}/style?lang={language}")

        assert page.evaluate(ONE_ROW) is True
        assert page.evaluate(BESIDE) is beside


def test_signs_follow_forced_colours(workshop: Doors, browser: Browser) -> None:
    with browser.new_context(forced_colors="active") as context:
        page = context.new_page()
        page.goto(f"{workshop.url}/style")

        assert page.evaluate(DRAWN_IN) is True
