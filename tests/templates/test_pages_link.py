"""The link that warnings point to: the pages where every alert can be checked."""

from dataclasses import replace

import pytest

from tests.templates.conftest import Renderer

PAGES = "https://warn.example.gr"


@pytest.mark.parametrize("language", ["el", "en"])
def test_every_mail_says_where_it_can_be_checked(renderer: Renderer, language: str) -> None:
    words = replace(renderer, pages=PAGES).email("snow", language)

    assert PAGES in words.text
    assert f'href="{PAGES}"' in words.html


ADVICE = "Μετακινήστε τα αυτοκίνητα από την οδό Κομνηνών"


def test_an_sms_with_room_for_it_has_the_link(renderer: Renderer) -> None:
    bare = renderer.sms("snow", places=1, advice=ADVICE)
    linked = replace(renderer, pages=PAGES).sms("snow", places=1, advice=ADVICE)

    assert PAGES in linked
    assert PAGES not in bare


def test_no_sms_becomes_longer_by_a_part_for_it(renderer: Renderer) -> None:
    bare = renderer.sms("snow", places=4)
    linked = replace(renderer, pages="https://" + "w" * 190 + ".example.gr").sms("snow", places=4)

    assert linked == bare


def test_the_link_that_staff_give_stays(renderer: Renderer) -> None:
    text = replace(renderer, pages=PAGES).sms("snow", places=1, link="https://www.city.gr/snow")

    assert "https://www.city.gr/snow" in text
    assert PAGES not in text
