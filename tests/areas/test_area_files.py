"""What an office hands in as its zones, good and bad, on both databases."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from areas import AreaChange, AreaImport, import_zones, list_zones, plan_import
from areas.atlas import AreaMove, NameChange
from areas.geojson import BadAreaFile, UnreadableAreaFile
from runtime import LOCAL_OPERATOR, Actor, Database
from runtime.problems import NotAllowed
from tests.conftest import NOW

EXAMPLE = Path(__file__).parents[2] / "examples" / "municipality.geojson"
SQUARE = [[22.9, 40.5], [23.0, 40.5], [23.0, 40.6], [22.9, 40.6], [22.9, 40.5]]


def zone(
    code: str = "hill", parent: str = "", ring: object = None, **more: object
) -> dict[str, Any]:
    names = {
        "name_el": "Λόφος",
        "name_el_genitive": "Λόφου",
        "name_el_accusative": "Λόφο",
        "name_en": "Hill",
    }
    if code != "hill":
        names = {key: f"{name} {code}" for key, name in names.items()}
    shape = {"type": "Polygon", "coordinates": [ring or SQUARE]}
    return {
        "type": "Feature",
        "properties": {"code": code, "parent": parent, **names, **more},
        "geometry": shape,
    }


def file(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def kept(database: Database, content: bytes) -> AreaImport:
    with database.writing() as session:
        return import_zones(session, content, by=LOCAL_OPERATOR, now=NOW)


def test_an_office_imports_its_zones_as_a_tree(database: Database) -> None:
    done = kept(database, EXAMPLE.read_bytes())

    with database.reading() as session:
        found = {
            zone.code: (zone.parent, zone.name("el"), zone.depth) for zone in list_zones(session)
        }
    assert done == AreaImport(added=9, changed=0, unchanged=0)
    assert found["panorama"] == ("unit-panorama", "Πανόραμα", 1)


def test_the_same_file_twice_changes_nothing(database: Database) -> None:
    kept(database, EXAMPLE.read_bytes())

    assert kept(database, EXAMPLE.read_bytes()) == AreaImport(added=0, changed=0, unchanged=9)


def test_a_zone_that_moves_keeps_its_number(database: Database) -> None:
    kept(database, file(zone("a"), zone("b")))
    with database.reading() as session:
        before = {zone.code: zone.id for zone in list_zones(session)}

    done = kept(database, file(zone("b", parent="a")))

    with database.reading() as session:
        after = {zone.code: (zone.id, zone.parent) for zone in list_zones(session)}
    assert done == AreaImport(added=0, changed=1, unchanged=0, moved=(AreaMove("b", "", "a"),))
    assert after == {"a": (before["a"], ""), "b": (before["b"], "a")}


def test_a_file_that_says_nothing_of_parents_moves_nobody(database: Database) -> None:
    kept(database, file(zone("a"), zone("b", parent="a")))
    silent = zone("b", name_en="Other")
    del silent["properties"]["parent"]

    done = kept(database, file(silent))

    with database.reading() as session:
        assert {each.code: each.parent for each in list_zones(session)} == {"a": "", "b": "a"}
    assert (done.changed, done.moved) == (1, ())


def test_a_plan_names_what_changes_in_a_zone(database: Database) -> None:
    kept(database, file(zone("a"), zone("b"), zone("c")))
    wide = [[x - 0.1 if x == 22.9 else x, y] for x, y in SQUARE]
    content = file(zone("a", name_en="Mount"), zone("b", ring=wide), zone("c"))

    with database.reading() as session:
        plan = plan_import(session, content, by=LOCAL_OPERATOR)

    renamed = AreaChange("a", (NameChange("en", "nominative", "Hill a", "Mount"),), outline=False)
    assert plan == AreaImport(0, 2, 1, changes=(renamed, AreaChange("b", (), outline=True)))
    assert kept(database, content) == plan


def test_a_plan_shows_what_an_import_changes_and_keeps_nothing(database: Database) -> None:
    kept(database, file(zone("a"), zone("b"), zone("c", parent="b")))
    content = file(zone("a"), zone("c", parent=""), zone("d", parent="a"))

    with database.reading() as session:
        plan = plan_import(session, content, by=LOCAL_OPERATOR)
        before = [each.code for each in list_zones(session)]

    assert plan == AreaImport(added=1, changed=1, unchanged=1, moved=(AreaMove("c", "b", ""),))
    assert before == ["a", "b", "c"]
    assert kept(database, content) == plan


def test_a_table_of_names_says_the_same_as_single_names(database: Database) -> None:
    table = {"el": {"nominative": "Λόφος", "genitive": "Λόφου", "accusative": "Λόφο"}, "en": "Hill"}
    tabled = zone()
    tabled["properties"] = {"code": "hill", "names": table}
    kept(database, file(zone()))

    assert kept(database, file(tabled)).unchanged == 1


def _flawed(**properties: object) -> bytes:
    return file(zone(**properties))  # type: ignore[arg-type]


def _with_geometry(geometry: object) -> bytes:
    return file({**zone(), "geometry": geometry})


SLIVER = [[22.9, 40.5], [23.0, 40.5], [23.0, 40.500002], [22.9, 40.500002], [22.9, 40.5]]
FAR_SLIVER = [[x, y + 0.2] for x, y in SLIVER]
BOW = [[22.9, 40.5], [23.0, 40.6], [23.0, 40.5], [22.9, 40.6], [22.9, 40.5]]
FLAWS = {
    "a crossing outline": (_flawed(ring=BOW), "crosses itself near"),
    "an open outline": (_flawed(ring=SQUARE[:-1]), "not closed"),
    "a line": (_flawed(ring=[SQUARE[0], SQUARE[1], SQUARE[0]]), "fewer than three corners"),
    "latitude first": (_flawed(ring=[[y, x] for x, y in SQUARE]), "swapped"),
    "metres": (_flawed(ring=[[x * 20000, y * 100000] for x, y in SQUARE]), "not degrees"),
    "another country": (
        _flawed(ring=[[x - 20, y] for x, y in SQUARE]),
        "outside Greece and Cyprus",
    ),
    "no numbers": (_flawed(ring=[["22", "40"]] * 4), "not a number"),
    "a point": (
        _with_geometry({"type": "Point", "coordinates": [22.9, 40.5]}),
        "must be a Polygon",
    ),
    "nothing in it": (
        _with_geometry({"type": "Polygon", "coordinates": []}),
        "empty or not nested",
    ),
    "text as geometry": (_with_geometry("POLYGON"), "neither a GeoJSON geometry nor null"),
    "no code": (_flawed(code=""), "has no code"),
    "a code with spaces": (_flawed(code="a b"), "its code must be"),
    "a code twice": (file(zone("a"), zone("A")), "there 2 times"),
    "an unknown parent": (_flawed(parent="moon"), "neither in the file nor known"),
    "a parent that is a list": (
        _flawed(parent=["a"]),
        "Zone hill: its 'parent' is neither text nor null",
    ),
    "a parent that is a fact": (
        _flawed(parent=False),
        "Zone hill: its 'parent' is neither text nor null",
    ),
    "a name that is a list": (
        _flawed(name_el_in=["στον Λόφο"]),
        "its 'name_el_in' is neither text",
    ),
    "a name in the table that is a list": (
        _flawed(names={"el": {"nominative": "Λόφος", "in": ["στον Λόφο"]}}),
        "its 'names.el.in' is neither text nor null",
    ),
    "a circle": (file(zone("a", "b"), zone("b", "a")), "lies inside itself"),
    "its own parent": (file(zone("a", "a")), "lies inside itself"),
    "no English name": (_flawed(name_en=""), "has no name_en"),
    "no genitive": (_flawed(name_el_genitive=None), "has no name_el_genitive"),
    "a line end in a name": (_flawed(name_en="Hill\nTo: x"), "cannot be seen"),
    "an endless name": (_flawed(name_en="Hill" * 20), "longer than 50"),
    "everybody's code": (_flawed(code="all"), "may not be called 'all'"),
    "everybody's name": (_flawed(name_el="Παντού"), "may not be called 'Παντού'"),
    "a name twice": (
        file(zone("a", name_en="Top"), zone("b", name_en="TOP")),
        "Zone a: zone b is called 'Top' too",
    ),
    "a sliver": (_flawed(ring=SLIVER), "is a sliver, less than 1 m wide"),
    "a sliver beside it": (
        _with_geometry({"type": "MultiPolygon", "coordinates": [[SQUARE], [FAR_SLIVER]]}),
        "is a sliver, less than 1 m wide near",
    ),
    "an outline around nothing": (
        _flawed(ring=[SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[0]]),
        "encloses nothing|crosses itself",
    ),
    "no properties": (file({"type": "Feature"}), "no Feature with properties"),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flawed_zone_is_explained_and_nothing_is_imported(sqlite: Database, flaw: str) -> None:
    content, words = FLAWS[flaw]

    with pytest.raises(BadAreaFile, match=words):
        kept(sqlite, content)

    with sqlite.reading() as session:
        assert list_zones(session) == []


UNREADABLE = {
    "empty": (b"", "empty"),
    "cut off": (EXAMPLE.read_bytes()[:500], "not JSON"),
    "UTF-16": (EXAMPLE.read_text("utf-8").encode("utf-16"), "not UTF-8"),
    "Greek Windows": ('{"a": "Δήμος"}'.encode("cp1253"), "not UTF-8"),
    "one feature": (json.dumps(zone()).encode(), "no FeatureCollection"),
    "a list": (b"[]", "no FeatureCollection"),
    "no features": (file(), "no features"),
    "too deep": (b'{"type":' + b"[" * 200_000, "nested too deep"),
    "another grid": (
        json.dumps(
            {"type": "FeatureCollection", "features": [zone()], "crs": {"name": "EPSG:2100"}}
        ).encode(),
        "WGS 84",
    ),
}


@pytest.mark.parametrize("flaw", UNREADABLE)
def test_an_unreadable_file_is_one_sentence(sqlite: Database, flaw: str) -> None:
    content, words = UNREADABLE[flaw]

    with pytest.raises(UnreadableAreaFile, match=words):
        kept(sqlite, content)


def test_all_faults_of_a_file_are_told_at_once(sqlite: Database) -> None:
    bad = deepcopy(zone("low"))
    bad["properties"]["name_en"] = ""

    with pytest.raises(BadAreaFile) as told:
        kept(sqlite, file(zone("high", ring=BOW), bad, zone("good")))

    assert [line.split(":")[0] for line in told.value.details] == ["Zone high", "Zone low"]


def test_an_actor_without_the_right_changes_no_zone(sqlite: Database) -> None:
    with pytest.raises(NotAllowed), sqlite.writing() as session:
        import_zones(session, EXAMPLE.read_bytes(), by=Actor("guest", frozenset()), now=NOW)
