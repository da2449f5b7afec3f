"""What makes an SMS dearer is named with its place and what to write instead."""

import pytest

from channels import Medium
from templates.rendering import TooLong
from templates.sms import explain_outside_gsm7, find_outside_gsm7, to_gsm7
from tests.templates.conftest import Renderer


@pytest.mark.parametrize(
    ("text", "letters", "at", "cheaper"),
    [
        ("Χιόνι ☂ στο Πανόραμα", "☂", 7, ""),
        ("⚠️ Προσοχή", "⚠️", 1, "!"),
        ("Φωτιά 👩🏽\u200d🚒🚒 τώρα", "👩🏽\u200d🚒🚒", 7, ""),
        ("Ζώνη 🇬🇷🇬🇷 ☂", "🇬🇷🇬🇷", 6, ""),
        ("Bora në Tiranë", "ë", 7, "e"),
        ("Żaneta", "Ż", 1, "Z"),
        ("Łódź", "Łó", 1, "Lo"),
        ("DİKKAT", "İ", 2, "I"),
        ("Снег сегодня", "Снег", 1, "Sneg"),
        ("Подъезд закрыт", "Подъезд", 1, "Podieezd"),
        ("50 ₺ και 5 ₽", "₺", 4, "TRY"),
        ("Στάθμη ↑ και ↓", "↑", 8, "^"),
        ("Ανοιχτά ✅", "✅", 9, "OK"),
        ("今日 closed", "今日", 1, None),
        ("x\u0301 y", "x\u0301", 1, "x"),
    ],
)
def test_the_first_character_outside_gsm7_is_named(
    text: str, letters: str, at: int, cheaper: str | None
) -> None:
    found = find_outside_gsm7(to_gsm7(text))[0]

    assert (found.letters, found.at, found.cheaper) == (letters, at, cheaper)


@pytest.mark.parametrize("text", ["", "Χιόνι στο Πανόραμα", "40°C → ½", "Café € ~ [x]"])
def test_a_text_that_fits_names_no_character(text: str) -> None:
    assert find_outside_gsm7(to_gsm7(text)) == ()


def test_a_text_that_needs_unicode_anyway_is_left_in_peace() -> None:
    assert find_outside_gsm7("Χιόνι ☂") == ()


def test_a_sentence_says_the_place_and_what_to_write() -> None:
    assert list(explain_outside_gsm7("SNOW in Panorama ☂ from 20:00 in Tiranë, ë")) == [
        "'☂' at character 18 (...Panorama ☂ from 20:00...): leave it out.",
        "'ë' at character 39 (...in Tiranë, ë): write 'e'.",
    ]


def test_characters_beyond_the_limit_are_counted() -> None:
    told = list(explain_outside_gsm7("☂ ☃ ⚓ ⚔ ⚖ ⚗ 今", most=2))

    assert [each[:4] for each in told[:2]] == ["'☂' ", "'☃' "]
    assert told[2] == "and 5 more"


def test_a_long_sms_is_refused_with_what_made_it_long(renderer: Renderer) -> None:
    with pytest.raises(TooLong) as refused:
        renderer.words(
            "snow", Medium.SMS, "en", impact="☂" + "Slippery roads everywhere " * 2, places=6
        )

    assert "leave it out" in str(refused.value)
