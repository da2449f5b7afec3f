"""Readings: what people write, read into the one form that is stored; what cannot be read is a BadValue."""

import re
import unicodedata
from datetime import UTC, datetime
from functools import cache, lru_cache

import phonenumbers
from babel import Locale, UnknownLocaleError
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from areas import folded
from channels import Medium
from delivery import Address
from runtime import Exit, Municipality, Problem
from subscribers.tables import Topic

DEFAULT_LANGUAGE = "el"
LONGEST_NAME = 120
LONGEST_WORD = 60
LONGEST_EMAIL = 254  # RFC 3696, erratum 1690
EARLIEST_YEAR = 1990
_PHONE = re.compile(r"\+?[0-9 ().\u00a0/-]{6,30}")
# The local part of RFC 5321 4.1.2, without quotes.
_DOT_ATOM = re.compile(r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# What people type who have no mobile at hand.
_HONEST = (PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE)
_LISTED = re.compile(r"[;,|]")
_YES_NO = {
    folded(word): word in {"yes", "true", "1", "x", "ναι"}
    for word in ("yes", "true", "1", "x", "ναι", "no", "false", "0", "όχι")
}
_LOCAL_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class BadValue(Problem):
    """A value cannot be read. `tocsin residents import --help` and `tocsin residents add --help` show the forms."""

    for_programs = "A value cannot be read. /openapi.json describes the forms."
    exit = Exit.USAGE


class NotAPhone(BadValue):
    """This is no phone number. Write it like 6912345678 or +306912345678."""


class NotMobile(BadValue):
    """This is not a mobile number, so no SMS reaches it. Give a mobile number, like 6912345678."""


class UnwelcomePhone(BadValue):
    """Numbers of that kind are not accepted. Give a mobile number, like 6912345678."""


class CostlyPhone(UnwelcomePhone):
    """This is a number of a paid service or the like, not a mobile. Give a mobile number, like 6912345678."""


class ForeignPhone(UnwelcomePhone):
    """Mobile numbers of that country are not accepted. `countries` under [municipality] in tocsin.toml says which are."""


class NotAnEmail(BadValue):
    """This is no e-mail address. Write it like name@example.gr, in Latin letters before the @."""


class NotALanguage(BadValue):
    """This is no language. Write its two-letter code, like el, en, sq or de."""


class NotATopic(BadValue):
    """This is no topic. The topics are emergency, weather, utilities, roads, schools and events; none means all."""


class NotYesOrNo(BadValue):
    """This is neither yes nor no. Write yes or no; an empty cell leaves it as it is."""


class UnfitName(BadValue):
    """A name has at most 120 letters and no line ends, controls or `=?`. Write it as it is spoken."""


class UnfitWord(BadValue):
    """A group or source has at most 60 letters and no line ends or controls. Shorten it."""


class NotADate(BadValue):
    """This is no date. Write it like 2026-03-31 or 31/3/2026."""


class FutureConsent(BadValue):
    """The consent lies in the future. Give the day on which it was given."""


class ConsentNeeded(BadValue):
    """Nobody is told without having agreed: the consent is needed, its source (like `form`) and its day (like 2026-03-31)."""


def read_phone(text: str, municipality: Municipality) -> Address:
    """A mobile number of an accepted country, in E.164; raises NotAPhone or NotMobile for what may be an honest mistake.

    ForeignPhone and CostlyPhone are UnwelcomePhone: a public page answers those as if all was well, and sends nothing.
    """
    if not _PHONE.fullmatch(text):
        raise NotAPhone
    try:
        number = phonenumbers.parse(text, municipality.country)
    except NumberParseException:
        raise NotAPhone from None
    if number.country_code not in {
        phonenumbers.country_code_for_region(each) for each in municipality.countries
    }:
        raise ForeignPhone
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone
    if phonenumbers.region_code_for_number(number) not in municipality.countries:
        raise ForeignPhone
    kind = phonenumbers.number_type(number)
    if kind != PhoneNumberType.MOBILE:
        raise NotMobile if kind in _HONEST else CostlyPhone
    return Address(Medium.SMS, phonenumbers.format_number(number, PhoneNumberFormat.E164))


def read_email(text: str) -> Address:
    """An address with an ASCII local part, its domain in lower case (IDNA); raises NotAnEmail."""
    local, _, domain = text.rpartition("@")
    if not _DOT_ATOM.fullmatch(local) or "=?" in text:
        raise NotAnEmail
    address = f"{local}@{_domain(domain)}"
    if len(address) > LONGEST_EMAIL:
        raise NotAnEmail
    return Address(Medium.EMAIL, address)


@cache
def read_language(text: str) -> str:
    """A two-letter code that babel knows; empty is Greek. Raises NotALanguage."""
    code = text.strip().lower()
    if not code:
        return DEFAULT_LANGUAGE
    try:
        if len(code) == 2 and code.isascii():
            return Locale.parse(code).language
    except (UnknownLocaleError, ValueError):
        pass
    raise NotALanguage


def read_name(text: str) -> str:
    """A name as people read it, which may be empty; raises UnfitName."""
    name = unicodedata.normalize("NFC", " ".join(text.replace("\u00a0", " ").split(" ")).strip(" "))
    if len(name) > LONGEST_NAME or "=?" in name or not name.isprintable():
        raise UnfitName
    return name


def read_topics(text: str) -> frozenset[Topic]:
    """The topics of a list with `;` between them; raises NotATopic."""
    return frozenset(read_topic(item) for item in listed(text))


def read_topic(text: str) -> Topic:
    """One topic; raises NotATopic."""
    try:
        return Topic(text.strip().lower())
    except ValueError:
        raise NotATopic from None


def read_words(text: str) -> frozenset[str]:
    """The groups of a list with `;` between them; raises UnfitWord."""
    return frozenset(read_word(item) for item in listed(text))


def read_word(text: str) -> str:
    """One short word or phrase, such as a group or where a consent comes from; raises UnfitWord."""
    word = unicodedata.normalize("NFC", text.strip())
    if len(word) > LONGEST_WORD or not word.isprintable():
        raise UnfitWord
    return word


def read_needs_help(text: str) -> bool | None:
    """Whether somebody needs help, as an office writes it; None for an empty cell, raises NotYesOrNo."""
    word = folded(text.strip())
    if not word:
        return None
    if word not in _YES_NO:
        raise NotYesOrNo
    return _YES_NO[word]


def read_source(text: str) -> str:
    """Where a consent comes from; raises ConsentNeeded or UnfitWord."""
    if not text.strip():
        raise ConsentNeeded
    return read_word(text)


def read_given_at(text: str, municipality: Municipality, now: datetime) -> datetime:
    """When a consent was given: an ISO date or d/m/yyyy, by the clocks of the municipality; raises ConsentNeeded, NotADate or FutureConsent."""
    if not text.strip():
        raise ConsentNeeded
    given = _moment(text.strip())
    if given.tzinfo is None:
        given = given.replace(tzinfo=municipality.zone)
    if given > now:
        raise FutureConsent
    return given.astimezone(UTC)


def listed(text: str) -> list[str]:
    """The items of a list in one cell, between `;`, `,` or `|`."""
    return [item.strip() for item in _LISTED.split(text) if item.strip()]


def _moment(text: str) -> datetime:
    local = _LOCAL_DATE.fullmatch(text)
    try:
        found = (
            datetime(int(local[3]), int(local[2]), int(local[1])) if local else datetime.fromisoformat(text)
        )
    except ValueError:
        raise NotADate from None
    if found.year < EARLIEST_YEAR or found.year > 9000:
        raise NotADate
    return found


@lru_cache(maxsize=10_000)
def _domain(text: str) -> str:
    """A town's addresses end in a few domains; each is examined once."""
    # A capital sigma at the end of a word is a final one; by itself, IDNA takes it for the other.
    lower = ".".join(label.lower() for label in text.split("."))
    try:
        found = validate_email(f"a@{lower}", check_deliverability=False, allow_smtputf8=False).ascii_domain
    except EmailNotValidError:
        raise NotAnEmail from None
    return found
