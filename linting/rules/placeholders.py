"""The rule on values that nobody filled in (L09)."""

import re
from collections.abc import Iterator

from linting.cases import Case, TextMedium
from linting.findings import LintFinding, LintLevel
from linting.lexicons import lexicon
from linting.reading import TextReading
from linting.rules.found import Span, form_words
from runtime import mark, said

_SLOT = mark("'{words}' was never filled in: write the value.")
_EMPTY = mark("A value is missing here: write it, or leave out the words around it.")
_SPACES = mark("Two spaces: a value is missing between them, or one is too many.")
# What templates and programs leave behind, in the text as written.
_LEFT_OVER = tuple(
    re.compile(pattern)
    for pattern in (
        r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\$\{[^}]*\}|\{[^{}\n]{0,60}\}|\{\{|\}\}|\{%|%\}",
        r"%\(\w+\)[sdf]|(?<![\w%])%[sdf]\b|%%\w+%%|(?<!\w)%[A-Za-z_]{2,}%|\$[A-Za-z_]{2,}\b",
        r"<(?!https?:|mailto:)[^<>@\n\d][^<>@\n]{0,40}>",
        r"(?<![A-Za-zΑ-Ωα-ω])(?:[XxΧχ]{3,}|[XΧ]{2,}(?=\W|$)|(?:\d{2,}[XΧ]{2,}))(?![A-Za-zΑ-Ωα-ω])",
        r"\b(?:null|NULL|undefined|UNDEFINED|NaN|nil|TODO|FIXME|TBD|TBA|TBC|N/A|ΤΒΑ|ΤΒD)\b",
        r"\[object Object\]|\bdatetime\(|\bLorem ipsum\b",
        r"_{2,}|…{2,}|\.{4,}|(?<!\?)\?{2,}(?!\?)|\?{3,}|(?:--|__|\?\?):(?:--|__|\?\?)",
        r"\b(?:[a-z]+_)+[a-z]+\b(?=[\s.,)]|$)|\b[A-ZΑ-Ω]+(?:_[A-ZΑ-Ω]+)+\b|@\w+@|(?<=\s)(?:\.{3}|…)(?=[\s.,])",
        r"(?i)(?<!\w)(?:xx|χχ|dd|ηη|hh|ωω)[/:.-](?:xx|χχ|mm|μμ|λλ)(?:[/.-](?:y+|ε+))?(?!\w)",
    )
)
_NONE = re.compile(r"\bNone\b(?!\s+(?:of|is|are|was|were|has|have|will|can)\b)")
_HOLLOW = tuple(
    re.compile(pattern)
    for pattern in (
        r"\(\s*\)|\[\s*\]|«\s*»|“\s*”|\"\s*\"(?!\w)|<\s*>",
        r":[ \t]*[.,;](?!\w)|,[ \t]*[,.](?![\w.])|(?<=[^\W_])[ \t]+[.,](?=\s|$)|-[ \t]*,|\([,;:.\s]+\)",
        r"[:(,][ \t]*\Z|(?m:^)[^\n:.]{1,20}:[ \t]*\n(?=[^\n:.]{1,20}:[ \t])",
    )
)
_DOUBLED = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_IN_COLUMNS = re.compile(r"(?<=\S)(?:(?<=:)[ \u00a0]{2,}|[ \u00a0]{3,})(?=\S)")
_BRACKETS = re.compile(r"\[([^\[\]\n]{1,60})\]|\(([^()\n]{1,30})\)")
_NO_URL = re.compile(r"https?://\S+|[\w.+-]+@[\w.-]+|www\.\S+")


def fill_every_slot(case: Case, reading: TextReading) -> Iterator[LintFinding]:
    """L09: no placeholder, no empty slot, no doubled space."""
    found = sorted(_slots(case, reading))
    last = 0
    for start, end, say in found:
        if start < last:
            continue
        last = end
        words = said(say, words=case.text[start:end].strip()) if say == _SLOT else said(say)
        yield LintFinding(start, end, "L09", LintLevel.ERROR, words)


def _slots(case: Case, reading: TextReading) -> Iterator[tuple[int, int, str]]:
    text = _NO_URL.sub(lambda found: "h" * len(found.group()), case.text)
    for pattern in (*_LEFT_OVER, _NONE):
        yield from ((*found.span(), _SLOT) for found in pattern.finditer(text))
    for pattern in _HOLLOW:
        yield from ((*found.span(), _EMPTY) for found in pattern.finditer(text))
    yield from ((*found.span(), _EMPTY) for found in _dangling(case, reading))
    yield from ((*span, _SLOT) for span in _bracketed(case, reading))
    unfilled = form_words(case.lang, "unfilled")
    yield from ((*found.span(), _SLOT) for found in unfilled.finditer(reading.folded))
    layout = [found.span() for found in _IN_COLUMNS.finditer(text)]
    for found in _DOUBLED.finditer(text):
        if case.medium is not TextMedium.EMAIL or found.span() not in layout:
            yield *found.span(), _SPACES


def _bracketed(case: Case, reading: TextReading) -> Iterator[Span]:
    """Words for a slot in brackets; `[ΑΣΚΗΣΗ]`, `[1]` and a name are none."""
    slots, orders, titles = (form_words(case.lang, each) for each in ("slots", "orders", "titles"))
    for found in _BRACKETS.finditer(reading.folded):
        inside = (found[1] or found[2]).strip()
        is_title = titles.search(inside) and not slots.fullmatch(inside)
        if found[1] and not is_title and re.search(r"[^\W\d]", inside):
            yield found.span()
        in_capitals = case.text[slice(*found.span())].isupper() and not case.text.isupper()
        if orders.match(inside) or (in_capitals and slots.fullmatch(inside)):
            yield found.span()


# «Μείνετε σπίτι και, αν οδηγήσετε, ...»: nothing is missing there.
_NO_CLAUSE = r"(?!\s*(?:ΑΝ|ΟΤΑΝ|ΕΦΟΣΟΝ|ΟΠΟΥ|IF|WHEN|WHERE|UNLESS)\b)"


def _dangling(case: Case, reading: TextReading) -> Iterator[re.Match[str]]:
    """«έως .», "from until": words that lead to a value, and none follows."""
    words = lexicon("form", case.lang)["dangling"]
    leading = form_words(case.lang, "dangling").pattern
    pairs = r"(?<!\w)(?:ΑΠΟ\s+(?:ΕΩΣ|ΜΕΧΡΙ)|FROM\s+(?:UNTIL|TO|TILL))(?!\w)" if words else r"(?!)"
    yield from re.finditer(
        rf"{pairs}|{leading}[ \t]*(?:[.,]+(?=\s|$){_NO_CLAUSE}|\Z)", reading.folded
    )
