"""Every mail fits a phone and a window, and keeps its width in Outlook, however long its words
are."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.mails import DESK, PHONE, WINDOW, Mail, all_mails, opened

WIDEST = 640
LONG_WORD = "Αντιπλημμυρικο" * 12
MEASURED = """() => ({
    page: document.documentElement.scrollWidth,
    sheet: document.querySelector('.sheet').getBoundingClientRect().width,
    cut: [...document.querySelectorAll('.sheet *')].filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth).length,
    hidden: document.querySelectorAll('body > div').length == 0 || document.querySelector('body > div').offsetHeight == 0,
    pictures: [...document.images].every(each => each.naturalWidth > 0 && each.alt),
})"""


def with_long_words(mail: Mail) -> Mail:
    """The same, with a word in its headline and in its first fact that is wider than a phone."""
    html = re.sub(r"(<h1[^>]*>)", rf"\1{LONG_WORD} ", mail.html)
    return replace(mail, html=re.sub(r"(<td class=\"ink line\"[^>]*>)", rf"\1{LONG_WORD} ", html))


@pytest.mark.parametrize("width", [PHONE, WINDOW, DESK])
def test_every_mail_fits_its_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    found = {}
    with browser.new_context(viewport={"width": width, "height": 700}) as context:
        page = context.new_page()
        for mail in all_mails(tmp_path):
            for shown in (mail, with_long_words(mail)):
                opened(page, shown, as_outlook=width == DESK)
                found[mail.name, mail.language, shown is mail] = page.evaluate(MEASURED)

    right = {"page": width, "cut": 0, "hidden": True, "pictures": True}
    sheets = {name: measured.pop("sheet") for name, measured in found.items()}
    assert found == dict.fromkeys(found, right)
    assert all(min(width, WINDOW) - 26 <= each <= min(width, WIDEST) for each in sheets.values()), (
        sheets
    )
