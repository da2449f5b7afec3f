"""The page of an alert says at once whether it still applies, and can be handed on."""

import re
from datetime import timedelta

import pytest

from alerts import CorrectionKind
from tests.web_public.conftest import Opener, Pages
from tests.web_public.warned import correct, issue

FOLDED = re.compile(r"<details>.*Snow is expected in Panorama.*</details>", re.DOTALL)


def _page(pages: Pages, alert: int = 1, language: str = "en") -> str:
    [(number,)] = pages.rows(f"SELECT public_number FROM alert WHERE id = {alert}")
    return pages.get(f"/a/{number}?lang={language}").text


def _first_line(page: str) -> str:
    return re.sub("<[^>]+>", "", page.split("<article>")[1].split("</p>", maxsplit=1)[0]).strip()


@pytest.fixture
def snowed(pages: Pages) -> Pages:
    """A town that was warned of snow."""
    issue(pages, "snow")
    return pages


def test_an_alert_in_force_is_told_in_full(snowed: Pages) -> None:
    page = _page(snowed)

    assert "<title>Snow in Panorama - Municipality of Dokimi</title>" in page
    assert not FOLDED.search(page)
    assert "Snow is expected in Panorama" in page
    assert 'class="alert tone-' in page
    assert page.index("In force until") < page.index("Snow is expected in Panorama")


@pytest.mark.parametrize("kind", list(CorrectionKind))
def test_an_alert_that_was_corrected_says_so_first(snowed: Pages, kind: CorrectionKind) -> None:
    correct(snowed, kind)

    page = _page(snowed)

    assert "<title>No longer in force: Snow in Panorama" in page
    assert 'class="alert over"' in page
    assert _first_line(page) == "No longer in force"
    assert FOLDED.search(page)
    assert "data-print" not in page


def test_an_alert_that_ran_out_says_so_first(snowed: Pages) -> None:
    snowed.clock.ahead = timedelta(hours=30)

    page = _page(snowed, language="el")

    assert "<title>Δεν ισχύει πλέον: Χιονόπτωση" in page
    assert _first_line(page) == "Δεν ισχύει πλέον"
    assert "<details>" in page
    assert "Αυτή η ειδοποίηση έχει λήξει." in page


def test_an_alert_can_be_handed_on(snowed: Pages) -> None:
    [(number,)] = snowed.rows("SELECT public_number FROM alert")

    page = _page(snowed)

    address = f"https://warn.example.gr/a/{number}?lang=en"
    assert f'data-share="{address}" data-words="Snow in Panorama"' in page
    assert "mailto:?subject=Snow%20in%20Panorama&amp;body=https%3A//warn.example.gr/a/" in page
    assert f"To see whether this still applies: https://warn.example.gr/a/{number}" in page


def test_a_site_without_an_address_hands_nothing_on(open_pages: Opener) -> None:
    pages = open_pages(public_base_url="")
    issue(pages, "snow")

    assert "mailto:" not in _page(pages)
