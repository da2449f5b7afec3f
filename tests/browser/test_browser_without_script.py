"""Somebody whose browser runs no script: they read everything, and the forms that need a script
send them to the desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.walk import Visitor
from tests.journeys.doors import Doors

DESK = {"el": "τηλεφωνήστε μας", "en": "phone us"}


@pytest.fixture(params=["el", "en"])
def visitor(town: Doors, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody on a phone with scripts switched off."""
    viewport: ViewportSize = {"width": 320, "height": 720}
    with browser.new_context(
        java_script_enabled=False, viewport=viewport, locale=request.param
    ) as context:
        yield Visitor(
            town, context.new_page(), request.param, "+306999666001", "plain@town.example.gr"
        )


@pytest.mark.parametrize("path", ["/subscribe", "/link"])
def test_a_form_that_needs_a_script_names_the_desk(visitor: Visitor, path: str) -> None:
    visitor.goes(path)

    notice = visitor.page.locator("main .note")

    assert DESK[visitor.language] in notice.inner_text()
    assert notice.locator("a[href='tel:15377']").is_visible()


@pytest.mark.parametrize("path", ["/subscribe", "/link"])
def test_a_form_that_would_be_refused_is_not_shown(visitor: Visitor, path: str) -> None:
    visitor.goes(path)

    assert visitor.page.locator("main form").count() == 1
    for field in visitor.page.locator("main :is(input, button)").all():
        assert not field.is_visible()


def test_a_visitor_with_a_link_needs_no_script(visitor: Visitor, browser: Browser) -> None:
    with browser.new_context(locale=visitor.language) as context:
        scripted = Visitor(
            visitor.town,
            context.new_page(),
            visitor.language,
            "",
            f"s{visitor.language}@town.example.gr",
        )
        scripted.asks_for_a_code()
    mail = Visitor(visitor.town, visitor.page, visitor.language, "", scripted.mailbox)
    mail.follows("confirm")
    mail.presses()
    mail.ticks("zone-pylaia")
    mail.presses()

    chosen = {"el": "Πυλαία", "en": "Pylaia"}[visitor.language]
    assert chosen in visitor.page.locator("main").inner_text()
