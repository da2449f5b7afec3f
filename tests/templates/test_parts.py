"""The parts of an SMS: as Twilio's own calculator counts them, and as a plain packer does."""

import os
import random

import pytest

from channels import PartLimits
from templates.sms import SmsEncoding, measure_sms
from templates.sms.graphemes import whole_characters

LIMITS = PartLimits()
FAMILY, FIREWOMAN, RAINBOW = "👨\u200d👩\u200d👧\u200d👦", "👩🏽\u200d🚒", "🏳️\u200d🌈"
ENGLAND = "🏴" + "".join(chr(0xE0000 + ord(each)) for each in "gbeng") + "\U000e007f"
# Each is one character to a reader, and none joins the one before it.
JOINED = (FAMILY, FIREWOMAN, RAINBOW, ENGLAND, "🇬🇷", "❤️", "1️⃣", "👍🏽", "e\u0301\u0301", "각")
EXTENDED = "^{}[]~|\\€\f"
PLAIN = (*"abcΔΣ ,.;\n", *EXTENDED)
WHOLE = (*PLAIN, *"αβγά☂😀🚨", *JOINED)


# Counted by sms-segments-calculator 1.3.0 (npm) itself: characters, UTF-16 units or septets,
# segments.
@pytest.mark.parametrize(
    ("text", "units", "parts"),
    [
        ("ά" * 70, 70, 1),
        ("ά" * 71, 71, 2),
        ("ά" * 134, 134, 2),
        ("ά" * 135, 135, 3),
        (FAMILY * 6, 66, 1),
        (FAMILY * 7, 77, 2),
        (FAMILY * 12, 132, 2),
        (FAMILY * 13, 143, 3),
        (RAINBOW * 11, 66, 1),
        (RAINBOW * 12, 72, 2),
        (FIREWOMAN * 10, 70, 1),
        (FIREWOMAN * 11, 77, 2),
        ("🇬🇷" * 17, 68, 1),
        ("🇬🇷" * 33, 132, 3),
        ("ά" * 65 + "🇬🇷" + "ά" * 65, 134, 3),
        ("ά" * 66 + "😀" + "ά" * 66, 134, 3),
        ("ά" * 66 + "❤️" + "ά" * 66, 134, 3),
        ("ά" * 66 + "👍🏽" + "ά" * 63, 133, 2),
        ("ά" * 66 + "e\u0301\u0301" + "ά" * 65, 134, 3),
        ("☂" + "]" * 69, 70, 1),
        ("☂" + "]" * 70, 71, 2),
        ("]" * 80, 160, 1),
        ("]" * 81, 162, 2),
        ("]" * 153, 306, 3),
        ("a\r\n" * 54, 162, 2),
    ],
)
def test_parts_are_those_of_twilios_calculator(text: str, units: int, parts: int) -> None:
    measured = measure_sms(text, LIMITS)

    assert (measured.units, measured.parts) == (units, parts)


def test_3000_random_texts_have_the_parts_of_a_plain_packer() -> None:
    chance = random.Random(os.environ.get("TEST_SEED", "letters"))

    for _ in range(3000):
        text = chance.choices(chance.choice((PLAIN, WHOLE)), k=chance.randint(0, 400))
        assert measure_sms("".join(text), LIMITS).parts == packed(text), "".join(text)


def packed(characters: list[str]) -> int:
    """Put whole characters into parts, one after the other, as a person would with a pencil."""
    ucs2 = any(each not in PLAIN for each in characters)
    sizes = [
        len(each.encode("utf-16-le")) // 2 if ucs2 else 1 + (each in EXTENDED)
        for each in characters
    ]
    single, chained = (70, 67) if ucs2 else (160, 153)
    parts = [0]
    for size in sizes if sum(sizes) > single else []:
        if parts[-1] + size > chained:
            parts.append(0)
        parts[-1] += size
    return len(parts)


@pytest.mark.parametrize("whole", JOINED)
def test_a_joined_sequence_is_a_single_character(whole: str) -> None:
    assert whole_characters(f"{whole}{whole}a") == [whole, whole, "a"]


# Newer than the calculator's tables (Unicode 10).
@pytest.mark.parametrize(
    "pieces", [["❤️\u200d", "🔥"], ["🫱", "🏻\u200d", "🫲", "🏿"], ["\r", "\n"]]
)
def test_a_sequence_counted_as_separate_is_separate(pieces: list[str]) -> None:
    assert whole_characters("".join(pieces)) == pieces


def test_a_character_that_no_part_holds_is_split() -> None:
    measured = measure_sms("e" + "\u0301" * 150, LIMITS)

    assert (measured.encoding, measured.parts) == (SmsEncoding.UCS_2, 3)
