"""Foreign letters: free texts that readers of a language would get in the letters of another."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping

from babel.core import get_global

from templates.definition import Template, VariableKind
from templates.readers import Value

# How Unicode begins the name of a letter of each script (ISO 15924).
_LETTERS = {
    "Arab": "ARABIC",
    "Armn": "ARMENIAN",
    "Cyrl": "CYRILLIC",
    "Geor": "GEORGIAN",
    "Grek": "GREEK",
    "Hebr": "HEBREW",
    "Latn": "LATIN",
}


def list_foreign_texts(
    template: Template, values: Mapping[str, Value], languages: Collection[str]
) -> Iterator[str]:
    """The values to give, `impact.en`, so that nobody reads a text mostly in letters that their
    language is not written in."""
    texts = [each.name for each in template.variables if each.kind is VariableKind.TEXT]
    for name in texts:
        for language in sorted(languages):
            text = values.get(f"{name}.{language}", values.get(name, ""))
            if _is_foreign(str(text), language):
                yield f"{name}.{language}"


def _is_foreign(text: str, language: str) -> bool:
    script = _LETTERS.get(_script(language))
    letters = [each for each in text if each.isalpha()]
    if script is None or not letters:
        return False
    own = sum(unicodedata.name(each, "").startswith(script) for each in letters)
    return own * 2 < len(letters)


def _script(language: str) -> str:
    """The script that a language is written in, by CLDR: `Grek` for `el`."""
    likely: Mapping[str, str] = get_global("likely_subtags")
    return likely.get(language, "").partition("_")[2].partition("_")[0]
