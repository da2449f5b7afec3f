"""The shipped library is a corpus of good texts: no rule on content finds an error in it."""

import json
import time
from datetime import UTC, datetime

import pytest

from channels import Medium
from linting import Case, LintFinding, lint_case, read_case
from runtime import Municipality
from templates import Catalogue, Words
from templates.proofs import Proof, ProofRenderer

NOW = datetime(2026, 1, 12, 10, tzinfo=UTC)
OFFICE = Municipality(
    name={"el": "Δήμος Πυλαίας-Χορτιάτη", "en": "Municipality of Pylaia-Chortiatis"},
    sms_name={"el": "ΔΗΜΟΣ ΠΥΛΑΙΑΣ", "en": "PYLAIA MUNICIPALITY"},
)
RULES = {"L01", "L02", "L03", "L04", "L05", "L06", "L07", "L16", "L17"}


def kind_of_message(kind: str) -> str:
    """The CAP msgType of a proof."""
    if " of " not in kind:
        return "Alert"
    return "Cancel" if kind.startswith("false_alarm") else "Update"


def case_of(catalogue: Catalogue, proof: Proof, words: Words) -> Case:
    """What the linter is given of a proof."""
    template = catalogue.find(proof.kind.split(" of ")[-1])
    line = {
        "id": f"{proof.kind} {words.medium} {words.language}",
        "text": words.text,
        "lang": words.language,
        "medium": words.medium,
        "status": template.status,
        "msg_type": kind_of_message(proof.kind),
        "severity": template.severity,
        "urgency": template.urgency if "all_clear" not in proof.kind else "Past",
        "event": template.event,
        "municipality": OFFICE.name,
        "now": NOW.isoformat(),
    }
    return read_case(json.dumps(line))


@pytest.fixture(scope="module")
def library() -> list[Case]:
    catalogue = Catalogue.load(None, OFFICE)
    presses = [ProofRenderer(OFFICE, medium, NOW) for medium in Medium]
    proofs = [proof for press in presses for proof in catalogue.prove(press)]
    return [case_of(catalogue, each, each.words) for each in proofs if each.words]


def errors(case: Case) -> list[LintFinding]:
    return [each for each in lint_case(case) if each.level == "E" and each.rule in RULES]


def test_the_shipped_words_hold_no_error(library: list[Case]) -> None:
    assert [case.id for case in library if errors(case)] == []


def test_a_text_is_read_in_less_than_50_ms(library: list[Case]) -> None:
    lint_case(library[0])
    started = time.process_time()
    for case in library:
        lint_case(case)

    assert (time.process_time() - started) / len(library) < 0.05
