"""Phone numbers of a text, and the rule on them (L21)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from linting.cases import Case
from linting.findings import LintFinding, LintLevel
from linting.reading import TextReading
from linting.rules.found import form_words
from runtime import Said, said

_COUNTRY = "GR"
_DATED = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|\b\w+(?:\.\w+)+/\S*"
    r"|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?(?!\d)|\b\d{4}-\d\d-\d\d(?:T[\d:+.Z]*)?|\b\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d\d\b"
    r"|(?<!\d)\d{1,2}[:.]\d\d(?:\s?[-–—]\s?\d{1,2}[:.]\d\d)?(?!\d)"
    r"|(?<![\d+])\d{2}\.\d{3,}|\b\d+(?:[.,]\d+)?\s?(?:EUR|€|%|°)"
)
_GAP = r"(?:[ \-–/.\u00a0]|\)[ -]?)?"
_BEFORE, _AFTER = r"(?<![\w#])(?<!\d[.,/:-])", r"(?![\w/:%€°]|[.,]\d)"
_LONG = re.compile(rf"{_BEFORE}(?:\+|00)?\(?\d(?:{_GAP}\d){{7,15}}{_AFTER}")
_SHORT = re.compile(rf"{_BEFORE}\d{{3,5}}{_AFTER}(?!\s?[-–]\s?\d)")
_CALLED = re.compile(rf"{_BEFORE}(?:\+|00)?\(?\d(?:{_GAP}\d){{1,15}}{_AFTER}")
_LAST = re.compile(r"(?<=\d{4})\s?/\s?\d{1,3}$")
_POSTAL = re.compile(r"(?:\bΤ\.?\s?Κ\.?|POSTCODE|POSTAL CODE|ZIP)[\s:]*$")
# What Greece has beside the numbers of ten digits: help, services, lines of citizens.
_SERVICES = re.compile(
    r"1(?:00|0[0-9]|12|16[0-9]?|66|71|85|9[0-9]|0\d\d|1\d\d|[2-9]\d\d)|1\d{4}|116\d{3}"
)
_PREMIUM = re.compile(r"(?:0030|\+?30)?90\d{8}|14\d{3}|118\d{2}")
_HELP = frozenset({"112", "100", "166", "199", "108", "197", "1016", "1056"})
_PREFIX = re.compile(r"^(?:\+|00)30(?=\d{3,})")


@dataclass(frozen=True)
class TextPhone:
    """What stands as a phone number in a text; `called`: behind a word such as call or tel."""

    start: int
    end: int
    digits: str
    called: bool


def phones_in(case: Case, reading: TextReading) -> tuple[TextPhone, ...]:
    """Every phone number, right or wrong, by place."""
    plain = _DATED.sub(lambda found: "\0" * len(found.group()), case.text)
    found: dict[int, TextPhone] = {}
    for each in (*_LONG.finditer(plain), *_SHORT.finditer(plain), *_CALLED.finditer(plain)):
        words = _LAST.sub("", each.group())
        start, end = each.start(), each.start() + len(words)
        phone = TextPhone(start, end, _digits(words), _is_called(case, reading, start))
        if _is_phone(case, phone, reading) and start not in found:
            found[start] = phone
    return tuple(found[start] for start in sorted(found))


def use_valid_phones(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L21: phone numbers that exist in the country or are the office's own; none that is dear."""
    for phone in phones_in(case, reading):
        if fault := _fault(case, phone):
            yield LintFinding(phone.start, phone.end, "L21", LintLevel.ERROR, fault)


def _fault(case: Case, phone: TextPhone) -> Said | None:
    words = case.text[phone.start : phone.end]
    if phone.digits in _own(case):
        return None
    if _PREMIUM.fullmatch(phone.digits):
        return said("Calls to {phone} are charged extra: write another number.", phone=words)
    if _SERVICES.fullmatch(phone.digits) or _is_valid(phone.digits):
        return None
    return said("{phone} is no number of this country: check its digits.", phone=words)


def _is_phone(case: Case, phone: TextPhone, reading: TextReading) -> bool:
    length = len(phone.digits.lstrip("+"))
    if phone.digits in _own(case) or length >= 9 or phone.digits in _HELP:
        return True
    if _POSTAL.search(reading.folded, max(0, phone.start - 12), phone.start):
        return False
    if length == 5 and phone.digits[0] == "1" and not phone.digits.endswith("000"):
        return True
    return phone.called and length >= 3


def _is_called(case: Case, reading: TextReading, start: int) -> bool:
    before = reading.folded[max(0, start - 24) : start]
    told = list(form_words(case.lang, "phone").finditer(before))
    return bool(told) and not re.search(r"[\d\n]|[.;!]\s", before[told[-1].end() :].lstrip(".: "))


def _is_valid(digits: str) -> bool:
    try:
        number = phonenumbers.parse(digits, _COUNTRY)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number_for_region(number, _COUNTRY)


def _own(case: Case) -> set[str]:
    return {_digits(each) for each in case.phones}


def _digits(words: str) -> str:
    """The digits without the country's prefix; a plus stays before another country's."""
    plain = re.sub(r"[^\d+]", "", words)
    return re.sub(r"^00", "+", _PREFIX.sub("", plain))
