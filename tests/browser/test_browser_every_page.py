"""Every page, in both languages, on a phone and on a desk, by day and by night: nobody is shut out
and nothing is heavy."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser import album
from tests.browser.checkers import ServedPages, invalid, sniffed
from tests.browser.walk import Visitor, every_page
from tests.journeys.doors import Doors

LOOKS: list[tuple[int, Literal["light", "dark"]]] = [
    (320, "light"),
    (320, "dark"),
    (1280, "dark"),
    (1280, "light"),
]
HEAVIEST = 50_000
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
IN_ANOTHER_LOOK = {
    "resultTypes": ["violations"],
    "runOnly": ["color-contrast", "target-size", "link-in-text-block"],
}
GRAVE = """options => axe.run(options).then(found => found.violations
    .filter(({impact}) => ["serious", "critical"].includes(impact))
    .map(({id, nodes}) => `${id} ${nodes.map(node => node.target).join(" ")}`))"""
# The browser says so of any page that is refused on purpose.
REFUSED = "Failed to load resource: the server responded with a status of 4"

WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, each) => sum + each.decodedBodySize, 0)"""
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
# A link within a sentence is as high as its line (WCAG 2.2, 2.5.8).
TOO_SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")].filter((each) => {
    const box = each.getBoundingClientRect();
    const inText = getComputedStyle(each).display === "inline" && each.tagName === "A";
    return each.checkVisibility() && !inText && !each.matches(".skip") && (box.width < 24 || box.height < 24);
}).map((each) => `too small: ${each.outerHTML}`)"""
# Words that their box cuts off; what is read aloud alone stands in a box of one pixel.
CUT_OFF = """() => [...document.querySelectorAll("main *, header *, footer *")].filter((each) => {
    const {overflowX, overflowY} = getComputedStyle(each);
    const [wide, high] = [each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight];
    return each.clientWidth > 1 && each.innerText
        && (overflowX !== "visible" && wide > 1 || overflowY !== "visible" && high > 1);
}).map((each) => `cut off: ${each.outerHTML.slice(0, 120)}`)"""
LARGE_TEXT = "() => { document.documentElement.style.fontSize = '200%'; }"
USUAL_TEXT = "() => { document.documentElement.style.fontSize = ''; }"
# Where the visitor's own colours stand for ours, a line alone shows where a field or a button is;
# the languages' buttons look like links.
WITHOUT_A_LINE = """() => [...document.querySelectorAll("button, input:not([type=hidden]), select")].filter(
    (each) => parseFloat(getComputedStyle(each).borderTopWidth) === 0
        && !["checkbox", "radio"].includes(each.type) && !each.matches(".tongues *"))
    .map((each) => `no line around: ${each.outerHTML.slice(0, 120)}`)"""


@pytest.mark.parametrize("language", ["el", "en"])
def test_no_page_shuts_anybody_out(
    town: Doors, browser: Browser, language: str, tmp_path: Path
) -> None:
    with browser.new_context(locale=language) as context:
        page = context.new_page()
        served = ServedPages(page, tmp_path)
        faults: list[str] = []
        page.on("console", lambda message: faults.extend(complaint(message)))
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        visitor = Visitor(
            town,
            page,
            language,
            f"+3069998888{len(language)}{language == 'el':d}",
            f"{language}@town.example.gr",
        )

        seen = []
        for name in every_page(visitor):
            seen.append(name)
            served.keep(name)
            faults.extend(f"{name}: {fault}" for fault in faults_of(page))

    assert faults == []
    assert len(seen) == len(set(seen))
    assert album.page(seen) == album.PAGE.read_text("utf-8")
    assert {f"{name}-{language}.jpeg" for name in seen} <= set(os.listdir(album.FOLDER))


def complaint(message: ConsoleMessage) -> Iterator[str]:
    """What the browser complains of: a broken policy, a script that failed, something that is
    missing."""
    if message.type in {"error", "warning"} and not message.text.startswith(REFUSED):
        yield message.text


def faults_of(page: Page) -> Iterator[str]:
    """What is wrong with a page, in each of its looks."""
    weight = page.evaluate(WEIGHT)
    if weight > HEAVIEST:
        yield f"it weighs {weight} bytes"
    page.evaluate(AXE_SCRIPT)
    for number, (width, scheme) in enumerate(LOOKS):
        page.set_viewport_size({"width": width, "height": 720})
        page.emulate_media(color_scheme=scheme)
        if page.evaluate(TOO_WIDE):
            yield f"{width} {scheme}: it scrolls sideways"
        grave = page.evaluate(GRAVE, IN_ANOTHER_LOOK if number else EVERYTHING)
        yield from (f"{width} {scheme}: {fault}" for fault in (*page.evaluate(TOO_SMALL), *grave))
    yield from sniffed(page)
    yield from with_large_text(page)
    yield from in_own_colours(page)


def with_large_text(page: Page) -> Iterator[str]:
    """What goes wrong with text of twice the size (WCAG 2.2, 1.4.4), on a desk and on a tablet."""
    page.evaluate(LARGE_TEXT)
    for width in (1280, 640):
        page.set_viewport_size({"width": width, "height": 720})
        if page.evaluate(TOO_WIDE):
            yield f"{width} at 200 %: it scrolls sideways"
        yield from (f"{width} at 200 %: {fault}" for fault in page.evaluate(CUT_OFF))
    page.evaluate(USUAL_TEXT)


def in_own_colours(page: Page) -> Iterator[str]:
    """What cannot be seen when the visitor's own colours stand for ours (forced colours)."""
    page.emulate_media(forced_colors="active")
    grave = page.evaluate(GRAVE, IN_ANOTHER_LOOK)
    yield from (f"own colours: {fault}" for fault in (*page.evaluate(WITHOUT_A_LINE), *grave))
    page.emulate_media(forced_colors="none")


SPOIL = """() => {
    const [lead, button] = [document.querySelector(".lead"), document.createElement("button")];
    Object.assign(lead.style, {color: "#777", background: "#888"});
    Object.assign(button.style, {minHeight: "9px", height: "9px", width: "2000px", padding: 0, border: 0});
    Object.assign(lead.style, {height: "1.5rem", overflow: "hidden"});
    document.body.append(button, document.createElement("li"));
    console.error("spoilt");
}"""

FAULTS = (
    "320 dark: it scrolls sideways",
    "1280 dark: color-contrast",
    "too small: <button",
    "H91.Button.Name",
    "640 at 200 %: cut off: <p",
    "no line around: <button",
    "spoilt:",
)


def test_a_page_that_shuts_somebody_out_is_found(
    town: Doors, browser: Browser, tmp_path: Path
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.extend(complaint(message)))
        page.goto(f"{town.url}/accessibility")

        page.evaluate(SPOIL)
        (tmp_path / "spoilt.html").write_text(page.content(), encoding="utf-8")
        found = " ".join((*faults_of(page), *invalid(tmp_path)))

    assert said == ["spoilt"]
    assert [fault for fault in FAULTS if fault not in found] == []
