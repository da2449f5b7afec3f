"""Corrections: the text that takes a message back is ready before the message is sent."""

from datetime import UTC, datetime

import pytest

from channels import Medium, PartLimits
from templates import read_values, render_words, undecided_choices, values_of_correction
from tests.templates.conftest import Renderer

SENT = datetime(2026, 1, 12, 16, 2, tzinfo=UTC)


def corrected(
    renderer: Renderer,
    name: str,
    correction: str,
    language: str = "el",
    situation: str = "no_danger",
    **given: str,
) -> str:
    template, answer = renderer.catalogue.find(name), renderer.catalogue.find(correction)
    typed = values_of_correction(template, renderer.values(name, **given), answer, sent=SENT)
    typed |= {each.name: situation for each in undecided_choices(template, answer, typed)}
    return render_words(
        answer,
        read_values(answer, typed, now=SENT, zone=renderer.office.zone),
        places=(),
        office=renderer.office,
        medium=Medium.SMS,
        language=language,
        limits=PartLimits(),
    ).text


def test_a_false_alarm_names_the_message_and_its_hour(renderer: Renderer) -> None:
    text = corrected(renderer, "snow", "false_alarm")

    assert (
        "AKYPΩΣH. TO MHNYMA THΣ ΔEY 12/1, 18:02 (XIONOΠTΩΣH ΣE OΛO TON ΔHMO) ΣTAΛΘHKE KATA ΛAΘOΣ."
        in text
    )
    assert "ΔEN YΠAPXEI KINΔYNOΣ" in text


def test_a_false_alarm_names_the_kind_of_weather(renderer: Renderer) -> None:
    assert "(heatwave in the whole" in corrected(
        renderer, "extreme_weather", "false_alarm", "en", hazard="heat"
    )


@pytest.mark.parametrize("name", ["all_clear", "false_alarm"])
def test_a_withdrawn_all_clear_never_says_there_is_no_danger(renderer: Renderer, name: str) -> None:
    text = corrected(renderer, name, "false_alarm", "en")

    assert "The danger remains. Follow the earlier advice." in text
    assert "no danger" not in text


@pytest.mark.parametrize(
    "name", ["snow", "extreme_weather", "power_cut", "water_cut", "municipal_event", "drill"]
)
def test_every_message_can_be_taken_back_and_ended(renderer: Renderer, name: str) -> None:
    for correction in ("false_alarm", "all_clear"):
        for language in ("el", "en"):
            for situation in ("danger_remains", "checking", "no_danger", "ignore"):
                assert "18:02" in corrected(renderer, name, correction, language, situation)
