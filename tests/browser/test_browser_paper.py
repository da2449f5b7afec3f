"""The patrol's list on paper: A4, as many sheets as it needs, the headings again on each, no name
broken over two sheets."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from console.alerts.missed_page import MissedPage, PageGroup, PagePerson, page_html

A4 = (595, 842)  # points


def paper(people: int) -> MissedPage:
    cells = tuple(
        PagePerson(
            str(n),
            f"Αικατερίνη Φανταστοπούλου {n}",
            "",
            "",
            (f"+3069000{n:05d}", f"person{n}@example.org"),
            "the number is no mobile (21614)",
            "",
        )
        for n in range(people)
    )
    groups = (
        PageGroup("Πανόραμα", cells[: people // 2]),
        PageGroup("Πυλαία", cells[people // 2 :]),
    )
    running = 'Δήμος "Δοκιμής" · alert 7'
    return MissedPage(
        "el",
        "Whom to phone",
        "Δήμος Δοκιμής",
        "Alert 7, snow",
        running,
        groups,
        "Nobody is missed.",
    )


def opened(browser: Browser, folder: Path, people: int) -> Page:
    file = folder / "patrol.html"
    file.write_text(page_html(paper(people)), "utf-8")
    shown = browser.new_page()
    shown.goto(file.as_uri())
    return shown


@pytest.mark.parametrize(("people", "fewest", "most"), [(6, 1, 1), (60, 4, 8)])
def test_the_list_prints_on_as_many_sheets_as_it_needs(
    browser: Browser, tmp_path: Path, people: int, fewest: int, most: int
) -> None:
    printed = opened(browser, tmp_path, people).pdf(prefer_css_page_size=True)

    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)

    assert fewest <= len(sizes) <= most
    assert {(round(float(wide)), round(float(high))) for wide, high in sizes} == {A4}


def test_a_person_has_a_box_and_nothing_leaves_the_sheet(browser: Browser, tmp_path: Path) -> None:
    shown = opened(browser, tmp_path, 60)
    shown.emulate_media(media="print")
    shown.set_viewport_size(
        {"width": 703, "height": 1000}
    )  # what is left of 210 mm between the margins

    boxes = shown.locator(".tick").count()
    widest = shown.evaluate("document.documentElement.scrollWidth")

    assert boxes == 60
    assert widest <= 703


def test_no_words_end_the_string_of_the_running_head(browser: Browser, tmp_path: Path) -> None:
    shown = opened(browser, tmp_path, 2)

    rules = shown.evaluate("[...document.styleSheets[0].cssRules].length")

    assert rules >= 10
    assert 'Δήμος "Δοκιμής"' not in shown.content()
