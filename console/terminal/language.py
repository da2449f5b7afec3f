"""The language in which the terminal speaks to staff, and what the code says in it.

The words in the code are English; the others are in locale/, which is not read while English is
spoken."""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

    from runtime.languages import Translator

ENGLISH, GREEK = "en", "el"
# Set where a command begins, so that whatever speaks in it need not be told.
SPOKEN: ContextVar[str] = ContextVar("language", default=ENGLISH)
# Set where a home is opened: the clocks by which its people live.
CLOCKS: ContextVar["tzinfo | None"] = ContextVar("clocks", default=None)


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """What TOCSIN_LANGUAGE names, else `language` in the tocsin.toml of the home that this command
    works on, else English."""
    folder = Path(_home(arguments) or environment.get("TOCSIN_HOME") or ".")
    path = folder / "tocsin.toml"
    told = environment.get("TOCSIN_LANGUAGE") or (path.is_file() and _set_in(path))
    return GREEK if told == GREEK else ENGLISH


def spoken(text: str) -> str:
    """A text as the person at the terminal reads it, by the clocks of their municipality; what is
    no `Said` stays as it is."""
    if (zone := CLOCKS.get()) is not None:
        from runtime import by_clocks

        text = by_clocks(text, zone)
    return text if SPOKEN.get() == ENGLISH else speech(SPOKEN.get()).of(text)


def speech(language: str) -> "Translator":
    """The words of a language other than English."""
    from runtime.languages import load_translator

    return load_translator(language)


def language_name(code: str) -> str:
    """What a language is called by the person at the terminal; in English its code."""
    if SPOKEN.get() == ENGLISH:
        return code
    from babel import Locale

    return str(Locale(SPOKEN.get()).languages.get(code, code)).lower()


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
