"""The pictures in docs/screenshots: `make screenshots` draws them anew, of a municipality and a
resident who are invented."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, ViewportSize

from console.residents.poster_page import poster_html
from runtime.config import Config
from tests.browser import album
from tests.browser.frames import COLUMNS, LINES, phone_page, picture_of, terminal_page
from tests.browser.mails import all_mails, pictures
from tests.browser.town import opened_browser, opened_town, tell
from tests.browser.walk import Visitor, every_page, registering
from tests.journeys.conftest import until
from tests.journeys.doors import Doors
from tests.journeys.terminal import at_terminal

# Every mail is drawn to be looked at; the repository keeps two of them.
KEPT_MAILS = {"extreme_weather-el-320-dark.png", "snow-en-600-light.png"}
FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PHONE: ViewportSize = {"width": 320, "height": 640}
TALL: ViewportSize = {"width": 320, "height": 1200}  # of a page that is too long to be kept whole
DESK: ViewportSize = {"width": 1280, "height": 800}
LARGEST = 200_000
OFFICE = {
    "municipality": {
        "name": {"el": "Δήμος Δοκιμής", "en": "Municipality of Dokimi"},
        "phone": "15377",
        "desk": {"el": "Πλατεία 1, Δευτέρα έως Παρασκευή 8:00-14:00"},
    },
    "public_base_url": "https://warn.example.gr",
}


def draw(browser: Browser, town: Doors) -> None:
    """Draw each picture."""
    tell(town, "pylaia", "power_cut")
    alert = tell(town, "unit-chortiatis", "extreme_weather", "--set", "hazard=storm")
    until(lambda: f"/a/{alert}?" in town.get("/").text)
    shoot(browser, town, "front", "en", DESK, "dark", "/")
    shoot(browser, town, "alert", "el", TALL, "dark", f"/a/{alert}")
    shoot(browser, town, "subscribe", "el", PHONE, "light", "/subscribe")
    draw_sending(browser, town)
    with browser.new_context(viewport=DESK, color_scheme="light", locale="en") as context:
        resident = Visitor(town, context.new_page(), "en", "+306999999901", "eleni@town.example.gr")
        for name in registering(resident):
            if name == "done":
                resident.presses("main a[href*='/m/']")
        keep(resident, "preferences-en-1280-light.png", whole=False)


def draw_sending(browser: Browser, town: Doors) -> None:
    """The pictures that begin the README: an alert before it is confirmed, and as it came to a
    phone."""
    town.here.residents(
        *({"phone": f"69000000{number}", "zones": "panorama"} for number in range(10, 97))
    )
    words = (
        "send",
        "snow",
        "--area",
        "panorama",
        "--set",
        "from=20:00",
        "--set",
        "until=tomorrow 12:00",
    )
    size = {"COLUMNS": str(COLUMNS), "LINES": str(LINES), "NO_COLOR": "1"}
    _, seen = at_terminal(town.here, words, {"to send": "88"}, **size)
    told = next(each for each in town.here.received() if each["to"] == "+306900000010")
    before, _, _ = seen.partition("to send")
    typed = 'tocsin send snow --area panorama --set from=20:00 --set until="tomorrow 12:00"'
    keep_picture(picture_of(browser, terminal_page(typed, f"{before}to send: 88")), "terminal.png")
    keep_picture(picture_of(browser, phone_page("DOKIMI", told["body"])), "phone.png")


def draw_mails(browser: Browser, folder: Path) -> None:
    """Every mail on a phone, in a window and in Outlook, in light and in dark:
    docs/screenshots/mails, which git leaves out."""
    beside = FOLDER / "mails"
    beside.mkdir(exist_ok=True)
    for name, picture in pictures(browser, all_mails(folder)):
        (beside / name).write_bytes(picture)
        if name in KEPT_MAILS:
            keep_picture(picture, f"mail-{name}")


def draw_pages(browser: Browser, town: Doors) -> None:
    """Every page there is, in both languages, on a phone and on a desk: docs/screenshots/pages,
    which git leaves out; and the album anew."""
    beside = FOLDER / "pages"
    for folder in (beside, album.FOLDER):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    for number, language in enumerate(("el", "en")):
        with browser.new_context(locale=language) as context:
            mailbox = f"{language}@town.example.gr"
            who = Visitor(town, context.new_page(), language, f"+30699999991{number}", mailbox)
            names = []
            for name in every_page(who):
                names.append(name)
                album.keep(who, name)
                for size in (PHONE, DESK):
                    who.page.set_viewport_size(size)
                    picture = who.page.screenshot(full_page=True, animations="disabled")
                    (beside / f"{name}-{language}-{size['width']}.png").write_bytes(picture)
        album.PAGE.write_text(album.page(names), "utf-8")


def draw_poster(browser: Browser, folder: Path) -> None:
    """The poster for counters and schools, in Greek."""
    with browser.new_context(viewport={"width": 800, "height": 1130}) as context:
        page = context.new_page()
        page.set_content(poster_html(Config.model_validate(OFFICE), folder, ("el",)))
        keep_picture(page.locator(".poster").screenshot(), "poster-el.png")


def shoot(
    browser: Browser,
    town: Doors,
    name: str,
    language: str,
    size: ViewportSize,
    scheme: Literal["dark", "light"],
    path: str,
) -> None:
    """A picture of one page that anybody may see."""
    with browser.new_context(viewport=size, color_scheme=scheme, locale=language) as context:
        visitor = Visitor(town, context.new_page(), language, "", "")
        visitor.goes(path)
        keep(visitor, f"{name}-{language}-{size['width']}-{scheme}.png", whole=size is PHONE)


def keep(visitor: Visitor, name: str, *, whole: bool) -> None:
    """Write a picture; one that is too large for the repository ends it all."""
    keep_picture(visitor.page.screenshot(full_page=whole, animations="disabled"), name)


def keep_picture(picture: bytes, name: str) -> None:
    """The same of a picture that is drawn."""
    assert len(picture) < LARGEST, f"{name} has {len(picture)} bytes"
    (FOLDER / name).write_bytes(picture)
    print(f"{name}  {len(picture)} bytes", file=sys.stderr)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        opened_town(Path(folder)) as opened,
        opened_browser() as chromium,
    ):
        draw_mails(chromium, Path(folder))
        draw_poster(chromium, Path(folder))
        draw(chromium, opened)
        draw_pages(chromium, opened)
