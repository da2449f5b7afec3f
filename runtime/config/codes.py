"""Codes: the languages, countries and currencies that there are, as Unicode's CLDR lists them."""

from collections.abc import Iterable
from functools import cache
from re import fullmatch

from babel import Locale
from babel.languages import get_official_languages

from runtime.sentences import Said, said

# Nearly every home names these alone, and the lists take a third of a second to read.
USUAL = frozenset({"el", "en", "GR", "EUR"})


def check_languages(codes: Iterable[str]) -> None:
    """Raise ValueError for the first code that is no language's, such as gr for Greek."""
    for code in codes:
        if code not in USUAL and not _is_language(code):
            raise ValueError(_no_language(code))


def check_countries(codes: Iterable[str]) -> None:
    """Raise ValueError for the first code that is no country's, such as EL for Greece."""
    for code in codes:
        if code not in USUAL and not (fullmatch("[A-Z]{2}", code) and code in _cldr().territories):
            raise ValueError(said("'{word}' is no code of a country, such as GR", word=code))


def check_currency(code: str) -> None:
    """Raise ValueError where the code is no currency's."""
    if code not in USUAL and code not in _cldr().currencies:
        raise ValueError(said("'{word}' is no code of a currency, such as EUR", word=code))


def _is_language(code: str) -> bool:
    return bool(fullmatch("[a-z]{2,3}", code)) and code in _cldr().languages


def _no_language(code: str) -> Said:
    meant = get_official_languages(code.upper()) if fullmatch("[A-Za-z]{2}", code) else ()
    if meant:
        return said(
            "'{word}' is no code of a language; did you mean '{near}'?", word=code, near=meant[0]
        )
    return said("'{word}' is no code of a language, such as de", word=code)


@cache
def _cldr() -> Locale:
    return Locale("en")
