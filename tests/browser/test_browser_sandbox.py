"""Whoever tries Tocsin sees each mail in the sandbox as a mailbox shows it, and its button leads to the pages."""

from playwright.sync_api import Browser

from tests.browser.walk import Visitor
from tests.journeys.doors import Doors


def test_the_button_of_a_mail_is_pressed_in_the_sandbox(town: Doors, browser: Browser) -> None:
    with browser.new_context(locale="en") as context:
        visitor = Visitor(town, context.new_page(), "en", "", "tries@town.example.gr")
        visitor.asks_for_a_code()
        town.next_to(visitor.mailbox)

        visitor.page.goto(f"http://127.0.0.1:{town.here.http}/?to={visitor.mailbox}")
        with context.expect_page() as opened:
            visitor.page.frame_locator("iframe").get_by_role("link", name="Confirm").click()
        opened.value.locator("main form button").click()

        opened.value.locator("#zone-pylaia").wait_for()
        assert opened.value.url.startswith(town.url)
