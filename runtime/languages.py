"""Languages: what the code says in another language than English, with its numbers and the names of
days as that language has them."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from babel.dates import get_day_names

from runtime.catalogues import read_words
from runtime.sentences import Said, SaidByLanguage

__all__ = ["LOCALES", "Translator", "load_translator", "read_words"]


# The words are those of the terminal; whatever staff are told elsewhere is said in the same.
LOCALES = Path(__file__).parents[1] / "console" / "locale"
SWAPPED = str.maketrans(",.", ".,")


class Translator(Formatter):
    """One language: its words by the English ones, which stand where there is none, and its numbers
    and names of days."""

    def __init__(
        self,
        language: str,
        words: Mapping[str, str | tuple[str, ...]],
        days: Mapping[str, Mapping[int, str]],
    ) -> None:
        """`days` are the names by strftime's word for them, Monday first."""
        self.language, self.words, self.days = language, words, days

    def of(self, text: str) -> str:
        """What was said, in this language, the values too."""
        if not isinstance(text, Said):
            return text
        if isinstance(text, SaidByLanguage):
            return text.in_language(self.language)
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


@cache
def load_translator(language: str) -> Translator:
    """The words of a language other than English."""
    days = {
        "%a": get_day_names("abbreviated", locale=language),
        "%A": get_day_names("wide", locale=language),
    }
    return Translator(language, read_words(LOCALES, language), days)
