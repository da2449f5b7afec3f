"""What staff type as an area, and whom it concerns."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from areas import AmbiguousArea, Area, UnknownArea, find_area, import_zones, list_zones
from runtime import LOCAL_OPERATOR, Database

EXAMPLE = Path(__file__).parents[2] / "examples" / "municipality.geojson"


@pytest.fixture
def atlas(sqlite: Database, now: datetime) -> Iterator[Session]:
    with sqlite.writing() as session:
        import_zones(session, EXAMPLE.read_bytes(), by=LOCAL_OPERATOR, now=now)
    with sqlite.reading() as session:
        yield session


def codes(session: Session, ids: frozenset[int]) -> set[str]:
    return {zone.code for zone in list_zones(session) if zone.id in ids}


def test_an_empty_target_is_the_whole_municipality(atlas: Session) -> None:
    assert find_area(atlas, []) == Area()


@pytest.mark.parametrize(
    "typed", ["panorama", "PANORAMA", "Πανόραμα", "πανοραμα", " Πανοράματος ", "Panorama"]
)
def test_a_zone_is_found_by_whatever_it_is_called(atlas: Session, typed: str) -> None:
    assert find_area(atlas, [typed]).codes == ("panorama",)


def test_an_area_concerns_what_is_inside_and_what_is_around(atlas: Session) -> None:
    unit, village = find_area(atlas, ["unit-chortiatis"]), find_area(atlas, ["exochi"])

    assert codes(atlas, unit.zone_ids) == {
        "unit-chortiatis",
        "chortiatis",
        "exochi",
        "asvestochori",
        "filyro",
    }
    assert codes(atlas, village.zone_ids) == {"exochi", "unit-chortiatis"}
    assert codes(atlas, village.ancestors) == {"unit-chortiatis"}


def test_zones_are_named_in_the_order_they_were_typed(atlas: Session) -> None:
    area = find_area(atlas, ["filyro", "pylaia", "Φίλυρο"])

    assert area.codes == ("filyro", "pylaia")
    assert [names["el"]["genitive"] for names in area.names] == ["Φιλύρου", "Πυλαίας"]
    cases = dict.fromkeys(("nominative", "genitive", "accusative"), "Filyro")
    assert area.names[0]["en"] == {**cases, "in": "in Filyro"}


def test_a_slip_of_the_finger_gets_a_suggestion(atlas: Session) -> None:
    with pytest.raises(UnknownArea, match="Did you mean panorama.*tocsin areas list"):
        find_area(atlas, ["panorma"])


def test_a_name_of_two_zones_is_not_guessed(sqlite: Database, now: datetime) -> None:
    content = EXAMPLE.read_text("utf-8").replace('accusative": "Φίλυρο"', 'accusative": "Εξοχή"')
    with sqlite.writing() as session:
        import_zones(session, content.encode(), by=LOCAL_OPERATOR, now=now)

    with sqlite.reading() as session, pytest.raises(AmbiguousArea, match="exochi or filyro"):
        find_area(session, ["Εξοχή"])
