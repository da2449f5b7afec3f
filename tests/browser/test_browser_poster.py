"""The poster as a browser prints it: two sheets of A4, whose codes another program reads, and
nothing that leaves its place."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page

from console.residents.poster_page import poster_html
from runtime.config import Config

A4 = (595, 842)  # points
DOTS = 150 / 72  # an office printer's draft
FORM = "https://warn.example.gr/subscribe"
ARMS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
)
LONG = {
    "name": {
        "el": "Δήμος Πυλαίας-Χορτιάτη και Παραδείγματος",
        "en": "Municipality of Pylaia-Chortiatis and Example",
    },
    "phone": "2310 000000",
    "desk": {
        "el": "Λεωφόρος Δημοκρατίας 5, ισόγειο, Δευτέρα έως Παρασκευή 8:00-14:00",
        "en": "5 Dimokratias Avenue, ground floor, Monday to Friday 8:00-14:00",
    },
    "colour": "#f2c230",
}
# Whatever stands lower or further right than the sheet or card that it belongs to.
OUTSIDE = """() => [...document.querySelectorAll(".poster, .card")].flatMap((within) => {
    const edge = within.getBoundingClientRect();
    return [...within.querySelectorAll("*")].filter((each) => {
        const box = each.getBoundingClientRect();
        return box.bottom > edge.bottom + 1 || box.right > edge.right + 1 || box.left < edge.left - 1;
    }).map((each) => each.outerHTML.slice(0, 80));
})"""


def opened(browser: Browser, folder: Path, *languages: str) -> Page:
    (folder / "arms.svg").write_text(ARMS)
    config = Config.model_validate(
        {
            "municipality": LONG,
            "web": {"logo": "arms.svg"},
            "public_base_url": "https://warn.example.gr",
        }
    )
    file = folder / "poster.html"
    file.write_text(poster_html(config, folder, languages), "utf-8")
    shown = browser.new_page(viewport={"width": 800, "height": 1130})
    shown.goto(file.as_uri())
    return shown


def codes_on_sheets(pdf: bytes) -> Iterator[list[str]]:
    """What is read of the codes on each sheet."""
    for sheet in pypdfium2.PdfDocument(pdf):
        assert tuple(round(side) for side in sheet.get_size()) == A4
        drawn = sheet.render(scale=DOTS, grayscale=True)
        picture = memoryview(drawn.buffer).cast("B").cast("B", (drawn.height, drawn.stride))
        yield [each.text for each in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("languages", [("el", "en"), ("el",), ("en",)])
def test_the_printed_codes_lead_to_the_form(
    browser: Browser, tmp_path: Path, languages: tuple[str, ...]
) -> None:
    shown = opened(browser, tmp_path, *languages)

    printed = shown.pdf(prefer_css_page_size=True, print_background=True)

    assert list(codes_on_sheets(printed)) == [[FORM], [FORM] * 4]


@pytest.mark.parametrize("languages", [("el", "en"), ("el",), ("en",)])
def test_a_poster_and_its_cards_hold_all_they_say(
    browser: Browser, tmp_path: Path, languages: tuple[str, ...]
) -> None:
    shown = opened(browser, tmp_path, *languages)
    shown.emulate_media(media="print")

    assert shown.evaluate(OUTSIDE) == []
