"""Readers: one for each kind of variable, from what was typed to what it means. They raise
ValueError with the reason."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from urllib.parse import urlsplit

from channels import UNSUBSCRIBE_SLOT
from runtime import said
from templates.cleaning import clean
from templates.definition import Variable, VariableKind
from templates.moment_forms import plain
from templates.moments import read_moment

Value = str | datetime | Decimal
MOST_BYTES = 4096
_LINK_LENGTH = 40
_URL_LENGTH = 300
EPOCH = datetime.fromtimestamp(0, UTC)
_PHONE = re.compile(r"\+?[0-9]{3,15}")
STREETS_APART = "; "
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class MomentContext:
    """By which a moment is read: the time it is, the zone, and from when on a bare time is the next
    one, if not from six hours ago."""

    now: datetime
    zone: tzinfo
    not_before: datetime | None = None


def read(variable: Variable, typed: str, clock: MomentContext) -> Value:
    """The value that was typed for a variable; raises ValueError that says what is wrong with
    it."""
    if len(typed.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise ValueError(said("it is longer than {most} bytes", most=MOST_BYTES))
    if variable.kind is VariableKind.STREETS:
        return _streets(variable, typed)
    text = clean(typed)
    if variable.kind is VariableKind.MOMENT:
        return _moment(variable, text, clock)
    return _READERS[variable.kind](variable, text)


def _moment(variable: Variable, text: str, clock: MomentContext) -> datetime:
    begins = clock.now - timedelta(days=1) if variable.past else clock.not_before
    found = read_moment(text, now=clock.now, zone=clock.zone, not_before=begins)
    if variable.past and clock.now > EPOCH and found > clock.now:
        raise ValueError(said("'{text}' has not been yet", text=text))
    return found


def _text(variable: Variable, text: str) -> str:
    if len(text) > variable.length:
        raise ValueError(
            said(
                "it has {count} characters and may have {limit}",
                count=len(text),
                limit=variable.length,
            )
        )
    # An encoded word in a subject can become another header (CVE-2024-6923).
    # The slot is filled with each person's own link when the mail is sent.
    for forbidden in ("=?", UNSUBSCRIBE_SLOT):
        if forbidden in text:
            raise ValueError(said("it may not contain '{forbidden}'", forbidden=forbidden))
    return text


def _streets(variable: Variable, typed: str) -> str:
    """The streets, by lines or semicolons where there are any, else by commas; one with a comma in
    it keeps it in the first way."""
    apart = r"[;\n]" if re.search(r"[;\n]", typed) else ","
    names = [each for part in re.split(apart, typed) if (each := clean(part).strip(" ,"))]
    streets = list(dict.fromkeys(_text(variable, each) for each in names))
    if not streets:
        raise ValueError(said("it names no street"))
    alone = len(streets) == 1 and "," in streets[0]
    return STREETS_APART.join(streets) + (";" if alone else "")


def read_streets(value: str) -> tuple[str, ...]:
    """The streets of a value that was read."""
    return tuple(each for each in value.removesuffix(";").split(STREETS_APART) if each)


def _phone(_: Variable, text: str) -> str:
    digits = re.sub(r"[ ().-]", "", text)
    if not _PHONE.fullmatch(digits):
        raise ValueError(said("'{text}' is not a phone number", text=text))
    return digits


def _number(_: Variable, text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ValueError(said("'{text}' is not a number", text=text)) from None
    if not number.is_finite() or abs(number.adjusted()) > 12:
        raise ValueError(said("'{text}' is not a number people can read", text=text))
    return number


def _choice(variable: Variable, text: str) -> str:
    try:
        return variable.option(text)
    except KeyError:
        pass
    spellings = variable.spellings()
    near = get_close_matches(plain(text.casefold()), spellings, 1)
    if not near:
        raise ValueError(said("'{text}' is not one of its choices", text=text))
    meant = variable.choice_named(spellings[near[0]])
    raise ValueError(
        said("'{text}' is not one of its choices, perhaps {near}", text=text, near=meant)
    )


def _url(text: str, longest: int) -> str:
    try:
        address = urlsplit(text)
    except ValueError:
        raise ValueError(said("'{text}' is not an address", text=text)) from None
    if (
        address.scheme != "https"
        or address.username is not None
        or not _HOST.fullmatch(address.hostname or "")
    ):
        raise ValueError(
            said("'{text}' is not an address such as https://www.city.gr/snow", text=text)
        )
    # Greek letters in a link would not survive GSM-7.
    if not text.isascii() or re.search(r"[\s\"'<>\\`]", text) or len(text) > longest:
        raise ValueError(
            said(
                "it may have {longest} characters, Latin ones, without spaces or quotes",
                longest=longest,
            )
        )
    return text


_READERS: Mapping[VariableKind, Callable[[Variable, str], Value]] = {
    VariableKind.TEXT: _text,
    VariableKind.PHONE: _phone,
    VariableKind.NUMBER: _number,
    VariableKind.CHOICE: _choice,
    VariableKind.LINK: lambda _, text: _url(text, _LINK_LENGTH),
    VariableKind.URL: lambda _, text: _url(text, _URL_LENGTH),
}
