"""The rules on form, on the texts of form.toml."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from linting import LintFinding, lint_case, read_case

TABLES = tomllib.loads((Path(__file__).parent / "form.toml").read_text("utf-8"))["rule"]
RULES = ["L08", "L09", "L10", "L11", "L13", "L14", "L15", "L19", "L21", "L24", "L25"]
USUAL = {
    "medium": "sms",
    "event": "snow",
    "municipality": {"el": "Δήμος Διονύσου", "en": "Municipality of Dionysos"},
    "now": "2026-01-12T10:00+02:00",
}
AREA = {"el": "Δροσιά", "en": "Drosia"}


def texts(kind: str) -> list[Any]:
    """Every text of a kind, with its table."""
    return [
        pytest.param(
            table,
            table["text"].replace("{}", words),
            id=f"{table['id']} {table['lang']} {words[:40]}",
        )
        for table in TABLES
        for words in table[kind]
    ]


def findings(rule: str, **told: Any) -> list[LintFinding]:
    """What a rule finds in a case."""
    case = {**USUAL, "area": [AREA[told.get("lang", "el")]], "lang": "el", **told}
    return [each for each in lint_case(read_case(json.dumps(case))) if each.rule == rule]


def at_its_level(table: dict[str, Any], text: str) -> list[LintFinding]:
    found = findings(table["id"], **{**table, "text": text})
    return [each for each in found if each.level == table["level"]]


@pytest.mark.parametrize(("table", "text"), texts("bad"))
def test_a_text_of_bad_form_is_found(table: dict[str, Any], text: str) -> None:
    assert at_its_level(table, text)


@pytest.mark.parametrize(("table", "text"), texts("good"))
def test_a_text_of_good_form_is_left_alone(table: dict[str, Any], text: str) -> None:
    assert at_its_level(table, text) == []


@pytest.mark.parametrize("lang", ["el", "en"])
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_four_texts_of_each_kind(rule: str, lang: str) -> None:
    tables = [each for each in TABLES if (each["id"], each["lang"]) == (rule, lang)]

    assert tables
    assert all(min(len(each["bad"]), len(each["good"])) >= 4 for each in tables)


@pytest.mark.parametrize(
    ("onset", "expires"),
    [
        ("2026-01-12T20:00+02:00", "2026-01-12T20:00+02:00"),
        ("2026-01-12T20:00+02:00", "2026-01-12T12:00+02:00"),
        ("2026-01-12T20:00+03:00", None),
        ("2026-07-12T20:00+02:00", None),
        ("2026-03-29T03:30+02:00", None),
        ("2026-10-25T04:00+03:00", None),
        ("2026-10-25T02:30+02:00", None),
        ("2026-01-12T18:00+00:00", None),
    ],
)
def test_moments_that_cannot_be_are_found(onset: str, expires: str | None) -> None:
    assert findings("L15", text="ΔΗΜΟΣ ΔΙΟΝΥΣΟΥ", onset=onset, expires=expires)


@pytest.mark.parametrize(
    ("onset", "expires"),
    [
        ("2026-01-12T20:00+02:00", "2026-01-13T12:00+02:00"),
        ("2026-03-29T02:59+02:00", "2026-03-29T04:00+03:00"),
        ("2026-10-25T03:30+03:00", "2026-10-25T03:30+02:00"),
        (None, "2026-07-12T20:00+03:00"),
    ],
)
def test_moments_around_a_change_of_clocks_are_right(onset: str | None, expires: str) -> None:
    assert findings("L15", text="ΔΗΜΟΣ ΔΙΟΝΥΣΟΥ", onset=onset, expires=expires) == []


def test_long_names_of_areas_and_events_are_found() -> None:
    told = [
        findings("L24", text="Χιόνι", area=["Δ" * 51]),
        findings("L24", text="Χιόνι", event="e" * 36),
        findings("L24", text="Χιόνι", area=["Δ" * 50], event="e" * 35),
    ]

    assert [len(each) for each in told] == [1, 1, 0]


def test_the_letter_that_makes_an_sms_long_is_named() -> None:
    (found,) = findings("L11", text="Χιόνι ⛄ στη Δροσιά")

    assert "'⛄'" in found.say
    assert (found.start, found.end) == (6, 7)
