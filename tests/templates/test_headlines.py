"""The headline of an alert: what a list says of it, hazard and place."""

import pytest

from templates.headlines import write_headline
from tests.templates.conftest import PLACES, Renderer


def headline(renderer: Renderer, name: str, language: str, places: int, **given: str) -> str:
    template = renderer.catalogue.find(name)
    speech = renderer.speech(language)
    return write_headline(template, renderer.values(name, **given), PLACES[:places], speech)


@pytest.mark.parametrize(
    ("name", "given", "greek", "english"),
    [
        (
            "extreme_weather",
            {"hazard": "storm"},
            "Κακοκαιρία στον Χορτιάτη και στο Ασβεστοχώρι",
            "Storm in Chortiatis and Asvestochori",
        ),
        (
            "water_cut",
            {"problem": "burst"},
            "Διακοπή νερού λόγω βλάβης στον Χορτιάτη και στο Ασβεστοχώρι",
            "Water cut due to a burst main in Chortiatis and Asvestochori",
        ),
        (
            "municipal_event",
            {"what": "Γιορτή κάστανου", "what.en": "Chestnut fair"},
            "Εκδήλωση «Γιορτή κάστανου» στον Χορτιάτη και στο Ασβεστοχώρι",
            "Event “Chestnut fair” in Chortiatis and Asvestochori",
        ),
        (
            "all_clear",
            {"hazard": "κακοκαιρία", "hazard.en": "storm"},
            "Λήξη ειδοποίησης: κακοκαιρία στον Χορτιάτη και στο Ασβεστοχώρι",
            "All clear: storm in Chortiatis and Asvestochori",
        ),
    ],
)
def test_a_headline_says_hazard_and_place(
    renderer: Renderer, name: str, given: dict[str, str], greek: str, english: str
) -> None:
    assert headline(renderer, name, "el", 2, **given) == greek
    assert headline(renderer, name, "en", 2, **given) == english


def test_a_headline_counts_the_places_it_has_no_room_for(renderer: Renderer) -> None:
    assert headline(renderer, "snow", "el", 6).endswith("στο Πανόραμα και 3 ακόμη")


def test_the_whole_municipality_is_a_place_of_hazards_alone(renderer: Renderer) -> None:
    event = headline(renderer, "municipal_event", "el", 0, what="Γιορτή")

    assert headline(renderer, "snow", "el", 0) == "Χιονόπτωση σε όλο τον δήμο"
    assert event == "Εκδήλωση «Γιορτή»"
