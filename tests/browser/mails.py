"""Mails as they come to a screen: every template and every letter with a logo, long words and an
update, in each language."""

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize

from channels import UNSUBSCRIBE_SLOT, Medium, PartLimits, Variant
from runtime import Municipality
from templates import (
    Catalogue,
    Links,
    Place,
    Replaced,
    Severity,
    Template,
    fill_examples,
    read_values,
    render_words,
)
from templates.correspondence import LETTERS, write_letter

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
LANGUAGES = ("el", "en")
LINK = "https://alerts.town.example.gr/m/" + "a" * 48
PAGES = "https://alerts.town.example.gr"
LONG = "https://www.town.example.gr/anakoinoseis"
PLACES = (
    Place("panorama", {"el": {"nominative": "Πανόραμα"}, "en": {"nominative": "Panorama"}}),
    Place(
        "chortiatis",
        {
            "el": {"nominative": "Χορτιάτης", "genitive": "Χορτιάτη", "accusative": "Χορτιάτη"},
            "en": {"nominative": "Chortiatis"},
        },
    ),
)
PHONE, WINDOW, DESK = 320, 600, 1400
SCREENS: tuple[tuple[int, Literal["light", "dark"], bool], ...] = (
    (PHONE, "light", False),
    (PHONE, "dark", False),
    (WINDOW, "light", False),
    (WINDOW, "dark", False),
    (DESK, "light", True),
)
_MAX_WIDTH = re.compile(r"max-width:[^;\"']*;?")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail: what it is, its language, and its HTML."""

    name: str
    language: str
    html: str


def all_mails(folder: Path) -> Iterator[Mail]:
    """Every mail of the shipped library; the logo lies in that folder."""
    office = _office(folder)
    catalogue = Catalogue.load(None)
    for language in LANGUAGES:
        for template in catalogue.all():
            yield _alert(template.name, template, office, language)
        snow = catalogue.find("snow")
        extreme = replace(snow, severity=Severity.EXTREME)
        for variant in Variant:
            earlier = fill_examples(snow, {"until": "tomorrow 10:00"})
            before = read_values(snow, earlier, now=NOW, zone=office.zone)
            replaced = Replaced(
                NOW - timedelta(hours=2), NOW, before, gone=PLACES[1:], variant=variant
            )
            yield _alert(f"update {variant}", extreme, office, language, replaced)
        slots = {"code": "123456", "host": "alerts.town.example.gr", "link": LINK, "not_me": LINK}
        for name in LETTERS:
            words = write_letter(name, slots, office=office, medium=Medium.EMAIL, language=language)
            yield Mail(f"letter {name}", language, words.html)


def _alert(
    name: str,
    template: Template,
    office: Municipality,
    language: str,
    replaced: Replaced | None = None,
) -> Mail:
    given = fill_examples(template, {"link": LONG} if template.variable("link") else {})
    values = read_values(template, given, now=NOW, zone=office.zone)
    words = render_words(
        template,
        values,
        places=PLACES,
        office=office,
        medium=Medium.EMAIL,
        language=language,
        limits=PartLimits(),
        links=Links(UNSUBSCRIBE_SLOT, PAGES, replaced),
    )
    return Mail(name, language, words.html.replace(UNSUBSCRIBE_SLOT, LINK))


def opened(page: Page, mail: Mail, *, as_outlook: bool = False) -> None:
    """Show a mail in a page; as Outlook on Windows does, without any greatest width and with what
    it alone reads."""
    html = mail.html
    if as_outlook:
        html = _MAX_WIDTH.sub("", html).replace("<!--[if mso]>", "").replace("<![endif]-->", "")
    page.set_content(html)


def pictures(browser: Browser, mails: Iterable[Mail]) -> Iterator[tuple[str, bytes]]:
    """Each mail whole on a phone, in a window and as Outlook shows it, in light and in dark, with a
    name for it."""
    shown = list(mails)
    for width, scheme, as_outlook in SCREENS:
        size: ViewportSize = {"width": width, "height": 640}
        with browser.new_context(viewport=size, color_scheme=scheme) as context:
            page = context.new_page()
            for mail in shown:
                opened(page, mail, as_outlook=as_outlook)
                picture = page.screenshot(full_page=True, animations="disabled")
                yield f"{mail.name.replace(' ', '-')}-{mail.language}-{width}-{scheme}.png", picture


def _office(folder: Path) -> Municipality:
    logo = folder / "logo.png"
    logo.write_bytes(_coat_of_arms())
    return Municipality(
        name={
            "el": "Δήμος Παραδείγματος-Υποδείγματος",
            "en": "Municipality of Paradeigma-Ypodeigma",
        },
        sms_name={"el": "ΔΗΜΟΣ ΠΑΡΑΔΕΙΓΜΑΤΟΣ", "en": "PARADEIGMA"},
        phone="15377",
        web="https://www.town.example.gr",
        logo=logo,
    )


def _coat_of_arms(wide: int = 88, high: int = 96) -> bytes:
    """A shield that nobody bears: a blue field with a white bar, as a PNG."""
    rows = b"".join(
        b"\0" + b"".join(_colour(x, y, wide, high) for x in range(wide)) for y in range(high)
    )
    head = struct.pack(">IIBBBBB", wide, high, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def _colour(x: int, y: int, wide: int, high: int) -> bytes:
    narrow = max(0, y - high // 2) ** 2 * wide // (high * high)
    if not narrow * 2 <= x < wide - narrow * 2:
        return b"\0\0\0\0"
    return b"\xff\xff\xff\xff" if abs(y - high // 3) < high // 10 else b"\x0b\x4f\x8a\xff"
