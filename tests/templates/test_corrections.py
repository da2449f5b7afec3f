"""Corrections: the text that takes a message back is ready before the message is sent."""

from datetime import UTC, datetime

import pytest

from channels import Medium, PartLimits
from templates import read_values, render_words, undecided_choices, values_of_correction
from tests.templates.conftest import Desk

SENT = datetime(2026, 1, 12, 16, 2, tzinfo=UTC)


def corrected(
    desk: Desk,
    name: str,
    correction: str,
    language: str = "el",
    situation: str = "no_danger",
    **given: str,
) -> str:
    template, answer = desk.catalogue.find(name), desk.catalogue.find(correction)
    typed = values_of_correction(template, desk.values(name, **given), answer, sent=SENT)
    typed |= {each.name: situation for each in undecided_choices(template, answer, typed)}
    return render_words(
        answer,
        read_values(answer, typed, now=SENT, zone=desk.office.zone),
        places=(),
        office=desk.office,
        medium=Medium.SMS,
        language=language,
        limits=PartLimits(),
    ).text


def test_a_false_alarm_names_the_message_and_its_hour(desk: Desk) -> None:
    text = corrected(desk, "snow", "false_alarm")

    assert (
        "AKYPΩΣH. TO MHNYMA THΣ ΔEY 12/1, 18:02 (XIONOΠTΩΣH ΣE OΛO TON ΔHMO) ΣTAΛΘHKE KATA ΛAΘOΣ."
        in text
    )
    assert "ΔEN YΠAPXEI KINΔYNOΣ" in text


def test_a_false_alarm_names_the_kind_of_weather(desk: Desk) -> None:
    assert "(heatwave, the whole" in corrected(
        desk, "extreme_weather", "false_alarm", "en", hazard="heat"
    )


@pytest.mark.parametrize("name", ["all_clear", "false_alarm"])
def test_a_withdrawn_all_clear_never_says_there_is_no_danger(desk: Desk, name: str) -> None:
    text = corrected(desk, name, "false_alarm", "en")

    assert "The danger remains. Follow the earlier advice." in text
    assert "no danger" not in text


@pytest.mark.parametrize(
    "name", ["snow", "extreme_weather", "power_cut", "water_cut", "municipal_event", "drill"]
)
def test_every_message_can_be_taken_back_and_ended(desk: Desk, name: str) -> None:
    for correction in ("false_alarm", "all_clear"):
        for language in ("el", "en"):
            for situation in ("danger_remains", "checking", "no_danger", "ignore"):
                assert "18:02" in corrected(desk, name, correction, language, situation)
