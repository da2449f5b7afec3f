"""Places: the zones of a cell, as an office writes them: codes and names in any case, names of
units, several in one cell."""

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from areas import EVERYWHERE, AmbiguousArea, Gazetteer, UnknownArea, fold_text
from subscribers.readings.bad_values import BadValue
from subscribers.readings.cells import is_nothing
from subscribers.readings.texts import listed

_SHORT = {
    "δ ε": "δημοτικη ενοτητα",
    "δε": "δημοτικη ενοτητα",
    "δ κ": "δημοτικη κοινοτητα",
    "δκ": "δημοτικη κοινοτητα",
    "τ κ": "τοπικη κοινοτητα",
    "τκ": "τοπικη κοινοτητα",
}
_UNIT = re.compile(
    r"(?:δημοτικ(?:η|ησ) (?:ενοτητα|ενοτητασ|κοινοτητα|κοινοτητασ)|τοπικ(?:η|ησ) κοινοτητα[σ]?|κοινοτητα[σ]?|οικισμο[συ]|συνοικια[σ]?|"
    r"περιοχη[σ]?|ζωνη[σ]?|municipal unit of|community of|village of) "
)
_MUNICIPALITY = re.compile(r"(?:δημο[συ]?|δ|municipality of|city of) ")
_ARTICLE = re.compile(r"(?:ο|η|το|τα|οι|του|τησ|των|στο|στη|στην|στον|στα|στουσ|στισ|the) ")
_DASH = re.compile(r"\s*[-‐‑–—]\s*")
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_WITH_BRACKETS = re.compile(r"([^()\[\]]+)[(\[]([^()\[\]]+)[)\]]")
_BETWEEN = re.compile(r"\s*[/&+\n]\s*|\s+(?:και|κ\.?|and|-|–)\s+", re.IGNORECASE)


class NotAZone(BadValue):
    """Write codes or names of zones with commas between them, as `tocsin areas list` shows them; an
    empty cell is the whole municipality."""


def read_zones(text: str, gazetteer: Gazetteer, whole: Collection[str] = ()) -> frozenset[int]:
    """The ids of the zones of a cell; none for all, also by a name of the `whole` municipality.

    Raises NotAZone, which names what is not found and what is near it.
    """
    names = {form for name in whole for form in _names_of(name)}
    # «Δήμος Πανοράματος» is the municipality, and «Πανοράματος» alone a zone where one is called
    # so.
    names |= {
        bare for name in names if (bare := _MUNICIPALITY.sub("", name)) not in gazetteer.by_word
    }
    items = [item for item in listed(text) if not is_nothing(item)]
    if any(_plain(item) in EVERYWHERE or names & set(_names_of(item)) for item in (text, *items)):
        return frozenset()
    return frozenset(zone for item in items for zone in _zones(item, gazetteer))


def _zones(item: str, gazetteer: Gazetteer) -> set[int]:
    """One zone, or several with `/`, `&` or «και» between them."""
    try:
        return {_zone(item, gazetteer)}
    except NotAZone:
        if bracketed := _WITH_BRACKETS.fullmatch(item.strip()):
            return _bracketed(bracketed[1], bracketed[2], gazetteer)
        parts = [part for part in _BETWEEN.split(item) if part.strip()]
        if len(parts) < 2:
            raise
    return {zone for part in parts for zone in _zones(part, gazetteer)}


def _bracketed(outer: str, inner: str, gazetteer: Gazetteer) -> set[int]:
    """«Χορτιάτης (Εξοχή)»: the smaller of two zones that lie in each other, else both; a remark in
    brackets is passed over."""
    zone = _zone(outer.strip(), gazetteer)
    try:
        other = _zone(inner.strip(), gazetteer)
    except NotAZone:
        if get_close_matches(_plain(inner), gazetteer.by_word, 1, 0.8):
            raise
        return {zone}
    return {zone, other} - _above(zone, gazetteer) - _above(other, gazetteer)


def _above(zone: int, gazetteer: Gazetteer) -> set[int]:
    """The zones in which a zone lies."""
    by_code = {each.code: each for each in gazetteer.zones}
    found: set[int] = set()
    at = next(each for each in gazetteer.zones if each.id == zone)
    while at.parent in by_code and by_code[at.parent].id not in found:
        at = by_code[at.parent]
        found.add(at.id)
    return found


def _zone(words: str, gazetteer: Gazetteer) -> int:
    problem: UnknownArea | AmbiguousArea | None = None
    for form in _forms(words):
        try:
            return gazetteer.find(form).id
        except (UnknownArea, AmbiguousArea) as error:
            problem = problem or error
    raise NotAZone(*(problem.details if problem else ()))


def _forms(words: str) -> Iterator[str]:
    """The words as they stand, with «Δ.Ε.» written out, and the name alone."""
    yield words
    plain = _plain(words)
    for short, whole in _SHORT.items():
        if plain.startswith(f"{short} "):
            plain = f"{whole} {plain[len(short) + 1 :]}"
            break
    yield plain
    bare = _UNIT.sub("", plain)
    yield bare
    yield _ARTICLE.sub("", bare)


def _names_of(words: str) -> Iterator[str]:
    """What a municipality is called, and «Δήμου Πυλαίας-Χορτιάτη», «στον Δήμο ...» and «Δ. ...» as
    «δήμος ...»."""
    name = _joined(_IN_BRACKETS.sub("", words))
    yield name
    bare = _ARTICLE.sub("", name, count=1)
    if said := _MUNICIPALITY.match(bare):
        yield f"δημοσ {bare[said.end() :]}"
    if bare.endswith(" municipality"):
        yield f"δημοσ {bare.removesuffix(' municipality')}"


def _joined(words: str) -> str:
    """Plain, with any dash for a hyphen and nothing around it: «Πυλαίας - Χορτιάτη» is
    «Πυλαίας-Χορτιάτη»."""
    return _DASH.sub("-", _plain(words))


def _plain(words: str) -> str:
    return " ".join(fold_text(words).replace(".", " ").split())
