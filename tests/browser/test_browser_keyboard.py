"""Somebody without a mouse: Tab, Space, Enter and letters, all the way to the done page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.walk import Visitor
from tests.journeys.doors import Doors

LONGEST_WAY = 60  # steps from one control to another
HERE = "() => document.activeElement.id || document.activeElement.textContent.trim()"
# A focus that cannot be seen, or that something lies upon (WCAG 2.2, 2.4.7 and 2.4.11).
UNSEEN = """() => {
    const found = document.activeElement, style = getComputedStyle(found), box = found.getBoundingClientRect();
    const x = box.left + box.width / 2, y = box.top + box.height / 2, top = document.elementFromPoint(x, y);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return `no outline: ${found.outerHTML}`;
    if (!top || !(found.contains(top) || top.contains(found))) return `covered or out of sight: ${found.outerHTML}`;
    return "";
}"""


@pytest.fixture
def visitor(town: Doors, browser: Browser) -> Iterator[Visitor]:
    """Somebody on a small screen, who reads English."""
    with browser.new_context(viewport={"width": 320, "height": 500}, locale="en") as context:
        yield Visitor(town, context.new_page(), "en", "+306999777001", "keys@town.example.gr")


def test_a_visitor_can_do_everything_by_the_keyboard(visitor: Visitor) -> None:
    keys, page = visitor.page.keyboard, visitor.page
    visitor.goes("/")
    press(page, "Register")
    step_to(page, "phone")
    keys.type(visitor.phone)
    step_to(page, "email")
    keys.type(visitor.mailbox)
    step_to(page, "consent")
    keys.press("Space")
    press(page, "Send me a code")
    step_to(page, "code")
    keys.type(visitor.town.code_for(visitor.phone))
    with page.expect_navigation():
        keys.press("Enter")
    visitor.follows("confirm")
    press(page, "Yes, register me")
    step_to(page, "zone-pylaia")
    keys.press("Space")
    step_to(page, "language-en")
    keys.press("ArrowUp")
    step_to(page, "quiet_from")
    keys.type("21")
    step_to(page, "quiet_until")
    keys.type("07")
    press(page, "Save my preferences")

    assert page.locator("h1").inner_text() == "You are registered"
    press(page, "See and change all my preferences")
    assert page.locator("#zone-pylaia").is_checked()
    assert page.locator("#language-el").is_checked()
    assert [page.locator(f"#quiet_{end}").input_value() for end in ("from", "until")] == ["21", "7"]


def test_a_visitor_with_a_mistake_is_taken_to_it(visitor: Visitor) -> None:
    visitor.goes("/subscribe")
    step_to(visitor.page, "phone")
    visitor.page.keyboard.type("2310")
    press(visitor.page, "Send me a code")

    summary = visitor.page.evaluate(HERE)
    press_link(visitor.page, "Enter a Greek mobile number: 10 digits that start with 69.")
    field = visitor.page.evaluate(HERE)

    assert (summary, field) == ("errors", "phone")
    assert visitor.page.evaluate(UNSEEN) == ""
    assert visitor.page.title().startswith("There is a problem")


def test_the_first_step_skips_to_the_content(visitor: Visitor) -> None:
    visitor.goes("/subscribe")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.evaluate(UNSEEN)
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")

    assert skip == ""
    assert visitor.page.evaluate(HERE) == "phone"


def step_to(page: Page, name: str) -> None:
    """Go from control to control until the one with this id or these words; each must be seen to
    have the focus."""
    for _ in range(LONGEST_WAY):
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN) == ""
        if page.evaluate(HERE) == name:
            return
    raise AssertionError(f"{name} cannot be reached")


def press(page: Page, name: str) -> None:
    """Step to a button or link, and press it."""
    step_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press_link(page: Page, name: str) -> None:
    """Step to a link within the page, and follow it."""
    step_to(page, name)
    page.keyboard.press("Enter")
