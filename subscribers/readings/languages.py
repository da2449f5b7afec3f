"""Languages: a code, a country or a name in Greek, English or the language itself, read as a
two-letter code."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from areas import fold_text
from runtime import said
from runtime.chains import DEFAULT_LANGUAGE
from subscribers.readings.bad_values import BadValue
from subscribers.readings.cells import tidied

# What offices write that is neither a code nor a name in Greek or English; the first of each
# language is its own name.
_WRITTEN = {
    "el": "ελληνικη ελληνασ ελληνιδα ελ gr ell gre greeklish ελλαδα greece",
    "en": "english gb us eng αγγ αγγλια",
    "sq": "shqip al alb sqi αλβ αλβανια",
    "de": "deutsch deu ger γερ",
    "fr": "francais fra fre γαλ",
    "it": "italiano ita",
    "es": "espanol spa",
    "ru": "русскии rus ρωσ",
    "bg": "български bul",
    "ro": "romana ron rum",
    "uk": "украінська ukr ua",
    "sr": "српски srp",
    "tr": "turkce tur",
    "ka": "ქართული kat geo",
    "hy": "հայերեն hye arm",
    "ar": "العربية ara",
    "ur": "اردو urd",
    "pl": "polski pol",
}
_MEANT = {word: code for code, words in _WRITTEN.items() for word in words.split()}
_SHORTEST = 3


class NotALanguage(BadValue):
    """This is no language. Write its two-letter code, like el, en, sq or de, or its name, like
    Ελληνικά."""


def read_language(text: str) -> str:
    """A two-letter code that babel knows; empty is Greek. Raises NotALanguage."""
    found, near = _found(text)
    if not found:
        raise NotALanguage(*([said("Did you mean {language}?", language=near)] if near else []))
    return found


@lru_cache(maxsize=10_000)
def _found(text: str) -> tuple[str, str]:
    """The code, or the nearest of the usual languages."""
    word = fold_text(tidied(text)).strip(" .")
    if not word:
        return DEFAULT_LANGUAGE, ""
    code = _MEANT.get(word) or _code(word) or _named().get(word) or _begun(word)
    return code, "" if code else _near(word)


def _code(word: str) -> str:
    """The code of `el`, `el-GR` or `el_GR`; empty for what babel does not know."""
    code, _, region = word.replace("_", "-").partition("-")
    if len(code) != 2 or not code.isascii() or not code.isalpha() or len(region) not in (0, 2, 4):
        return ""
    try:
        return Locale.parse(code).language
    except (UnknownLocaleError, ValueError):
        return ""


def _begun(word: str) -> str:
    """The one language whose name begins so, such as `Ελλ.`, or ends as an adjective does:
    `Αγγλική`; empty for several."""
    if len(word) < _SHORTEST:
        return ""
    found = {
        code for name, code in _named().items() if name.startswith(word) or name[:-1] == word[:-1]
    }
    return found.pop() if len(found) == 1 else ""


def _near(word: str) -> str:
    """The nearest of the usual languages, by its Greek name; empty for none."""
    usual = {fold_text(name): name for code in _WRITTEN if (name := Locale("el").languages[code])}
    begun = [name for name in usual if name.startswith(word)]
    near = begun or get_close_matches(word, usual, 1, 0.6)
    return usual[near[0]] if near else ""


@cache
def _named() -> Mapping[str, str]:
    """The codes of two letters by their names in English and Greek."""
    names = ((code, name) for each in ("en", "el") for code, name in Locale(each).languages.items())
    return {fold_text(name): code for code, name in names if len(code) == 2 and _code(code)}
