"""The Greek catalogue is made from the words in the code, and says what they say."""

import re
from pathlib import Path
from shutil import copy
from string import Formatter

import pytest

from console.terminal.extraction import CATALOGUE, ROOT, bring_up_to_date, words_of
from runtime import UsageProblem, counted
from runtime.languages import load_translator


def _places(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.slow
def test_the_words_of_commands_and_of_problems_are_found() -> None:
    found = words_of(ROOT)

    assert found["Nothing was sent."] == "console/terminal/interruption.py"
    assert ("{count} part", "{count} parts") in found
    assert UsageProblem().why in found


def test_each_translation_has_the_places_of_its_english() -> None:
    for english, greek in load_translator("el").words.items():
        forms = [greek] if isinstance(greek, str) else greek
        assert all(_places(form) <= _places(english) | {"count"} for form in forms), english


@pytest.mark.slow
def test_every_word_of_the_terminal_has_its_greek(tmp_path: Path) -> None:
    path = tmp_path / "messages.po"
    copy(CATALOGUE, path)

    assert bring_up_to_date(path, ROOT) == 0


@pytest.mark.slow
def test_an_update_of_the_catalogue_keeps_translations(tmp_path: Path) -> None:
    path = tmp_path / "messages.po"
    copy(CATALOGUE, path)

    first = bring_up_to_date(path, ROOT)
    once = path.read_text("utf-8")

    assert bring_up_to_date(path, ROOT) == first
    assert path.read_text("utf-8") == once
    assert "Δεν στάλθηκε τίποτα." in once


def test_no_sentence_to_staff_names_a_time_in_utc() -> None:
    told = [" ".join(key) if isinstance(key, tuple) else key for key in words_of(ROOT)]

    assert [words for words in told if "UTC" in words or "%Y-%m" in words] == []


# A number, words, and a verb for several; what follows "to" and "and" has a subject of its own.
PLURAL_VERB = re.compile(
    r"\{(?:\w+:,\w*|count)\}(?: (?!να |και )\w+)*? \w+(?:ουν|ούν|ονται|ούνται|ώνται|ηκαν|σαν)\b"
)


def test_a_singular_has_a_verb_for_one() -> None:
    singular = {
        english: greek if isinstance(greek, str) else greek[0]
        for english, greek in load_translator("el").words.items()
    }

    assert {
        english: greek for english, greek in singular.items() if PLURAL_VERB.search(greek)
    } == {}


@pytest.mark.parametrize(
    ("number", "greek"),
    [
        (1, "1 άτομο δεν ειδοποιήθηκε· ενημερώθηκαν προσωπικά: 0."),
        (2, "2 άτομα δεν ειδοποιήθηκαν· ενημερώθηκαν προσωπικά: 0."),
    ],
)
def test_missed_people_are_counted_in_greek(number: int, greek: str) -> None:
    one, many = (
        "{count} person not reached, {told} told in person.",
        "{count} people not reached, {told} of them told in person.",
    )

    assert load_translator("el").of(counted(number, one, many, told=0)) == greek
