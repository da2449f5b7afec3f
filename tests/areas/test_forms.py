"""What follows «χιονόπτωση» of a zone: proposed by grammar until a person writes it down."""

import json
from collections.abc import Mapping
from datetime import datetime

import pytest

from areas import (
    BadAreaChange,
    FormOrigin,
    PlaceForm,
    change_forms,
    find_area,
    import_zones,
    list_forms,
    load_gazetteer,
)
from areas.geojson import BadAreaFile
from runtime import LOCAL_OPERATOR, Actor, Database
from runtime.problems import NotAllowed

PORT = {
    "code": "port",
    "name_el": "Κίσσαμος",
    "name_el_genitive": "Κισσάμου",
    "name_el_accusative": "Κίσσαμο",
    "name_en": "Kissamos",
}
PEAK = {
    "code": "peak",
    "name_el": "Λυκαβηττός",
    "name_el_genitive": "Λυκαβηττού",
    "name_el_accusative": "Λυκαβηττό",
    "name_en": "Local Community of Lykavittos",
}
GUESSED = PlaceForm("peak", "el", "στον Λυκαβηττό", FormOrigin.DOUBTFUL)


def imported(
    database: Database, now: datetime, *zones: Mapping[str, str | None]
) -> list[PlaceForm]:
    features = [{"type": "Feature", "geometry": None, "properties": zone} for zone in zones]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    with database.writing() as session:
        return list(import_zones(session, content, by=LOCAL_OPERATOR, now=now).doubtful)


def written(database: Database, now: datetime, code: str, **forms: str) -> None:
    with database.writing() as session:
        zone = load_gazetteer(session).find(code)
        change_forms(session, zone, forms, by=LOCAL_OPERATOR, now=now)


def said(database: Database, code: str) -> dict[str, tuple[str, str]]:
    with database.reading() as session:
        found = [form for form in list_forms(session) if form.code == code]
    return {form.language: (form.words, str(form.origin)) for form in found}


def test_an_import_proposes_and_names_what_is_doubtful(database: Database, now: datetime) -> None:
    assert imported(database, now, PORT, PEAK) == [GUESSED]

    assert said(database, "port")["el"] == ("στην Κίσσαμο", "proposed")
    assert said(database, "peak") == {
        "el": ("στον Λυκαβηττό", "doubtful"),
        "en": ("in the Local Community of Lykavittos", "proposed"),
    }


def test_a_file_may_say_the_form_itself(database: Database, now: datetime) -> None:
    own = {**PEAK, "name_el_in": "στον Λυκαβηττό", "name_en_in": "on Lykavittos Hill"}

    assert imported(database, now, own) == []

    assert said(database, "peak") == {
        "el": ("στον Λυκαβηττό", "written"),
        "en": ("on Lykavittos Hill", "written"),
    }


def test_a_clerk_writes_a_form_and_takes_it_back(database: Database, now: datetime) -> None:
    imported(database, now, PEAK)

    written(database, now, "Λυκαβηττός", el="στον λόφο του Λυκαβηττού")
    changed = said(database, "peak")["el"]
    written(database, now, "peak", el="")

    assert changed == ("στον λόφο του Λυκαβηττού", "written")
    assert said(database, "peak")["el"] == ("στον Λυκαβηττό", "doubtful")


def test_a_later_file_keeps_what_was_written_down(database: Database, now: datetime) -> None:
    imported(database, now, PEAK)
    written(database, now, "peak", el="στον λόφο του Λυκαβηττού", en="on Lykavittos Hill")

    imported(database, now, {**PEAK, "name_el_in": None, "name_en": "Lykavittos"})

    assert said(database, "peak") == {
        "el": ("στον λόφο του Λυκαβηττού", "written"),
        "en": ("in Lykavittos", "proposed"),  # another name is said in another way
    }


def test_an_area_has_the_form_of_each_zone(database: Database, now: datetime) -> None:
    imported(database, now, PORT, PEAK)
    written(database, now, "peak", el="στον λόφο")

    with database.reading() as session:
        names = find_area(session, ["port", "peak"]).names

    assert [each["el"]["in"] for each in names] == ["στην Κίσσαμο", "στον λόφο"]
    assert names[0]["en"]["in"] == "in Kissamos"


@pytest.mark.parametrize(
    ("forms", "words"),
    [
        ({"el": "τον Λυκαβηττό"}, "'τον Λυκαβηττό' does not begin with στο"),
        ({"en": "Lykavittos"}, "'Lykavittos' does not begin with in, on, at"),
        ({"el": "στον " + "λόφο" * 20}, "longer than 60"),
        ({"sq": "në Lykavittos"}, "Zone peak has no name in 'sq'"),
    ],
)
def test_a_form_that_cannot_follow_is_refused(
    database: Database, now: datetime, forms: dict[str, str], words: str
) -> None:
    imported(database, now, PEAK)

    with pytest.raises(BadAreaChange, match=words):
        written(database, now, "peak", **forms)

    assert said(database, "peak")["el"] == ("στον Λυκαβηττό", "doubtful")


def test_a_file_with_such_a_form_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises(BadAreaFile, match="Zone peak: its name_el_in: 'τον Λυκαβηττό' does not"):
        imported(database, now, {**PEAK, "name_el_in": "τον Λυκαβηττό"})


def test_an_actor_without_the_right_writes_no_form(database: Database, now: datetime) -> None:
    imported(database, now, PEAK)

    with pytest.raises(NotAllowed), database.writing() as session:
        zone = load_gazetteer(session).find("peak")
        change_forms(session, zone, {"el": ""}, by=Actor("guest", frozenset()), now=now)
