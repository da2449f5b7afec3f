"""Greek in an SMS: the transform, and parts counted as handsets count them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import PartLimits
from templates.sms import SmsEncoding, measure_sms, to_gsm7
from templates.sms.lookalikes import KINDS, SEPTETS

LIMITS = PartLimits()
LINK = "https://x.gr/u/aB3x?k=1~2_3"
MODERN = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωΆΈΉΊΌΎΏΪΫάέήίόύώϊϋΐΰ"
TEXTS = st.text(
    st.sampled_from(MODERN + "aZ9 .,:;€^{}\\[~]|«»–…·\u0301\u0308\u0345é😀☂") | st.characters(),
    max_size=400,
)


def test_a_greek_warning_becomes_capitals_that_gsm_holds() -> None:
    text = "Χιονόπτωση «Άνοιξη» – ΐδιο…"

    sent = to_gsm7(text)

    assert sent == 'XIONOΠTΩΣH "ANOIΞH" - IΔIO...'


@pytest.mark.parametrize("letter", MODERN)
def test_every_modern_greek_letter_fits_gsm7(letter: str) -> None:
    assert measure_sms(to_gsm7(letter), LIMITS).encoding is SmsEncoding.GSM_7


def test_polytonic_greek_fits_gsm7() -> None:
    assert to_gsm7("ᾳ ῷ Ἄνοιξις ῾Ρ".replace("῾", "")) == "A Ω ANOIΞIΣ P"


@pytest.mark.parametrize(
    "text", [LINK, "info@city.gr", "20 km/h, 5 mm", "Café Ünï", "112", "Zürich ß"]
)
def test_latin_words_links_and_units_pass_unchanged(text: str) -> None:
    assert to_gsm7(text) == text


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("40°C 40 °C 40º C 40˚C 40⁰C 40℃ 40°С 40°c", "40 C 40 C 40 C 40 C 40 C 40 C 40 C 40 c"),
        ("104°F 300℉", "104 F 300 F"),
        ("1° Λύκειο, 40°, 2º, 38⁰", "1o ΛYKEIO, 40o, 2o, 38o"),
        ("½ ώρα, 1½ ώρα, ¾, ⅓, 1⁄2", "1/2 ΩPA, 1 1/2 ΩPA, 3/4, 1/3, 1/2"),
        ("50 m² 10² 10⁻³ CO₂ PM₁₀", "50 m2 10^2 10^-3 CO2 PM10"),
        ("25 µg/m³, 5 μm, 3 µs", "25 ug/m3, 5 um, 3 us"),
        ("∆ήµος ∑οφία ∏όλη", "ΔHMOΣ ΣOΦIA ΠOΛH"),
        ("\u0384Α\u1ffdΒ\u1fbfΓ\u0374Δ\u00b4Ε`Ζ", "'A'B'Γ'Δ'E'Z"),
        ("Α\u0384 τάξη, σ\u1fbd αυτό", "A' TAΞH, Σ' AYTO"),
        ("• α ● β ▪ γ \uf0b7 δ", "- A - B - Γ - Δ"),
        ("‹α› «β» „γ“ ‚δ‘ ″ε′", "'A' \"B\" \"Γ\" 'Δ' \"E'"),
        ("α→β ⇒ ➔ ← ↔ ➡️", "A->B -> -> <- <-> ->"),
        ("a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"),
        ("a\u00a0b\u2009c\u202fd\u3000e\tf", "a b c d e f"),
        ("α\u200bβ\u00adγ\ufeff\u200eδ", "ABΓΔ"),
        ("1 € 2 ￥ 3 ￡ 4 ₤", "1 € 2 ¥ 3 £ 4 £"),
        ("№ 5 ™ © ® ℡ Ⅳ ㎞ ª", "No 5 TM (c) (R) TEL IV km a"),
        ("𝐂𝐥𝐨𝐬𝐞𝐝 𝛂𝛃𝛄 𝟏𝟐 Ｏｐｅｎ ﬁﬂﬀ ᴀʙᴄ", "Closed ABΓ 12 Open fiflff ABC"),
        ("① ❷ ⑩ ⒈ 1️⃣", "(1) (2) (10) 1. 1"),
        ("± × ÷ ≤ ≥ ≠ ‰ ‼ ❗️", "+/- x / <= >= != 0/00 !! !"),
        ("α\u0301 β\u0308 Ἄνοιξις ᾳ ῷ ϐ ϑ ϛ΄", "A B ANOIΞIΣ A Ω B Θ ΣT'"),
        ("\u0301α ́β", "A B"),
    ],
)
def test_a_look_alike_character_becomes_plain(text: str, sent: str) -> None:
    assert to_gsm7(text) == sent
    assert measure_sms(sent, LIMITS).encoding is SmsEncoding.GSM_7


@pytest.mark.parametrize(
    "character", [each for kind in KINDS.values() for all_ in kind.values() for each in all_]
)
def test_every_listed_look_alike_becomes_its_plain_character(character: str) -> None:
    plain = next(
        plain for kind in KINDS.values() for plain, all_ in kind.items() if character in all_
    )

    assert to_gsm7(character) == to_gsm7(plain)
    assert set(to_gsm7(character)) <= SEPTETS.keys()


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("ΠΡ\u041eΣ\u041eΧΗ", "ΠPOΣOXH"),
        ("\u0421lo\u0455ed", "Closed"),
        ("\u041f\u03a1\u039f", "ΠPO"),
        ("ΖΩΝΗ \u0410", "ZΩNH A"),
        ("Метель сегодня", "Метель сегодня"),
        ("Метель в А", "Метель в А"),
    ],
)
def test_cyrillic_letters_are_replaced_where_they_pose_as_others(text: str, sent: str) -> None:
    assert to_gsm7(text) == sent


@pytest.mark.parametrize("emoji", ["❤️", "👩🏽\u200d🚒", "🏳️\u200d🌈", "🇬🇷", "⚠️"])
def test_an_emoji_keeps_its_joiners(emoji: str) -> None:
    assert to_gsm7(f"α{emoji}β") == f"A{emoji}B"


def test_a_latin_letter_with_a_loose_accent_is_composed() -> None:
    assert to_gsm7("Cafe\u0301") == "Café"


@given(TEXTS)
def test_the_transform_is_idempotent(text: str) -> None:
    once = to_gsm7(text)

    assert to_gsm7(once) == once


@given(TEXTS, TEXTS)
def test_a_link_survives_whatever_stands_around_it(before: str, after: str) -> None:
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
def test_gsm7_texts_at_the_edges_have_the_right_parts(text: str, units: int, parts: int) -> None:
    measured = measure_sms(text, LIMITS)

    assert (measured.encoding, measured.units, measured.parts) == (SmsEncoding.GSM_7, units, parts)


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
def test_ucs2_texts_at_the_edges_have_the_right_parts(text: str, units: int, parts: int) -> None:
    measured = measure_sms(text, LIMITS)

    assert (measured.encoding, measured.units, measured.parts) == (SmsEncoding.UCS_2, units, parts)


def test_the_character_that_forces_ucs2_is_named() -> None:
    assert measure_sms("Snow ☂ today ☃", LIMITS).forced_by == "☂"


def test_an_escape_character_of_its_own_is_not_gsm7() -> None:
    assert measure_sms("a\x1b", LIMITS).encoding is SmsEncoding.UCS_2


def test_a_gateway_with_smaller_parts_counts_by_its_own_limits() -> None:
    assert measure_sms("ά" * 65, PartLimits(ucs2_single=64, ucs2_chained=61)).parts == 2


@given(st.text(st.sampled_from(MODERN)))
def test_greek_alone_never_leaves_gsm7(text: str) -> None:
    sent = to_gsm7(text)

    assert measure_sms(sent, LIMITS).encoding is SmsEncoding.GSM_7
    assert len(sent) == len(unicodedata.normalize("NFC", text))
