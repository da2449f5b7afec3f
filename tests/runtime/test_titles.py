"""The name of an office where a sentence begins with it, and whose something is."""

import pytest

from runtime.articles import Proposal
from runtime.titles import propose_beginning, propose_genitive


@pytest.mark.parametrize(
    ("language", "name", "beginning", "genitive"),
    [
        (
            "el",
            "Δήμος Πυλαίας-Χορτιάτη",
            "Ο Δήμος Πυλαίας-Χορτιάτη",
            "του Δήμου Πυλαίας-Χορτιάτη",
        ),
        ("el", "Ο Δήμος Πύλου", "Ο Δήμος Πύλου", "του Δήμου Πύλου"),
        ("el", "Δήμος", "Ο Δήμος", "του Δήμου"),
        ("el", "Περιφέρεια Αττικής", "Η Περιφέρεια Αττικής", "της Περιφέρειας Αττικής"),
        (
            "en",
            "Municipality of Pylos",
            "The Municipality of Pylos",
            "of the Municipality of Pylos",
        ),
        ("en", "The City of Athens", "The City of Athens", "of the City of Athens"),
    ],
)
def test_a_known_kind_of_office_has_its_article(
    language: str, name: str, beginning: str, genitive: str
) -> None:
    assert propose_beginning(language, name) == Proposal(beginning)
    assert propose_genitive(language, name) == Proposal(genitive)


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("el", "ΔΕΥΑ Πύλου"),
        ("el", "Δημοσιογράφοι Πύλου"),
        ("en", "Δήμος Πύλου"),
        ("en", "Regional Fire Brigade"),
    ],
)
def test_another_name_is_left_as_it_is_and_doubted(language: str, name: str) -> None:
    assert propose_beginning(language, name) == Proposal(name, sure=False)
    assert propose_genitive(language, name) == Proposal("", sure=False)


def test_a_language_without_rules_is_not_doubted() -> None:
    assert propose_beginning("sq", "Bashkia") == Proposal("Bashkia")
    assert propose_genitive("sq", "Bashkia") == Proposal("")
