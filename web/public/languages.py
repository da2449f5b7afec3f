"""Languages: in which one a page is rendered, and its words. The words in the code are English; the
others are in locale/."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import fullmatch

from babel import Locale
from starlette.requests import Request

from runtime.chains import Chains, read_in
from runtime.languages import read_words
from subscribers.readings import read_language

LANGUAGES = {"el": "Ελληνικά", "en": "English"}
DEFAULT = "el"
LOCALES = Path(__file__).parent / "locale"


def mark(words: str) -> str:
    """Mark English words that are translated later, where they are shown."""
    return words


@dataclass(frozen=True, slots=True)
class PageTranslator:
    """One language: its words by the English ones, which stand where there is none."""

    code: str
    words: Mapping[str, str | tuple[str, ...]]

    def one(self, words: str) -> str:
        """The words in this language."""
        found = self.words.get(words, words)
        return found if isinstance(found, str) else found[0]

    def many(self, singular: str, plural: str, number: int) -> str:
        """The words for a number of things; both of our languages have two forms."""
        found = self.words.get(singular)
        forms = found if isinstance(found, tuple) else (singular, plural)
        return forms[0] if number == 1 else forms[1]


@cache
def page_translators() -> Mapping[str, PageTranslator]:
    """Every language of the pages."""
    return {code: PageTranslator(code, read_words(LOCALES, code)) for code in LANGUAGES}


def chosen(request: Request, own: str = "") -> str:
    """The language that was asked for by `?lang=`, else the resident's own, else the browser's;
    each by its chain, Greek at last."""
    chains: Chains = request.app.state.context.home.config.languages
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    if own:
        return read_in(own, LANGUAGES, chains)
    wanted = sorted(_accepted(request.headers.get("accept-language", "")[:500]), reverse=True)
    spoken = [code for _, _, code in wanted if fullmatch("[a-z]{2,3}", code)]
    exact = (code for code in spoken if code in LANGUAGES)
    return next(exact, read_in(spoken[0], LANGUAGES, chains) if spoken else DEFAULT)


def offered(own: str) -> Mapping[str, str]:
    """The languages that somebody may choose for their messages: those of the pages, and the one
    they have."""
    known = read_language(own)
    return (
        LANGUAGES
        if known in LANGUAGES
        else {**LANGUAGES, known: Locale(known).get_display_name() or known}
    )


def _accepted(header: str) -> list[tuple[float, int, str]]:
    """RFC 9110 12.5.4: the weight, the place from the end, and the language of each range."""
    found = []
    for place, item in enumerate(header.split(",")):
        name, _, weight = item.partition(";")
        try:
            share = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            share = 0.0
        if share > 0:
            found.append((share, -place, name.strip().lower().partition("-")[0]))
    return found
