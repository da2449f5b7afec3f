"""Places: where a message is about, named as a language needs it."""

from collections.abc import Mapping
from dataclasses import dataclass

from templates.articles import with_article

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

    def concerned(self, language: str) -> str:
        """Its name as an object, which in Greek has its article: «αφορά τον Χορτιάτη»."""
        if language == SPOKEN_FIRST and SPOKEN_FIRST in self.names:
            return with_article(self.names[SPOKEN_FIRST])
        return self.name(language, "accusative")
