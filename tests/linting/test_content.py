"""The rules on content, on the texts of content.toml."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from linting import LintFinding, lint_case, read_case

TABLES = tomllib.loads((Path(__file__).parent / "content.toml").read_text("utf-8"))["rule"]
USUAL = {
    "medium": "sms",
    "event": "snow",
    "municipality": {"el": "Δήμος Διονύσου", "en": "Municipality of Dionysos"},
    "onset": "2026-01-12T20:00+02:00",
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


def findings(table: dict[str, Any], text: str) -> list[LintFinding]:
    """What the rule of a table finds in a text, at its level."""
    case = {**USUAL, "area": [AREA[table["lang"]]], **table, "text": text}
    found = lint_case(read_case(json.dumps(case)))
    return [each for each in found if (each.rule, each.level) == (table["id"], table["level"])]


@pytest.mark.parametrize(("table", "text"), texts("bad"))
def test_a_bad_text_is_found(table: dict[str, Any], text: str) -> None:
    assert findings(table, text)


@pytest.mark.parametrize(("table", "text"), texts("good"))
def test_a_good_text_is_left_alone(table: dict[str, Any], text: str) -> None:
    assert findings(table, text) == []


def test_each_rule_has_texts_in_both_languages() -> None:
    told = {(table["id"], table["lang"]) for table in TABLES}
    few = [each["id"] for each in TABLES if min(len(each["bad"]), len(each["good"])) < 4]

    assert {rule for rule, _ in told} == {rule for rule, lang in told if lang == "en"}
    assert few == []
