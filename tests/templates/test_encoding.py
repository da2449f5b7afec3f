"""Greek in an SMS: the transform, and parts counted as handsets count them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import PartLimits
from templates import Encoding, measure, to_gsm7

LIMITS = PartLimits()
LINK = "https://x.gr/u/aB3x?k=1~2_3"
MODERN = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωΆΈΉΊΌΎΏΪΫάέήίόύώϊϋΐΰ"
TEXTS = st.text(
    st.sampled_from(MODERN + "aZ9 .,:;€^{}\\[~]|«»–…·\u0301\u0308\u0345é😀☂") | st.characters(), max_size=400
)


def test_a_greek_warning_becomes_capitals_that_gsm_holds():
    text = "Χιονόπτωση «Άνοιξη» – ΐδιο…"

    sent = to_gsm7(text)

    assert sent == 'XIONOΠTΩΣH "ANOIΞH" - IΔIO...'


@pytest.mark.parametrize("letter", MODERN)
def test_every_modern_greek_letter_fits_gsm7(letter):
    assert measure(to_gsm7(letter), LIMITS).encoding is Encoding.GSM_7


def test_polytonic_greek_fits_gsm7():
    assert to_gsm7("ᾳ ῷ Ἄνοιξις ῾Ρ".replace("῾", "")) == "A Ω ANOIΞIΣ P"


@pytest.mark.parametrize("text", [LINK, "info@city.gr", "20 km/h, 5 mm", "Café Ünï", "112", "µm"])
def test_latin_words_links_and_units_pass_unchanged(text):
    assert to_gsm7(text) == text


def test_a_latin_letter_with_a_loose_accent_is_composed():
    assert to_gsm7("Cafe\u0301") == "Café"


@given(TEXTS)
def test_the_transform_is_idempotent(text):
    once = to_gsm7(text)

    assert to_gsm7(once) == once


@given(TEXTS, TEXTS)
def test_a_link_survives_whatever_stands_around_it(before, after):
    assert LINK in to_gsm7(f"{before} {LINK} {after}")


@pytest.mark.parametrize(
    ("text", "units", "parts"),
    [
        ("", 0, 1),
        ("a" * 159, 159, 1),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 158 + "€", 160, 1),
        ("a" * 159 + "€", 161, 2),
        ("a" * 305, 305, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("a" * 152 + "€" + "a" * 151, 305, 2),
        ("a" * 152 + "€" + "a" * 152, 306, 3),
        ("\n" * 160, 160, 1),
    ],
)
def test_parts_of_gsm7_at_the_edges(text, units, parts):
    measured = measure(text, LIMITS)

    assert (measured.encoding, measured.units, measured.parts) == (Encoding.GSM_7, units, parts)


@pytest.mark.parametrize(
    ("text", "units", "parts"),
    [
        ("ά" * 69, 69, 1),
        ("ά" * 70, 70, 1),
        ("ά" * 71, 71, 2),
        ("ά" * 68 + "😀", 70, 1),
        ("ά" * 69 + "😀", 71, 2),
        ("ά" * 133, 133, 2),
        ("ά" * 134, 134, 2),
        ("ά" * 135, 135, 3),
        ("ά" * 66 + "😀" + "ά" * 65, 133, 2),
        ("ά" * 66 + "😀" + "ά" * 66, 134, 3),
    ],
)
def test_parts_of_ucs2_at_the_edges(text, units, parts):
    measured = measure(text, LIMITS)

    assert (measured.encoding, measured.units, measured.parts) == (Encoding.UCS_2, units, parts)


def test_the_character_that_forces_ucs2_is_named():
    assert measure("Snow ☂ today ☃", LIMITS).forced_by == "☂"


def test_an_escape_character_of_its_own_is_not_gsm7():
    assert measure("a\x1b", LIMITS).encoding is Encoding.UCS_2


def test_a_gateway_with_smaller_parts_is_counted_by_its_own_limits():
    assert measure("ά" * 65, PartLimits(ucs2_single=64, ucs2_chained=61)).parts == 2


@given(TEXTS)
def test_parts_agree_with_a_slow_packer(text):
    measured = measure(text, LIMITS)

    ucs2 = measured.encoding is Encoding.UCS_2
    encoded = [character.encode("utf-16-le", "surrogatepass") for character in text]
    sizes = [len(units) // 2 for units in encoded] if ucs2 else [1 + (c in "\f^{}\\[~]|€") for c in text]
    single, chained = (70, 67) if ucs2 else (160, 153)
    assert measured.parts == (1 if sum(sizes) <= single else len(packed(sizes, chained)))


def packed(sizes: list[int], room: int) -> list[list[int]]:
    """Fill part after part, one character at a time, by taking the longest head that fits."""
    parts = []
    while sizes:
        head = max(count for count in range(1, len(sizes) + 1) if sum(sizes[:count]) <= room)
        parts.append(sizes[:head])
        sizes = sizes[head:]
    return parts


@given(st.text(st.sampled_from(MODERN)))
def test_greek_alone_never_leaves_gsm7(text):
    sent = to_gsm7(text)

    assert measure(sent, LIMITS).encoding is Encoding.GSM_7
    assert len(sent) == len(unicodedata.normalize("NFC", text))
