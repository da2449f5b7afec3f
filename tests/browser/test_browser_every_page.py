"""Every page, in both languages, on a phone and on a desk, by day and by night: nobody is shut out
and nothing is heavy."""

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Page

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
    return !inText && !each.matches(".skip") && (box.width < 24 || box.height < 24);
}).map((each) => `too small: ${each.outerHTML}`)"""


@pytest.mark.parametrize("language", ["el", "en"])
def test_no_page_shuts_anybody_out(town: Doors, browser: Browser, language: str) -> None:
    with browser.new_context(locale=language) as context:
        page = context.new_page()
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
            faults.extend(f"{name}: {fault}" for fault in faults_of(page))

    assert faults == []
    assert len(seen) == len(set(seen)) == 34


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


SPOIL = """() => {
    const [lead, button] = [document.querySelector(".lead"), document.createElement("button")];
    Object.assign(lead.style, {color: "#777", background: "#888"});
    Object.assign(button.style, {minHeight: "9px", height: "9px", width: "2000px", padding: 0});
    document.body.append(button);
    console.error("spoilt");
}"""


def test_a_page_that_shuts_somebody_out_is_found(town: Doors, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.extend(complaint(message)))
        page.goto(f"{town.url}/accessibility")

        page.evaluate(SPOIL)
        found = " ".join(faults_of(page))

    assert said == ["spoilt"]
    assert all(
        fault in found
        for fault in (
            "320 dark: it scrolls sideways",
            "1280 dark: color-contrast",
            "too small: <button",
        )
    )
