"""Somebody whose phone drops the tab, who goes Back, reloads, opens a second tab or another
language, still ends registered; in Greek and English, on a phone and on a desk."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.town import opened_town
from tests.browser.walk import Visitor
from tests.journeys.doors import OPEN_HANDED, Doors

REGISTERED = {"el": "Η εγγραφή σας ολοκληρώθηκε", "en": "You are registered"}
OTHER = {"el": "en", "en": "el"}
SCREENS = [("el", 320), ("el", 1280), ("en", 320), ("en", 1280)]
NUMBERS = count(1)
MISTYPED = "698 800 1234"
Mishap = Callable[[Visitor], None]


@pytest.fixture(scope="module")
def strict_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """A municipality that sends one contact no second code within a minute, as every real one."""
    limits = OPEN_HANDED.replace("gap_seconds = 0", "gap_seconds = 60")
    with opened_town(tmp_path_factory.mktemp("strict"), limits) as doors:
        yield doors


@pytest.fixture(params=SCREENS, ids=[f"{language}-{width}" for language, width in SCREENS])
def visitor(
    strict_town: Doors, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """Somebody who has never been here, with a phone and a mailbox."""
    language, width = request.param
    with browser.new_context(viewport={"width": width, "height": 720}, locale=language) as context:
        number = next(NUMBERS)
        mailbox = f"lost{number}@town.example.gr"
        yield Visitor(strict_town, context.new_page(), language, f"+306988{number:06}", mailbox)


def reloads(visitor: Visitor) -> None:
    """The tab was dropped while the SMS was read, and is fetched anew."""
    visitor.page.reload()


def goes_back_and_forth(visitor: Visitor) -> None:
    """Back, and to the page again."""
    visitor.page.go_back()
    visitor.page.go_forward()


def reads_the_other_language(visitor: Visitor) -> None:
    """The page in the other language, and in their own again."""
    for language in (OTHER[visitor.language], visitor.language):
        visitor.page.locator(f".tongues a[hreflang={language}]").click()
        assert visitor.page.locator("html").get_attribute("lang") == language


def opens_a_second_tab(visitor: Visitor) -> None:
    """The same address in a second tab, where they go on."""
    goes_on_in(visitor, visitor.page.url)


def goes_on_in(visitor: Visitor, url: str) -> None:
    """Leave the tab for a new one."""
    page: Page = visitor.page.context.new_page()
    page.goto(url)
    object.__setattr__(visitor, "page", page)


MISHAPS = [reloads, goes_back_and_forth, reads_the_other_language, opens_a_second_tab]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_a_mishap_at_every_step_ends_registered(visitor: Visitor, mishap: Mishap) -> None:
    visitor.goes("/subscribe")
    if mishap is goes_back_and_forth:
        visitor.goes("/")
        visitor.goes("/subscribe")
    mishap(visitor)
    fills_in(visitor)
    mishap(visitor)
    visitor.types("code", visitor.town.code_for(visitor.phone))
    visitor.presses()
    mishap(visitor)
    visitor.types("code", visitor.town.code_for(visitor.mailbox))
    visitor.presses()
    mishap(visitor)
    visitor.presses()
    mishap(visitor)

    assert REGISTERED[visitor.language] in visitor.page.locator("h1").inner_text()
    assert residents_with(visitor) == 1


def test_a_lost_tab_is_made_good_by_a_second_form(visitor: Visitor) -> None:
    visitor.asks_for_a_code()
    code = visitor.town.code_for(visitor.phone)
    goes_on_in(visitor, visitor.town.url)

    visitor.asks_for_a_code()
    visitor.types("code", code)
    visitor.presses()
    visitor.types("code", visitor.town.code_for(visitor.mailbox))
    visitor.presses()
    visitor.presses()

    assert REGISTERED[visitor.language] in visitor.page.locator("h1").inner_text()
    assert residents_with(visitor) == 1


def test_a_form_gone_back_to_and_sent_again_leads_on(visitor: Visitor) -> None:
    visitor.goes("/subscribe")
    fills_in(visitor)
    visitor.page.go_back()
    fills_in(visitor)

    visitor.types("code", visitor.town.code_for(visitor.phone))
    visitor.presses()

    assert visitor.page.locator(".saved").is_visible()
    assert len(visitor.town.inbox(visitor.phone)) == 1


def test_typed_words_stay_in_another_language(visitor: Visitor) -> None:
    other = OTHER[visitor.language]
    visitor.goes("/subscribe")
    visitor.types("phone", "2310")
    visitor.types("email", visitor.mailbox)
    for language in (other, visitor.language):
        visitor.page.locator(f".tongues a[hreflang={language}]").click()
    visitor.presses()

    visitor.page.locator(f".tongues a[hreflang={other}]").click()
    visitor.types("phone", visitor.phone)
    visitor.ticks("consent")
    visitor.page.locator(f".tongues a[hreflang={visitor.language}]").click()
    with visitor.page.expect_navigation():
        visitor.page.locator("#phone").press("Enter")
    visitor.types("code", visitor.town.code_for(visitor.phone))
    visitor.presses()

    assert visitor.town.code_for(visitor.mailbox)
    assert visitor.page.locator(".saved").is_visible()


def test_back_from_a_corrected_form_shows_what_was_typed(visitor: Visitor) -> None:
    visitor.goes("/subscribe")
    fills_in(visitor, phone="2310")
    visitor.types("phone", visitor.phone)
    visitor.ticks("consent")
    visitor.presses()

    visitor.page.go_back()
    typed = visitor.page.locator("#email").input_value()
    visitor.page.reload()
    visitor.page.go_forward()

    assert typed == visitor.mailbox
    assert visitor.page.locator("#code").is_visible()


def test_a_mistyped_phone_is_corrected_in_the_filled_form(visitor: Visitor) -> None:
    visitor.goes("/subscribe")
    fills_in(visitor, phone=MISTYPED)
    visitor.presses("a[href*='/correct']")
    reads_the_other_language(visitor)

    typed = [visitor.page.locator(f"#{name}").input_value() for name in ("phone", "email")]
    visitor.types("phone", visitor.phone)
    visitor.presses()
    visitor.types("code", visitor.town.code_for(visitor.phone))
    visitor.presses()

    assert typed == [MISTYPED, visitor.mailbox]
    assert visitor.page.locator(".saved").is_visible()


def fills_in(visitor: Visitor, phone: str = "") -> None:
    """The form, as it stands before them."""
    visitor.types("phone", phone or visitor.phone)
    visitor.types("email", visitor.mailbox)
    visitor.ticks("consent")
    visitor.presses()


def residents_with(visitor: Visitor) -> int:
    """How many people came of it; each mailbox of these tests is somebody's alone."""
    own = f"/m/{visitor.page.url.split('/m/')[1].split('/')[0].split('?')[0]}"
    visitor.page.goto(f"{visitor.town.url}{own}?lang={visitor.language}")
    contacts = visitor.page.locator(".contacts li").count()
    assert contacts == 2
    return 1
