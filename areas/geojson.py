"""Area files: a GeoJSON FeatureCollection (RFC 7946), read whole, with everything that is wrong
said at once.

Properties of a feature: `code`, `parent` (a code; null at the top; absent where it stays as it is),
and its names: `name_el` with `name_el_genitive` and `name_el_accusative`, `name_en`; or `names`:
{"el": {"nominative", "genitive", "accusative"}, "en": {"nominative"}}. `name_el_in` is what follows
«χιονόπτωση», «στον Χορτιάτη», and `name_en_in` what follows "snow": proposed where a file has none."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from areas.naming import name_faults, read_names, text_of
from areas.shapes import BadShape, Shape, read_shape
from areas.tables import Names
from areas.words import EVERYWHERE, fold_text
from runtime import Problem, said
from runtime.documents import DoubledKey, parse_json

LARGEST_FILE = 50_000_000
SHOWN = 40
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


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
    names = read_names(properties)
    wrong += [*name_faults(properties, names), *_meant_for_all("", names)]
    parent = text_of(properties["parent"]) if "parent" in properties else None
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
    code = text_of(properties.get("code"))
    if not code:
        return "", [said("it has no code")]
    wrong = read_code(code)
    return ("", wrong) if wrong else (code, [])


def read_code(code: str) -> list[str]:
    """What is wrong with the code of a zone."""
    if not _CODE.fullmatch(code):
        return [said("its code must be up to 60 letters a-z, digits, points and hyphens")]
    return _meant_for_all(code, {})
