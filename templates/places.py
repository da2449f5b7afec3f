"""Places: where a message is about, named as a language needs it."""

from collections.abc import Mapping
from dataclasses import dataclass

CASES = ("nominative", "genitive", "accusative")
SPOKEN_FIRST = "el"


@dataclass(frozen=True, slots=True)
class Place:
    """A zone and its names: by language, then by case; a language without cases has the nominative alone."""

    code: str
    names: Mapping[str, Mapping[str, str]]

    def name(self, language: str, case: str = "nominative") -> str:
        """Its name; without one in that language the Greek name, without any the code."""
        forms = self.names.get(language) or self.names.get(SPOKEN_FIRST) or {}
        return forms.get(case) or forms.get("nominative") or self.code
