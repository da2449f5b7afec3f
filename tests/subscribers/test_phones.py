"""Phone numbers as people, chat programs and spreadsheets write them: read where they mean one,
refused in words of their own."""

import ast
import re
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from runtime import Municipality, Problem
from subscribers.readings import BadValue, read_landline, read_phone
from subscribers.readings.cells import is_nothing, tidied
from subscribers.readings.phones import (
    CostlyPhone,
    ForeignPhone,
    LostDigits,
    NotALandline,
    NotAPhone,
    NotMobile,
    PhoneWithExtension,
    ShortCode,
    TooFewDigits,
    TooManyDigits,
    TwoPhones,
    _plain_mobiles,
    _read,
)

NOTHING = "(?!)"
GREECE = Municipality()
CASES = Path(__file__).with_name("phones.txt")
SAID: dict[str, type[Problem] | tuple[type[Problem], ...]] = {
    "Excel lost the digits": LostDigits,
    "a mobile has no extension": PhoneWithExtension,
    "two numbers in one cell": TwoPhones,
    "too many digits": TooManyDigits,
    "no mobile": (NotMobile, CostlyPhone, ShortCode),
    "not a Greek mobile": ForeignPhone,
}


def cases() -> list[tuple[str, str]]:
    lines = (
        line.split("\t") for line in CASES.read_text("utf-8").splitlines() if line[:1] in "'\""
    )
    return [(ast.literal_eval(written), expected) for written, expected in lines]


@pytest.mark.parametrize("written", [text for text, expected in cases() if "taken" in expected])
def test_a_number_that_means_a_single_mobile_is_taken(written: str) -> None:
    digits = "".join(
        str(int(letter)) for letter in written.removesuffix(".0") if letter.isdecimal()
    )

    assert read_phone(written, GREECE).value == f"+30{digits[-10:]}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [case for case in cases() if case[1].startswith(("refused:", "no mobile"))],
)
def test_a_number_that_means_no_mobile_is_refused_with_reason(written: str, expected: str) -> None:
    [problem] = [kind for words, kind in SAID.items() if words in expected]

    with pytest.raises(problem):
        read_phone(written, GREECE)


@pytest.mark.parametrize("written", [text for text, expected in cases() if "empty" in expected])
def test_a_note_that_there_is_no_number_counts_as_empty(written: str) -> None:
    assert is_nothing(tidied(written), contact=True)


@pytest.mark.parametrize(
    "written",
    [
        "(+30) 6930020001",
        "tel:6930020001",
        "tel:+30-693-002-0001",
        "κιν. 6930020001",
        "κιν:6930020001",
        "Κινητό 6930020001",
        "6930020001 (Άννα)",
        "6930020001 Άννα",
        "[κόρη] 6930020001",
        "\u202a+30 693 002 0001\u202c",
        "+30\u200b6930020001",
        "6930\u202f020\u202f001",
        "6930\u2013020\u2013001",
        "6930 020 001,00",
        "6.930.020.001,00",
        "6,930020001E+09",
        '="6930020001"',
        '"6930020001"',
        "'6930020001'",
        "6930020001;",
        "6930020001.",
        "+30 0 6930020001",
        "0030 (0) 6930020001",
        "+0030 6930020001",
        "٦٩٣٠٠٢٠٠٠١",
        "https://wa.me/306930020001",
        "69 30 02 00 01",
        "+306930020001-",
        "\ufeff6930020001",
        "6930020001\x1a",
    ],
)
def test_words_around_a_number_are_left_out(written: str) -> None:
    assert read_phone(written, GREECE).value == "+306930020001"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("6.93E9", LostDigits),
        ("6,93002E+09", LostDigits),
        ("6,93Ε+09", LostDigits),
        ("6930020001 6930020002", TwoPhones),
        ("6930020001,6930020002", TwoPhones),
        ("6930020001 και 6930020002", TwoPhones),
        ("6930020001\n6930020002", TwoPhones),
        ("+306930020001+306930020002", TwoPhones),
        ("693002000", TooFewDigits),
        ("6930020030/31", TooManyDigits),
        ("112", ShortCode),
        ("6930020001 ext 3", PhoneWithExtension),
        ("210 1234567", NotMobile),
        ("anna@example.gr", NotAPhone),
        ("1" * 300, NotAPhone),
        ("69E", TooFewDigits),
        ("+", NotAPhone),
        ("κινητό", NotAPhone),
    ],
)
def test_an_ambiguous_number_is_refused(written: str, problem: type[BadValue]) -> None:
    with pytest.raises(problem):
        read_phone(written, GREECE)


@pytest.mark.parametrize(
    "written", ["2310123456", "+30 2310 123456", "(2310) 123-456", "Σταθ. 2310123456"]
)
def test_a_landline_is_read_as_one(written: str) -> None:
    assert read_landline(written, GREECE) == "+302310123456"


def test_a_mobile_is_no_landline() -> None:
    with pytest.raises(NotALandline):
        read_landline("6930020001", GREECE)


def usual_mobiles(country: str, *, accepted: str = "") -> re.Pattern[str]:
    return _plain_mobiles(country, (accepted or country,))[1]


@pytest.mark.parametrize("country", ["GR", "CY", "ES", "PT", "MT", "AL", "IT", "BG", "DE", "RU"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_usual_form_is_read_as_the_library_reads_any(country: str, data: st.DataObject) -> None:
    there = Municipality(country=country, countries=(country,))
    code = phonenumbers.country_code_for_region(country)
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    assert example is not None
    begins = str(example.national_number)[: data.draw(st.integers(0, 4))]
    national = begins + data.draw(st.text("0123456789", min_size=3, max_size=9))
    written = data.draw(st.sampled_from([national, f"+{code}{national}"]))

    if usual := usual_mobiles(country).fullmatch(written):
        number, kind = _read(written, there)
        assert kind == PhoneNumberType.MOBILE
        assert phonenumbers.format_number(number, PhoneNumberFormat.E164) == f"+{code}{usual[1]}"
        assert read_phone(written, there).value == f"+{code}{usual[1]}"


@pytest.mark.parametrize("written", ["6912345678", "+306912345678"])
def test_the_usual_form_is_known(written: str) -> None:
    assert usual_mobiles("GR").fullmatch(written)
    assert not usual_mobiles("GR", accepted="CY").fullmatch(written)


@pytest.mark.parametrize("country", ["IT", "BG", "DE", "RU"])
def test_a_country_with_special_rules_has_no_usual_form(country: str) -> None:
    assert usual_mobiles(country).pattern == NOTHING
