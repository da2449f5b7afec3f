"""Places: where a message is about, named as a language needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runtime.articles import IN, as_object, propose_in

CASES = ("nominative", "genitive", "accusative")
SPOKEN_FIRST = "el"


@dataclass(frozen=True, slots=True)
class Place:
    """A zone and its names: by language, then by case; a language without cases has the nominative
    alone."""

    code: str
    names: Mapping[str, Mapping[str, str]]

    def name(self, language: str, case: str = "nominative") -> str:
        """Its name; without one in that language the Greek name, without any the code."""
        forms = self.names.get(language) or self.names.get(SPOKEN_FIRST) or {}
        return forms.get(case) or forms.get("nominative") or self.code

    def located(self, language: str) -> str:
        """Where something is that is there: «στον Χορτιάτη», "in Panorama"; the area's own form,
        else as grammar has it. Nothing in a language that has neither."""
        forms = self.names.get(language)
        return (forms.get(IN) or propose_in(language, forms).words) if forms else ""

    def concerned(self, language: str) -> str:
        """Its name as an object, which in Greek has its article: «αφορά τον Χορτιάτη»."""
        forms = self.names.get(language)
        return as_object(language, forms) if forms else self.name(language, "accusative")


def locate_each(places: Sequence[Place], language: str) -> list[str]:
    """Where each of these places is; in Greek each has a preposition of its own, elsewhere one that
    all share is said once. Empty where a language does not say it of each."""
    said = [place.located(language) for place in places]
    if not said or not all(said):
        return []
    first = said[0].partition(" ")[0]
    if language == SPOKEN_FIRST or any(each.partition(" ")[0] != first for each in said):
        return said
    return [said[0], *(each.partition(" ")[2] for each in said[1:])]
