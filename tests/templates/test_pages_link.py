"""The link that warnings point to: the pages where every alert can be checked."""

from dataclasses import replace

import pytest

from channels import Medium
from templates import link_all_or_none
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
    words = replace(renderer, pages=PAGES).words("snow", Medium.SMS, "el", 1, advice=ADVICE)

    (linked,) = link_all_or_none([words])
    assert PAGES in linked.text
    assert PAGES not in bare


def test_an_sms_without_room_leaves_the_others_bare(renderer: Renderer) -> None:
    paged = replace(renderer, pages=PAGES)
    roomy = paged.words("snow", Medium.SMS, "el", 1, advice=ADVICE)
    full = replace(roomy, linked=None)

    assert link_all_or_none([roomy, full]) == (full, full)


def test_no_sms_becomes_longer_by_a_part_for_it(renderer: Renderer) -> None:
    bare = renderer.sms("snow", places=4)
    far = replace(renderer, pages="https://" + "w" * 190 + ".example.gr")
    words = far.words("snow", Medium.SMS, "el", 4)

    assert (words.text, words.linked) == (bare, None)


def test_the_link_that_staff_give_stays(renderer: Renderer) -> None:
    staff = "https://www.city.gr/snow"
    words = replace(renderer, pages=PAGES).words("snow", Medium.SMS, "el", 1, link=staff)

    assert staff in words.text
    assert words.linked is None
