"""An office draws its zones anew: nobody who chose one is lost, and nothing goes to other people
than was meant."""

from collections.abc import Sequence
from json import dumps

import pytest

from alerts.composing import AlertRequest
from alerts.schedules import ScheduleKind, SchedulePlan, add_schedule
from alerts.zones import AreaAct, ZoneRedrawing, preview_redrawing, redraw_zones
from alerts.zones.redrawing import AreaInUse
from areas import BadAreaChange, UnknownArea, import_zones, list_zones
from runtime import LOCAL_OPERATOR, Actor
from runtime.problems import NotAllowed
from tests.alerts.conftest import Town

PHONES = ("+306900000001", "+306900000002", "+306900000003")


def redraws(town: Town, act: str, gone: Sequence[str], instead: Sequence[str] = ()) -> int:
    wish = ZoneRedrawing(AreaAct(act), tuple(gone), tuple(instead))
    with town.database.writing() as session:
        return redraw_zones(session, wish, by=LOCAL_OPERATOR, now=town.now)


def parents(town: Town) -> dict[str, str]:
    with town.database.reading() as session:
        return {zone.code: zone.parent for zone in list_zones(session)}


def reached(town: Town, *areas: str) -> int:
    return town.forecasts(town.composes(town.request("snow", *areas))).recipients


def test_a_zone_gets_another_code_and_keeps_who_chose_it(town: Town) -> None:
    town.resident(PHONES[0], zone="pylaia")
    town.resident(PHONES[1], zone="filyro")

    assert redraws(town, "move", ["Πυλαία"], ["0701"]) == 1

    assert (reached(town, "0701"), "pylaia" in parents(town)) == (1, False)


def test_merged_zones_leave_each_resident_in_the_one_that_stays(town: Town) -> None:
    for phone, zone in zip(PHONES, ("exochi", "filyro", "asvestochori"), strict=True):
        town.resident(phone, zone=zone)

    assert redraws(town, "merge", ["exochi", "filyro", "exochi"], ["asvestochori"]) == 2

    assert reached(town, "asvestochori") == 3
    assert not {"exochi", "filyro"} & set(parents(town))


def test_the_zones_of_a_merged_zone_move_to_its_successor(town: Town) -> None:
    redraws(town, "merge", ["unit-chortiatis"], ["unit-panorama"])

    assert {parents(town)[code] for code in ("exochi", "filyro", "panorama")} == {"unit-panorama"}


def test_a_resident_of_a_split_zone_gets_all_its_successors(town: Town) -> None:
    town.resident(PHONES[0], zone="unit-chortiatis")

    assert redraws(town, "split", ["unit-chortiatis"], ["exochi", "filyro"]) == 1

    assert (reached(town, "exochi"), reached(town, "filyro"), reached(town, "pylaia")) == (1, 1, 0)
    assert parents(town)["exochi"] == ""


def test_a_zone_that_nobody_chose_goes(town: Town) -> None:
    assert redraws(town, "remove", ["filyro"]) == 0

    assert "filyro" not in parents(town)


def test_a_zone_that_somebody_chose_stays(town: Town) -> None:
    town.resident(PHONES[0], zone="filyro")

    with pytest.raises(AreaInUse, match="1 resident chose filyro"):
        redraws(town, "remove", ["filyro"])

    assert reached(town, "pylaia") == 0


@pytest.mark.parametrize(
    ("act", "gone", "instead", "words"),
    [
        ("remove", ["unit-panorama"], [], "Zones lie in unit-panorama: panorama"),
        ("merge", ["exochi"], ["exochi"], "Zone exochi would go and stay"),
        ("move", ["exochi"], ["filyro"], "There is a zone 'filyro' already: merge them"),
        ("move", ["exochi"], ["all"], "which means the whole municipality"),
        ("move", ["exochi"], ["a b"], "its code must be"),
        ("split", ["exochi"], ["moon"], "There is no area 'moon'"),
    ],
)
def test_an_impossible_change_of_zones_is_refused_and_changes_nothing(
    town: Town, act: str, gone: list[str], instead: list[str], words: str
) -> None:
    before = parents(town)

    with pytest.raises((AreaInUse, BadAreaChange, UnknownArea), match=words):
        redraws(town, act, gone, instead)

    assert parents(town) == before


def test_a_zone_is_not_merged_into_one_deep_inside_it(town: Town) -> None:
    names = {
        "name_el": "Λόφος",
        "name_el_genitive": "Λόφου",
        "name_el_accusative": "Λόφο",
        "name_en": "Hill",
    }
    hill = {
        "type": "Feature",
        "geometry": None,
        "properties": {"code": "hill", "parent": "exochi", **names},
    }
    with town.database.writing() as session:
        content = dumps({"type": "FeatureCollection", "features": [hill]}).encode()
        import_zones(session, content, by=LOCAL_OPERATOR, now=town.now)

    with pytest.raises(BadAreaChange, match="Zone hill lies in exochi, inside what would go"):
        redraws(town, "merge", ["unit-chortiatis"], ["hill"])


def test_a_zone_that_a_schedule_names_does_not_change(town: Town) -> None:
    request = AlertRequest("drill", {"from": "occurrence", "until": "occurrence+1h"}, ("Φίλυρο",))
    plan = SchedulePlan("siren", request, ScheduleKind.EVERY, "1d")
    with town.database.writing() as session:
        add_schedule(session, plan, town.office, by=LOCAL_OPERATOR, now=town.now)

    with pytest.raises(AreaInUse, match=r"schedule siren\."):
        redraws(town, "merge", ["filyro"], ["exochi"])


def test_a_zone_that_a_draft_is_for_does_not_change(town: Town) -> None:
    number = town.drafts(town.request("snow", "filyro"))

    with pytest.raises(AreaInUse, match=rf"alert {number}\."):
        redraws(town, "move", ["filyro"], ["0702"])


def test_a_dry_run_counts_and_changes_nothing(town: Town) -> None:
    town.resident(PHONES[0], zone="exochi")
    before = parents(town)

    with town.database.reading() as session:
        counted = preview_redrawing(
            session, ZoneRedrawing(AreaAct.MERGE, ("exochi",), ("filyro",)), by=LOCAL_OPERATOR
        )

    assert (counted, parents(town)) == (1, before)


def test_an_actor_without_the_right_changes_no_zone(town: Town) -> None:
    with pytest.raises(NotAllowed), town.database.writing() as session:
        redraw_zones(
            session,
            ZoneRedrawing(AreaAct.REMOVE, ("filyro",)),
            by=Actor("guest", frozenset()),
            now=town.now,
        )
