"""The journal is read in Greek: every act and every name of a fact that the code writes has its
words."""

import ast
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.staff.journal_words import (
    ACTIONS,
    FACTS,
    action_in_words,
    facts_in_words,
    subject_in_words,
)
from console.terminal.language import SPOKEN, spoken

ROOT = Path(__file__).parents[2]
ROOMS = ("alerts", "areas", "console", "staff", "subscribers")
WRITERS = {"record", "record_act"}
ATHENS = ZoneInfo("Europe/Athens")


def written() -> Iterator[tuple[str, set[str]]]:
    """Each act that the code writes, and the names of the facts that stand in the call or in the
    function around it."""
    for path in (each for room in ROOMS for each in (ROOT / room).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for call in filter(_writes, ast.walk(function)):
                assert isinstance(call, ast.Call)
                yield ast.literal_eval(call.args[1]), _names(function, call)


def _writes(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return False
    has_word = len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    return has_word and node.func.id in WRITERS


def _names(function: ast.FunctionDef, call: ast.Call) -> set[str]:
    given = {each.arg for each in call.keywords if each.arg not in {None, "by", "now"}}
    passed = {each.id for each in ast.walk(call) if isinstance(each, ast.Name)}
    tables = [each for each in ast.walk(call) if isinstance(each, ast.Dict)]
    for node in ast.walk(function):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id in passed:
            tables += [each for each in ast.walk(node) if isinstance(each, ast.Dict)]
    keys = {key.value for table in tables for key in table.keys if isinstance(key, ast.Constant)}
    return {str(name) for name in given | keys}


def test_every_act_that_is_written_has_its_words() -> None:
    acts = {action for action, _ in written()}

    assert len(acts) > 35
    assert acts | {f"areas.{act}" for act in ("move", "merge", "split", "remove")} <= ACTIONS


def test_every_fact_that_is_written_has_its_words() -> None:
    names = {name for _, found in written() for name in found}

    assert len(names) > 30
    assert names | {"zones", "instead", "residents"} <= set(FACTS)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"template": "snow", "severity": "Severe"}, "πρότυπο χιονόπτωση, σοβαρότητα Σοβαρή"),
        ({"from": "viewer", "to": "approver"}, "πριν θεατής, τώρα εγκρίνων"),
        ({"changed": ["zones", "topics"]}, "περιοχές, θέματα"),
        ({"template_changed": True, "expires": "2026-11-26T18:00:00+00:00"}, "26/11/2026 20:00"),
        ({"scopes": []}, "δικαιώματα όλα του ρόλου"),
        ({"kind": "false_alarm", "strange": "word"}, "strange word"),
    ],
)
def test_facts_are_read_in_greek(facts: dict[str, object], words: str) -> None:
    before = SPOKEN.set("el")
    told = spoken(facts_in_words(facts, ATHENS))
    act, subject = spoken(action_in_words("alert.issued")), spoken(subject_in_words("alert:17"))
    SPOKEN.reset(before)

    assert words in told
    assert (act.isascii(), subject) == (False, "ειδοποίηση:17")
    assert subject_in_words("areas") == "areas"


@pytest.mark.parametrize("kept", [[], 0])
def test_a_token_without_networks_works_from_all(kept: object) -> None:
    facts = facts_in_words({"networks": kept, "scopes": []}, ATHENS)

    assert spoken(facts) == "networks all, scopes all of the role"
