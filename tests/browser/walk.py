"""A walk: one resident sees every page there is, from the front page to the last goodbye."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.town import take_back, tell
from tests.journeys.conftest import until
from tests.journeys.doors import Doors

MAIN_BUTTON = "main form button"


@dataclass(frozen=True)
class Visitor:
    """Somebody with a phone and a mailbox who reads a language, at a page."""

    town: Doors
    page: Page
    language: str
    phone: str
    mailbox: str

    def goes(self, path: str) -> None:
        """Open a page of the municipality in their language."""
        self.page.goto(f"{self.town.url}{path}{'&' if '?' in path else '?'}lang={self.language}")

    def presses(self, what: str = MAIN_BUTTON) -> None:
        """Press a button, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator(what).first.click()

    def types(self, field: str, words: str) -> None:
        """Fill a field."""
        self.page.locator(f"#{field}").fill(words)

    def ticks(self, *boxes: str) -> None:
        """Tick boxes, or choose."""
        for box in boxes:
            self.page.locator(f"#{box}").check()

    def asks_for_a_code(self) -> None:
        """The first step."""
        self.goes("/subscribe")
        self.types("phone", self.phone)
        self.types("email", self.mailbox)
        self.ticks("consent")
        self.presses()

    def follows(self, kind: str, after: int = 0) -> None:
        """Open the link in a mail."""
        self.page.goto(self.town.url + self.town.link_for(self.mailbox, kind, after))


def registering(visitor: Visitor) -> Iterator[str]:
    """The pages of somebody who registers, with some mistakes."""
    visitor.goes("/subscribe")
    yield "subscribe"
    visitor.types("phone", "2310")
    visitor.presses()
    yield "subscribe-errors"
    visitor.types("email", "maria@gmial.com")
    visitor.presses()
    yield "subscribe-asked"
    visitor.asks_for_a_code()
    yield "code"
    code = visitor.town.code_for(visitor.phone)
    visitor.types("code", f"{(int(code) + 1) % 1_000_000:06}")
    visitor.presses()
    yield "code-wrong"
    visitor.types("code", code)
    visitor.presses()
    yield "code-other"
    visitor.follows("confirm")
    yield "confirm"
    visitor.presses()
    yield "preferences-new"
    visitor.page.locator("#quiet_from").select_option("22")
    visitor.presses()
    yield "preferences-errors"
    visitor.ticks("zone-unit-chortiatis", "zone-panorama", "topic-weather", "topic-utilities")
    visitor.page.locator("#quiet_until").select_option("")
    visitor.page.locator("#quiet_from").select_option("")
    visitor.presses()
    yield "done"


def at_home(visitor: Visitor) -> Iterator[str]:
    """The pages of somebody who is registered."""
    visitor.presses("main a[href*='/m/']")
    yield "own"
    visitor.presses("form[action*='/contacts?'] button")
    yield "own-errors"
    visitor.presses("a[href*='/all?']")
    yield "stop-all"
    visitor.presses()
    yield "stopped"
    visitor.presses()
    yield "own-back"
    visitor.presses("a[href*='/erase?']")
    yield "erase"
    visitor.goes("/link")
    yield "link"
    visitor.types("email", visitor.mailbox)
    visitor.presses()
    yield "link-sent"


def reading(visitor: Visitor, alert: str, over: str) -> Iterator[str]:
    """The pages that anybody reads."""
    for name, path in {
        "front": "/",
        "alert": f"/a/{alert}",
        "alert-over": f"/a/{over}",
        "archive": "/alerts",
        "archive-empty": "/alerts?words=nothing&topic=roads",
        "embedded": "/embed",
        "help": "/help",
        "privacy": "/privacy",
        "accessibility": "/accessibility",
        "number-unknown": "/check?number=ZZZZZZ",
        "not-found": "/nowhere",
        "forged": "/m/forged",
        "code-expired": "/code/gone",
    }.items():
        visitor.goes(path)
        yield name


def leaving(visitor: Visitor, mails: int) -> Iterator[str]:
    """The pages of somebody who has had enough."""
    visitor.follows("u", mails)
    yield "leave"
    visitor.presses("button:not(.grave)")
    yield "left"
    visitor.presses()
    yield "back"
    visitor.page.locator("main a[href*='/p/']").click()
    yield "preferences-by-mail"
    visitor.presses("form[action*='/stop?'] button")
    yield "told"
    visitor.follows("end", mails + 1)
    yield "end"
    visitor.follows("not-me")
    yield "not-me"


def every_page(visitor: Visitor) -> Iterator[str]:
    """Bring a visitor to each page and say its name."""
    yield from registering(visitor)
    yield from at_home(visitor)
    visitor.town.next_to(visitor.mailbox, 1)  # the link that was asked for
    alert = tell(visitor.town, "panorama", "snow")
    until(lambda: f"/a/{alert}?" in visitor.town.get("/").text)
    over = tell(visitor.town, "pylaia", "snow")
    take_back(visitor.town, over)
    until(lambda: "details" in visitor.town.get(f"/a/{over}").text)
    yield from reading(visitor, alert, over)
    yield from leaving(visitor, 2)
