"""Whoever tries Tocsin sees each mail in the sandbox as a mailbox shows it, and its button leads to
the pages."""

from playwright.sync_api import Browser, Page

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


def test_a_fault_is_switched_on_and_off_with_a_click(town: Doors, browser: Browser) -> None:
    sandbox = f"http://127.0.0.1:{town.here.http}"
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(sandbox)
        page.locator("summary", has_text="Faults").click()
        with page.expect_navigation():
            page.get_by_text("The SMS provider is away for 30 s").click()
        broken = read(page, f"{sandbox}/sandbox/faults")
        with page.expect_navigation():
            page.get_by_text("All is well").click()
        mended = read(page, f"{sandbox}/sandbox/faults")

    assert broken == {"sms": [{"kind": "down", "seconds": 30.0}]}
    assert mended == {}


def read(page: Page, url: str) -> object:
    """What the page itself reads there, as soon as it gets through: while the provider is away its
    port takes no new connection, and a browser may have lost the one it had."""
    return page.evaluate(
        """async url => {
            for (;;) {
                try { return await (await fetch(url)).json(); }
                catch { await new Promise(again => setTimeout(again, 200)); }
            }
        }""",
        url,
    )
