"""An SMS in normal Greek letters says what the usual one says, and its parts are counted as they
are."""

from dataclasses import replace

import pytest

from channels import Letters, Medium, PartLimits, Variant
from templates import Catalogue, Words, link_all_or_none
from templates.sms import SmsEncoding, measure_sms, to_gsm7
from templates.sms.encoding import in_plain_greek
from templates.words import write_sms
from tests.templates.conftest import Renderer
from tests.templates.test_pages_link import ADVICE

SHIPPED = [template.name for template in Catalogue.load(None).all() if not template.corrects]
PAGES = "https://warn.example.gr/a/7K3QD"


def normal(words: Words) -> Words:
    assert words.unicode is not None
    return words.unicode


@pytest.mark.parametrize("name", SHIPPED)
def test_a_warning_says_the_same_in_both_forms(renderer: Renderer, name: str) -> None:
    usual = replace(renderer, pages=PAGES).words(name, Medium.SMS, "el")
    forms = [usual, *([usual.linked] if usual.linked else [])]

    assert all(to_gsm7(normal(each).text) == each.text for each in forms)
    assert all(normal(each).letters is Letters.UNICODE for each in forms)
    assert any(letter.islower() for letter in normal(usual).text)


@pytest.mark.parametrize(("letters", "parts"), [(70, 1), (71, 2), (134, 2), (135, 3)])
def test_parts_of_normal_letters_hold_70_and_67(letters: int, parts: int) -> None:
    words = normal(write_sms("ά" * letters, "el", PartLimits()))

    assert words.measure is not None
    assert words.measure.encoding is SmsEncoding.UCS_2
    assert (words.measure.units, words.parts) == (letters, parts)


def test_words_without_greek_letters_have_one_form() -> None:
    words = write_sms("SNOW in Panorama – “stay” at home…", "en", PartLimits())

    assert words.unicode is None
    assert words.text == 'SNOW in Panorama - "stay" at home...'


def test_a_template_in_normal_letters_has_one_form() -> None:
    assert write_sms("Χιόνι", "el", PartLimits(), gsm7=False).unicode is None


def test_normal_letters_keep_the_link_of_an_alert(renderer: Renderer) -> None:
    roomy = replace(renderer, pages=PAGES).words("snow", Medium.SMS, "el", 1, advice=ADVICE)

    [linked] = link_all_or_none([roomy])
    [bare] = link_all_or_none([replace(roomy, linked=None)])

    assert (PAGES in normal(linked).text, PAGES in normal(bare).text) == (True, False)


def test_every_form_of_words_is_meant_for_the_same(renderer: Renderer) -> None:
    words = replace(renderer, pages=PAGES).words("snow", Medium.SMS, "el", 1, advice=ADVICE)

    released = words.meant_for(Variant.RELEASED)

    forms = [released, released.unicode, released.linked]
    assert [each.variant for each in forms if each] == [Variant.RELEASED] * 3


def test_letters_out_of_a_pdf_are_greek_letters_again() -> None:
    written = "\u2206ή\u00b5ος \u00abΧιόνι\u00bb 40\u00b0C"

    assert in_plain_greek(written) == 'Δήμος "Χιόνι" 40 C'
    assert in_plain_greek(in_plain_greek(written)) == in_plain_greek(written)
    assert measure_sms(to_gsm7(written), PartLimits()).encoding is SmsEncoding.GSM_7
