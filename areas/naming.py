"""Naming: the names of a zone as a file has them, and what is wrong with them."""

import re
import unicodedata
from collections.abc import Mapping

from areas.tables import Names
from runtime import said
from runtime.articles import IN, fits_in

CASES = ("nominative", "genitive", "accusative")
NEEDED = {"el": CASES, "en": ("nominative",)}
LONGEST_NAME = 50
LONGEST_FORM = LONGEST_NAME + 10  # with its preposition and article
_LANGUAGE = re.compile(r"[a-z]{2}")


def name_faults(properties: Mapping[str, object], names: Names) -> list[str]:
    """What is wrong with these names, which were read of these properties."""
    return [*_no_text(properties), *_missing(names)]


def read_names(properties: Mapping[str, object]) -> Names:
    """The names of a zone, by language and case."""
    table = properties.get("names")
    if isinstance(table, dict):
        return {
            str(language): {
                str(case): text_of(name)
                for case, name in _forms(names).items()
                if case != IN or text_of(name)
            }
            for language, names in table.items()
        }
    found: Names = {}
    for language, cases in NEEDED.items():
        given = {case: text_of(properties.get(_property(language, case))) for case in (*cases, IN)}
        found[language] = {case: name for case, name in given.items() if name}
    return found


def _no_text(properties: Mapping[str, object]) -> list[str]:
    """What may be left out, but is there as something else than text; of what is needed it is said
    that it is missing."""
    table = properties.get("names")
    optional = {
        "parent": properties.get("parent"),
        **{_property(language, IN): properties.get(_property(language, IN)) for language in NEEDED},
        **{
            f"names.{language}.{case}": name
            for language, names in (table.items() if isinstance(table, dict) else ())
            for case, name in _forms(names).items()
        },
    }
    return [
        said("its '{name}' is neither text nor null", name=name)
        for name, found in optional.items()
        if found is not None and not _is_text(found)
    ]


def _forms(names: object) -> Mapping[object, object]:
    return names if isinstance(names, dict) else {"nominative": names}


def _property(language: str, case: str) -> str:
    return f"name_{language}" if case == "nominative" else f"name_{language}_{case}"


def _missing(names: Names) -> list[str]:
    wrong = [
        said("it has no {name}", name=_property(language, case))
        for language, cases in (dict.fromkeys(names, CASES[:1]) | NEEDED).items()
        for case in cases
        if not names.get(language, {}).get(case)
    ]
    wrong += [
        said("'{language}' is no language code", language=language)
        for language in names
        if not _LANGUAGE.fullmatch(language)
    ]
    wrong += [
        said("'{case}' is no case", case=case)
        for forms in names.values()
        for case in forms
        if case not in (*CASES, IN)
    ]
    wrong += [
        said("its {name}: {what}", name=_property(language, IN), what=what)
        for language, forms in names.items()
        if IN in forms
        for what in unfit_form(language, forms[IN])
    ]
    return wrong + [
        fault
        for forms in names.values()
        for case, name in forms.items()
        if case != IN
        for fault in _unfit(name, LONGEST_NAME)
    ]


def unfit_form(language: str, words: str) -> list[str]:
    """What is wrong with what is to follow «χιονόπτωση»."""
    if fits_in(language, words):
        return _unfit(words, LONGEST_FORM)
    if language == "el":
        return [
            said(
                "'{words}' does not begin with στο, στη, στην, στον, στα, στις, στους or σε",
                words=words,
            )
        ]
    return [said("'{words}' does not begin with in, on, at, near, around or along", words=words)]


def _unfit(name: str, most: int) -> list[str]:
    if len(name) > most:
        return [
            said(
                "the name '{name}...' is longer than {most} letters",
                name=name[:20],
                most=most,
            )
        ]
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        return [said("a name holds characters that cannot be seen")]
    return []


def _is_text(found: object) -> bool:
    """Whether it can be read as text, as a number can that stands for a code."""
    return isinstance(found, (str, int)) and not isinstance(found, bool)


def text_of(found: object) -> str:
    """A text of a file, without blanks at its ends and doubled ones; nothing for what is none."""
    if not _is_text(found):
        return ""
    return " ".join(unicodedata.normalize("NFC", str(found)).split(" ")).strip()
