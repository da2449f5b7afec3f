"""The shipped library is a corpus of texts of good form, its subjects too."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime

from channels import Medium
from linting import Case, TextMedium, lint_case
from runtime import Municipality
from templates import Catalogue
from templates.proofs import ProofRenderer

NOW = datetime(2026, 1, 12, 10, tzinfo=UTC)
OFFICE = Municipality(name={"el": "Δήμος Πύλου", "en": "Municipality of Pylos"})
RULES = {"L08", "L09", "L11", "L15", "L21", "L24"}


def shipped() -> Iterator[Case]:
    """Every text and subject of the library, as an alert and as what corrects it."""
    catalogue = Catalogue.load(None, OFFICE)
    for medium in Medium:
        for proof in catalogue.prove(ProofRenderer(OFFICE, medium, NOW)):
            if proof.words:
                words = proof.words
                text = Case(words.text, words.language, TextMedium(medium), NOW, OFFICE.name)
                yield dataclasses.replace(text, id=proof.kind)
                if words.subject:
                    yield dataclasses.replace(text, text=words.subject, medium=TextMedium.SUBJECT)


def test_the_shipped_words_have_no_error_of_form() -> None:
    found = [
        (case.id, case.lang, each.say)
        for case in shipped()
        for each in lint_case(case)
        if each.rule in RULES and each.level == "E"
    ]

    assert found == []
