"""A resident comes in by a browser, hears, moves, and leaves from the mail; in Greek on a phone, in
English on a desk."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from tests.browser.town import tell
from tests.browser.walk import Visitor
from tests.journeys.conftest import until
from tests.journeys.doors import Doors
from tests.loopback import post

HEARD = {"el": ("ΔIAKOΠH PEYMATOΣ", "διακοπή ρεύματος"), "en": ("POWER CUT", "power cut")}
WORDS = {
    "el": (
        "ολοκληρώθηκε",
        "Λαμβάνετε ξανά",
        "Διακοπή ρεύματος στο Πανόραμα",
        "αποθηκεύτηκαν",
        "Πυλαία",
    ),
    "en": (
        "You are registered",
        "You receive these messages again",
        "Power cut in Panorama",
        "have been saved",
        "Pylaia",
    ),
}


@pytest.fixture(params=[("el", 320), ("en", 1280)], ids=["el-320", "en-1280"])
def visitor(town: Doors, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody who has never been here."""
    language, width = request.param
    with browser.new_context(viewport={"width": width, "height": 720}, locale=language) as context:
        yield Visitor(
            town,
            context.new_page(),
            language,
            f"+3069999{width:04}1",
            f"vasso{width}@town.example.gr",
        )


def test_a_resident_comes_in_hears_moves_and_leaves(visitor: Visitor) -> None:
    registered, back, title, saved, pylaia = WORDS[visitor.language]

    registers(visitor)
    assert registered in visitor.page.locator("h1").inner_text()
    first = tell(visitor.town, "panorama", "power_cut")
    hears(visitor)
    sees_on_the_pages(visitor, first, title)

    moves_to_pylaia(visitor)
    assert saved in visitor.page.get_by_role("status").inner_text()
    visitor.town.sends("power_cut", "panorama")
    visitor.town.sends("power_cut", "pylaia")
    assert count_of(visitor) == 3
    assert visitor.town.inbox(visitor.mailbox)[-1]["subject"].count(pylaia) == 1

    leaves_by_one_click(visitor)
    visitor.town.sends("power_cut", "pylaia")
    assert count_of(visitor) == 3

    visitor.follows("u", 2)
    visitor.presses("button:not(.grave)")  # has left already, and gets the way back
    visitor.presses()
    visitor.town.sends("power_cut", "pylaia")
    assert back in visitor.page.locator("h1").inner_text()
    assert count_of(visitor) == 4

    visitor.follows("u", 3)
    visitor.presses("button:not(.grave)")
    visitor.town.sends("power_cut", "pylaia")
    assert count_of(visitor) == 4


def registers(visitor: Visitor) -> None:
    """A code typed from the SMS, a button pressed from the mail, then the choices."""
    visitor.asks_for_a_code()
    visitor.types("code", visitor.town.code_for(visitor.phone))
    visitor.presses()
    visitor.follows("confirm")
    visitor.presses()
    visitor.ticks(
        "zone-panorama", "topic-utilities", "topic-events", f"language-{visitor.language}"
    )
    hour = datetime.now(ZoneInfo("Europe/Athens")).hour
    visitor.page.locator("#quiet_from").select_option(str((hour + 8) % 24))
    visitor.page.locator("#quiet_until").select_option(str((hour + 10) % 24))
    visitor.presses()


def hears(visitor: Visitor) -> None:
    """The alert has come to the phone and to the mailbox, in their language."""
    sms, mail = HEARD[visitor.language]
    assert sms in visitor.town.next_to(visitor.phone, 1)["body"]
    assert mail in visitor.town.next_to(visitor.mailbox, 1)["subject"].lower()


def sees_on_the_pages(visitor: Visitor, alert: str, title: str) -> None:
    """The alert stands on the front page, which leads to its own."""
    until(lambda: f"/a/{alert}?" in visitor.town.get("/").text)
    visitor.goes("/")
    visitor.page.locator(f"a[href^='/a/{alert}?']").click()

    assert visitor.page.locator("h1").inner_text() == title
    assert "8004004000" in visitor.page.locator("main").inner_text()


def moves_to_pylaia(visitor: Visitor) -> None:
    """By the link of the last mail."""
    visitor.follows("u", 1)
    visitor.page.locator("main a[href*='/p/']").click()
    visitor.page.locator("#zone-panorama").uncheck()
    visitor.ticks("zone-pylaia")
    visitor.presses()


def leaves_by_one_click(visitor: Visitor) -> None:
    """As a mail provider does it for its user (RFC 8058)."""
    mail = visitor.town.inbox(visitor.mailbox)[-1]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = post(
        mail["list_unsubscribe"].strip("<>"), content=mail["list_unsubscribe_post"], headers=form
    )

    assert answer.status_code == 200


def count_of(visitor: Visitor) -> int:
    """How many messages came to the mailbox; no fewer came to the phone."""
    mails, texts = (len(visitor.town.inbox(each)) for each in (visitor.mailbox, visitor.phone))
    assert mails == texts
    return mails
