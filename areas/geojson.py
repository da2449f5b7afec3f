"""Area files: a GeoJSON FeatureCollection (RFC 7946), read whole, with everything that is wrong
said at once.

Properties of a feature: `code`, `parent` (a code; null at the top; absent where it stays as it is),
and its names: `name_el` with `name_el_genitive` and `name_el_accusative`, `name_en`; or `names`:
{"el": {"nominative", "genitive", "accusative"}, "en": {"nominative"}}. `name_el_in` is what follows
«χιονόπτωση», «στον Χορτιάτη»: only where the article cannot be told from the other names."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from areas.shapes import BadShape, Shape, read_shape
from areas.tables import Names
from areas.words import EVERYWHERE, fold_text
from runtime import Problem, said
from runtime.documents import DoubledKey, parse_json

CASES = ("nominative", "genitive", "accusative")
IN = "in"  # preposition, article and accusative
NEEDED = {"el": CASES, "en": ("nominative",)}
LONGEST_NAME = 50
LARGEST_FILE = 50_000_000
SHOWN = 40
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2}")


class UnreadableAreaFile(Problem):
    """Nothing was imported. An area file is a GeoJSON FeatureCollection in UTF-8; `tocsin areas
    import --help` shows its form."""

    for_programs = "Nothing was imported. An area file is a GeoJSON FeatureCollection in UTF-8; /openapi.json shows its form."


class BadAreaFile(Problem):
    """Nothing was imported: an area file is taken whole or not at all. Correct it, then repeat
    `tocsin areas import FILE.geojson`."""

    @classmethod
    def of(cls, faults: Sequence[str]) -> "BadAreaFile":
        """All faults of one file, a line each; of very many the first."""
        more = [f"... and {len(faults) - SHOWN} more."] if len(faults) > SHOWN else []
        return cls(*faults[:SHOWN], *more)


@dataclass(frozen=True, slots=True)
class Draft:
    """One zone as a file has it; `parent` is a code, empty for a zone at the top, None where the
    file does not say."""

    code: str
    parent: str | None
    names: Names
    shape: Shape


def read_drafts(content: bytes) -> tuple[Draft, ...]:
    """The zones of an area file; raises UnreadableAreaFile, or BadAreaFile with every fault
    found."""
    drafts: list[Draft] = []
    faults: list[str] = []
    for number, feature in enumerate(_features(content), 1):
        found, wrong = _draft(feature)
        drafts.append(found)
        faults += [
            said(
                "Zone {zone}: {what}.",
                zone=found.code or said("number {number}", number=number),
                what=what,
            )
            for what in wrong
        ]
    if faults:
        raise BadAreaFile.of(faults)
    return tuple(drafts)


def _features(content: bytes) -> Sequence[object]:
    tree = _json(content)
    if not isinstance(tree, dict) or tree.get("type") != "FeatureCollection":
        raise UnreadableAreaFile(said("The file is no FeatureCollection."))
    features = tree.get("features")
    if not isinstance(features, list) or not features:
        raise UnreadableAreaFile(said("The file has no features."))
    if "crs" in tree and not re.search(r"CRS84|4326", json.dumps(tree["crs"])):
        raise UnreadableAreaFile(
            said("Its coordinates are not in WGS 84: save it again as EPSG:4326.")
        )
    return features


def _json(content: bytes) -> object:
    if not content.strip():
        raise UnreadableAreaFile(said("The file is empty."))
    if len(content) > LARGEST_FILE:
        raise UnreadableAreaFile(
            said("The file is larger than {size} MB.", size=LARGEST_FILE // 1_000_000)
        )
    try:
        return parse_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableAreaFile(said("The file is not UTF-8 text.")) from None
    except DoubledKey as doubled:
        raise UnreadableAreaFile(*doubled.details) from None
    except json.JSONDecodeError as error:
        raise UnreadableAreaFile(
            said("The file is not JSON: line {line}, {fault}.", line=error.lineno, fault=error.msg)
        ) from None
    except (RecursionError, ValueError):
        raise UnreadableAreaFile(
            said("The file is not GeoJSON: it is nested too deep or has absurd numbers.")
        ) from None


def _draft(feature: object) -> tuple[Draft, list[str]]:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return Draft("", None, {}, {}), [said("it is no Feature with properties")]
    properties = feature["properties"]
    code, wrong = _code(properties)
    names = _names(properties)
    wrong += [*_no_text(properties), *_missing(names), *_meant_for_all("", names)]
    parent = _text(properties["parent"]) if "parent" in properties else None
    try:
        shape = read_shape(feature.get("geometry"))
    except BadShape as bad:
        return Draft(code, parent, names, {}), [*wrong, bad.what]
    return Draft(code, parent, names, shape), wrong


def _meant_for_all(code: str, names: Names) -> list[str]:
    """What it is called that means the whole municipality, wherever staff or residents write it."""
    called = dict.fromkeys([code, *(name for forms in names.values() for name in forms.values())])
    return [
        said("it may not be called '{name}', which means the whole municipality", name=name)
        for name in called
        if fold_text(name) in EVERYWHERE
    ]


def _code(properties: Mapping[str, object]) -> tuple[str, list[str]]:
    code = _text(properties.get("code"))
    if not code:
        return "", [said("it has no code")]
    wrong = read_code(code)
    return ("", wrong) if wrong else (code, [])


def read_code(code: str) -> list[str]:
    """What is wrong with the code of a zone."""
    if not _CODE.fullmatch(code):
        return [said("its code must be up to 60 letters a-z, digits, points and hyphens")]
    return _meant_for_all(code, {})


def _names(properties: Mapping[str, object]) -> Names:
    table = properties.get("names")
    if isinstance(table, dict):
        return {
            str(language): {str(case): _text(name) for case, name in _forms(names).items()}
            for language, names in table.items()
        }
    found: Names = {}
    for language, cases in NEEDED.items():
        given = {case: _text(properties.get(_property(language, case))) for case in (*cases, IN)}
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
    return wrong + [
        fault for forms in names.values() for name in forms.values() for fault in _unfit(name)
    ]


def _unfit(name: str) -> list[str]:
    if len(name) > LONGEST_NAME:
        return [
            said(
                "the name '{name}...' is longer than {most} letters",
                name=name[:20],
                most=LONGEST_NAME,
            )
        ]
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        return [said("a name holds characters that cannot be seen")]
    return []


def _is_text(found: object) -> bool:
    """Whether it can be read as text, as a number can that stands for a code."""
    return isinstance(found, (str, int)) and not isinstance(found, bool)


def _text(found: object) -> str:
    if not _is_text(found):
        return ""
    return " ".join(unicodedata.normalize("NFC", str(found)).split(" ")).strip()
