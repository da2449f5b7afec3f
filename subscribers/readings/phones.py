"""Phones: a number as people and spreadsheets write it, read into E.164; what can be meant in more
than one way is refused in its own words."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberDesc,
    PhoneNumberFormat,
    PhoneNumberType,
)

from channels import Medium
from delivery.contacts import Address
from runtime import Municipality
from subscribers.readings.bad_values import BadValue
from subscribers.readings.cells import tidied

LONGEST = 120
E164_DIGITS = 15
SHORT_CODE_DIGITS = 6
_PLAIN = re.compile(r"\+?[0-9]{10,12}")
_DASHES = re.compile("[\u2010-\u2015\u2212~_]")
_LOST = re.compile(r"(\d)(?:[.,](\d+))?\s?[eEΕ]\s?\+?(\d{1,2})")
_DECIMALS = re.compile(r"[.,]0{1,2}$")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EXTENSION = re.compile(r"(?i)\b(?:εσωτ|εσωτερικο|εσωτερικό|εσ|ext|extension)\b\.?[\s:=]*\d")
_WORDS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[+0-9 ().,;:/\\|&*'\"=\[\]-]+")
_NOTHING = "(?!)"
_AROUND = " '`´’‘\"“”=.,;:*/\\|&-"
# What people type who have no mobile at hand.
_HONEST = (PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE)


class NotAPhone(BadValue):
    """This is no phone number. Write it like 6912345678 or +306912345678."""


class LostDigits(NotAPhone):
    """The spreadsheet lost the digits of this number (6,93E+09). Format the column as text, type
    the number again and save the list."""


class TwoPhones(NotAPhone):
    """There are two numbers in one cell. Leave one mobile number in it."""


class PhoneWithExtension(NotAPhone):
    """A mobile number has no extension. Give a mobile number alone, like 6912345678."""


class TooManyDigits(NotAPhone):
    """There are too many digits for a phone number. Write it like 6912345678."""


class TooFewDigits(NotAPhone):
    """There are too few digits for a phone number. Write it like 6912345678."""


class ShortCode(TooFewDigits):
    """This is a short number, and no SMS reaches it. Give a mobile number, like 6912345678."""


class NotMobile(BadValue):
    """This is not a mobile number, so no SMS reaches it. Give a mobile number, like 6912345678."""


class NotALandline(BadValue):
    """This is not a landline. Write it like 2310123456."""


class UnwelcomePhone(BadValue):
    """Numbers of that kind are not accepted. Give a mobile number, like 6912345678."""


class CostlyPhone(UnwelcomePhone):
    """This is a number of a paid service or the like, not a mobile. Give a mobile number, like
    6912345678."""


class ForeignPhone(UnwelcomePhone):
    """Mobile numbers of that country are not accepted. `countries` under [municipality] in
    tocsin.toml says which are."""


def read_phone(text: str, municipality: Municipality) -> Address:
    """A mobile number of an accepted country, in E.164; raises NotAPhone or NotMobile for what may
    be an honest mistake.

    ForeignPhone and CostlyPhone are UnwelcomePhone: nothing is ever sent to those."""
    code, plain = _plain_mobiles(municipality.country, municipality.countries)
    if found := plain.fullmatch(text):
        return Address(Medium.SMS, f"+{code}{found[1]}")
    number, kind = _read(text, municipality)
    if kind != PhoneNumberType.MOBILE:
        raise NotMobile if kind in _HONEST else CostlyPhone
    return Address(Medium.SMS, phonenumbers.format_number(number, PhoneNumberFormat.E164))


def read_landline(text: str, municipality: Municipality) -> str:
    """A landline of an accepted country, in E.164; empty stays empty. Raises BadValue."""
    if not text:
        return ""
    number, kind = _read(text, municipality)
    if kind != PhoneNumberType.FIXED_LINE:
        raise NotALandline
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


@lru_cache(maxsize=32)
def _plain_mobiles(country: str, accepted: tuple[str, ...]) -> tuple[int, re.Pattern[str]]:
    """The code of a country, and its mobile numbers as most lists have them, by the patterns with
    which the library finds the type: one match where it needs some forty.

    Nothing where the library looks at more than these: a code that several regions share, a 0 to be
    left out."""
    code = phonenumbers.country_code_for_region(country)
    region = PhoneMetadata.metadata_for_region(country)
    alone = phonenumbers.region_codes_for_country_code(code) == (country,)
    if country not in accepted or not alone or region is None or region.national_prefix_for_parsing:
        return code, re.compile(_NOTHING)
    kinds = (
        region.premium_rate,
        region.toll_free,
        region.shared_cost,
        region.voip,
        region.personal_number,
        region.pager,
        region.uan,
        region.voicemail,
        region.fixed_line,
    )
    mobile, known, others = (
        _pattern(region.mobile),
        _pattern(region.general_desc),
        map(_pattern, kinds),
    )
    return code, re.compile(
        rf"(?:\+{code})?(?={known}$)(?!(?:{'|'.join(others)})$)({mobile})", re.ASCII
    )


def _pattern(kind: PhoneNumberDesc | None) -> str:
    """The national numbers of a kind, of any length the library lets it have."""
    if kind is None or kind.national_number_pattern is None:
        return _NOTHING
    lengths = "|".join(rf"\d{{{length}}}" for length in kind.possible_length)
    return (rf"(?=(?:{lengths})$)" if lengths else "") + f"(?:{kind.national_number_pattern})"


def _read(text: str, municipality: Municipality) -> tuple[PhoneNumber, int]:
    """The one number in a text and its PhoneNumberType; raises NotAPhone or ForeignPhone."""
    written = text if _PLAIN.fullmatch(text) else _bare(text)
    digits = "".join(filter(str.isdecimal, written))
    if len(digits) > E164_DIGITS + 2 and not written.strip("+").isdecimal():
        raise TwoPhones
    number = _parsed(f"+{digits}" if written.startswith(("+", "(+")) else digits, municipality)
    if number.country_code not in [
        phonenumbers.country_code_for_region(each) for each in municipality.countries
    ]:
        raise ForeignPhone
    # A number is valid when it is of a known type; asked for both, the library would find the type
    # twice.
    if (kind := phonenumbers.number_type(number)) != PhoneNumberType.UNKNOWN:
        return _of_here(number, municipality), kind
    # Once more without a 0 that does not belong there: 0693..., +30 (0) 693...
    form = _parsed(f"+{number.country_code}{number.national_number}", municipality)
    if (kind := phonenumbers.number_type(form)) != PhoneNumberType.UNKNOWN:
        return _of_here(form, municipality), kind
    raise _why_not(number, digits)


def _bare(text: str) -> str:
    """The number as it is written, without words, brackets and decimals around it; raises NotAPhone
    for what is no number."""
    plain = tidied(unicodedata.normalize("NFKC", tidied(text[: LONGEST + 1])))
    plain = "".join(map(_ascii_digit, _DASHES.sub("-", plain))).strip(_AROUND)
    if lost := _LOST.fullmatch(plain):
        return _exact(lost[1] + (lost[2] or ""), int(lost[3]))
    if _EXTENSION.search(plain):
        raise PhoneWithExtension
    if len(re.findall(r"\d", _DECIMALS.sub("", plain))) >= 10:
        plain = _DECIMALS.sub("", plain)
    plain = _WORDS.sub("/", _BRACKETS.sub(_without_words, plain)).strip(_AROUND)
    if not _NUMBER.fullmatch(plain) or len(text) > LONGEST or not re.search(r"\d", plain):
        raise NotAPhone
    return plain


def _ascii_digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def _without_words(bracket: re.Match[str]) -> str:
    """What stands in brackets, unless it is somebody's name, or the 0 of `+30 (0)`."""
    inner = bracket[0][1:-1].strip()
    is_remark = bool(_WORDS.search(inner)) and len(re.findall(r"\d", inner)) < SHORT_CODE_DIGITS
    return "/" if is_remark or inner == "0" else inner


def _exact(digits: str, exponent: int) -> str:
    """The number that `6,930020049E+09` is; raises LostDigits for fewer digits than it had."""
    if len(digits) <= exponent:
        raise LostDigits
    return digits[: exponent + 1]


def _parsed(form: str, municipality: Municipality) -> PhoneNumber:
    try:
        return phonenumbers.parse(form, municipality.country)
    except NumberParseException as problem:
        raise (
            TooFewDigits if problem.error_type == NumberParseException.TOO_SHORT_NSN else NotAPhone
        ) from None


def _of_here(number: PhoneNumber, municipality: Municipality) -> PhoneNumber:
    if phonenumbers.region_code_for_number(number) not in municipality.countries:
        raise ForeignPhone
    return number


def _why_not(number: PhoneNumber, digits: str) -> BadValue:
    """What a number lacks, beside a mobile number of its country."""
    if len(digits) <= SHORT_CODE_DIGITS:
        return ShortCode()
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    lacking = len(str(example.national_number if example else 0)) - len(str(number.national_number))
    if not lacking:
        return NotAPhone()
    return TooFewDigits() if lacking > 0 else TooManyDigits()
