"""What remains dangerous after an all-clear: it is told by itself, unless staff say otherwise."""

from templates import read_values, spoken_in_both, values_of_correction
from tests.templates.conftest import NOW, Renderer


def remains(renderer: Renderer, name: str, given: dict[str, str], **values: str) -> tuple[str, str]:
    template, answer = renderer.catalogue.find(name), renderer.catalogue.find("all_clear")
    typed = values_of_correction(
        template, renderer.values(name, **values), answer, sent=NOW, given=given
    )
    spoken = spoken_in_both(template, answer)
    found = read_values(spoken, {**typed, **given}, now=NOW, zone=renderer.office.zone)
    return str(found.get("remains", "el")), str(found.get("remains", "en"))


def test_an_all_clear_of_snow_warns_of_ice(renderer: Renderer) -> None:
    assert remains(renderer, "snow", {}) == (
        "Πάγος στους δρόμους και στα πεζοδρόμια",
        "Ice on roads and pavements",
    )


def test_the_remaining_danger_follows_the_weather(renderer: Renderer) -> None:
    rain = remains(renderer, "extreme_weather", {}, hazard="rain")

    assert rain == ("Νερά σε ρέματα και δρόμους", "Water in streams and on roads")
    assert remains(renderer, "extreme_weather", {}, hazard="heat") == ("None", "None")


def test_staff_say_what_remains_instead(renderer: Renderer) -> None:
    assert remains(renderer, "snow", {"remains": "Λακκούβες"}) == ("Λακκούβες", "Λακκούβες")
