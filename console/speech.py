"""Speech: the language in which the terminal speaks to staff, and what the code says in it.

The words in the code are English; the others are in locale/, and nothing of them is read while English is spoken.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

ENGLISH, GREEK = "en", "el"
LOCALES = Path(__file__).parent / "locale"
SWAPPED = str.maketrans(",.", ".,")
# Set where a command begins, so that whatever speaks in it need not be told.
SPOKEN: ContextVar[str] = ContextVar("language", default=ENGLISH)


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """What TOCSIN_LANGUAGE names, else `language` in the tocsin.toml of the home that this command works on, else English."""
    folder = Path(_home(arguments) or environment.get("TOCSIN_HOME") or ".")
    path = folder / "tocsin.toml"
    told = environment.get("TOCSIN_LANGUAGE") or (path.is_file() and _set_in(path))
    return GREEK if told == GREEK else ENGLISH


def spoken(text: str) -> str:
    """A text as the person at the terminal reads it; what is no `Said` stays as it is."""
    return text if SPOKEN.get() == ENGLISH else speech(SPOKEN.get()).of(text)


@cache
def speech(language: str) -> "Speech":
    """The words of a language other than English."""
    from babel.dates import get_day_names

    from runtime.catalogues import read_words

    days = {
        "%a": get_day_names("abbreviated", locale=language),
        "%A": get_day_names("wide", locale=language),
    }
    return Speech(read_words(LOCALES, language), days)


class Speech(Formatter):
    """One language: its words by the English ones, which stand where there is none, and its numbers and names of days."""

    def __init__(
        self, words: Mapping[str, str | tuple[str, ...]], days: Mapping[str, Mapping[int, str]]
    ) -> None:
        """`days` are the names by strftime's word for them, Monday first."""
        self.words, self.days = words, days

    def of(self, text: str) -> str:
        """What was said, in this language, the values too."""
        from runtime import Said

        if not isinstance(text, Said):
            return text
        found = self.words.get(text.template) or tuple(
            form.replace("; ", "· ") for form in (text.template, text.plural)
        )
        forms = (found, found) if isinstance(found, str) else found
        form = forms[1] if text.plural and text.values["count"] != 1 else forms[0]
        return self.vformat(form, (), text.values) if text.values else form

    def of_words(self, english: str) -> str:
        """English words without values, such as a help text, in this language."""
        found = self.words.get(" ".join(english.split()), english)
        return found if isinstance(found, str) else found[0]

    def format_field(self, value: Any, format_spec: str) -> str:
        """One value of a sentence."""
        if isinstance(value, str):
            return format(self.of(value), format_spec)
        if isinstance(value, date):
            for spec, names in self.days.items():
                format_spec = format_spec.replace(spec, names[value.weekday()])
        shown = format(value, format_spec)
        return shown.translate(SWAPPED) if isinstance(value, int | float) else shown


def _home(arguments: Sequence[str]) -> str:
    """What `--home` names, read before anything else is."""
    for place, argument in enumerate(arguments):
        if argument.startswith("--home="):
            return argument.removeprefix("--home=")
        if argument == "--home":
            return "".join(arguments[place + 1 : place + 2])
    return ""


def _set_in(path: Path) -> object:
    """The language of a configuration; one that cannot be read is explained where it is opened."""
    from tomllib import TOMLDecodeError, loads

    try:
        return loads(path.read_text("utf-8")).get("language")
    except (OSError, UnicodeDecodeError, TOMLDecodeError):
        return None
