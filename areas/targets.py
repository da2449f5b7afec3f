"""Targets: what staff typed, found among the zones, and everybody it concerns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlmodel import Session

from areas.naming import CASES
from areas.tree import Names, ZoneView, list_zones
from areas.words import fold_text
from runtime import Said, UsageProblem, either, joined, said
from runtime.articles import IN, propose_in


class UnknownArea(UsageProblem):
    """No zone has that code or name. `tocsin areas list` shows those there are; --all is the whole
    municipality."""

    for_programs = "No zone has that code or name. `GET /v1/areas` lists those there are; `everywhere` is the whole municipality."


class AmbiguousArea(UsageProblem):
    """More than one zone has that name. Give the code instead; `tocsin areas list` shows the
    codes."""


@dataclass(frozen=True, slots=True)
class Area:
    """Where an alert is for: `codes` are the zones targeted, none of them means the whole
    municipality.

    `inside` are these zones and all within them, `ancestors` those around them, by id; `names` is
    language -> case -> name of each zone targeted, in order, every case filled: `in` as it is written
    down, else as grammar proposes it."""

    codes: tuple[str, ...] = ()
    inside: frozenset[int] = frozenset()
    ancestors: frozenset[int] = frozenset()
    names: tuple[Names, ...] = ()

    @property
    def zone_ids(self) -> frozenset[int]:
        """The zones whose residents are concerned; empty for the whole municipality."""
        return self.inside | self.ancestors


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The zones by everything they are called."""

    zones: Sequence[ZoneView]
    by_word: Mapping[str, Sequence[ZoneView]]

    def find(self, word: str) -> ZoneView:
        """The zone with that code or name, in any case and without accents; raises UnknownArea or
        AmbiguousArea."""
        found = self.by_word.get(fold_text(word), ())
        if not found:
            raise UnknownArea(joined(" ", self._unknown(word)))
        if len(found) > 1:
            raise AmbiguousArea(
                said(
                    "'{word}' may be {areas}.",
                    word=word,
                    areas=either([zone.code for zone in found]),
                )
            )
        return found[0]

    def _unknown(self, word: str) -> Iterator[Said]:
        yield said("There is no area '{word}'.", word=word)
        close = get_close_matches(fold_text(word), self.by_word, 3, 0.6)
        near = [zone for match in close for zone in self.by_word[match]]
        if names := list(
            dict.fromkeys(zone.code if word.isascii() else self._greek(zone) for zone in near)
        ):
            yield said("Did you mean {areas}?", areas=either(names))

    def _greek(self, zone: ZoneView) -> str:
        """What a zone is called in Greek, its code where that would not find it."""
        name = zone.names.get("el", {}).get("nominative", zone.code)
        return name if self.by_word.get(fold_text(name)) == [zone] else zone.code


def load_gazetteer(session: Session) -> Gazetteer:
    """All zones, ready to be found by what people call them."""
    found = list_zones(session)
    by_word: dict[str, list[ZoneView]] = {}
    for zone in found:
        for word in set(_words(zone)):
            by_word.setdefault(word, []).append(zone)
    # A code wins over the name of another zone.
    return Gazetteer(found, by_word | {fold_text(zone.code): [zone] for zone in found})


def find_area(session: Session, codes: Sequence[str]) -> Area:
    """The area of these codes or names; of none at all, the whole municipality. Raises UnknownArea
    or AmbiguousArea."""
    if not codes:
        return Area()
    atlas = load_gazetteer(session)
    targeted = list(dict.fromkeys(_each_code(atlas, codes)))
    by_code = {zone.code: zone for zone in atlas.zones}
    inside = {
        zone.id
        for zone in atlas.zones
        if not set(targeted).isdisjoint(_upwards(by_code, zone.code))
    }
    around = {by_code[above].id for code in targeted for above in _upwards(by_code, code)}
    return Area(
        tuple(targeted),
        frozenset(inside),
        frozenset(around - inside),
        tuple(_complete(by_code[code].names) for code in targeted),
    )


def _each_code(atlas: Gazetteer, words: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        try:
            yield atlas.find(word).code
        except (UnknownArea, AmbiguousArea) as problem:
            raise problem.at(f"#/areas/{place}") from None


def _words(zone: ZoneView) -> Iterator[str]:
    for forms in zone.names.values():
        yield from (fold_text(name) for name in forms.values())


def _upwards(by_code: Mapping[str, ZoneView], code: str) -> Iterator[str]:
    while code:
        yield code
        code = by_code[code].parent


def _complete(names: Names) -> Names:
    return {language: _forms(language, forms) for language, forms in names.items()}


def _forms(language: str, forms: Mapping[str, str]) -> Mapping[str, str]:
    cases = {case: forms.get(case) or forms["nominative"] for case in CASES}
    located = forms.get(IN) or propose_in(language, cases).words
    return cases | ({IN: located} if located else {})
