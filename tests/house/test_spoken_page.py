"""A Greek voice reads an SMS in normal letters as words, and spells one in the usual letters."""

import re

import pytest

from tests.house.spoken_page import ESPEAK, FOREIGN, PAGE, messages, page, read_aloud, version

pytestmark = pytest.mark.skipif(ESPEAK is None, reason="espeak-ng reads it aloud")
GREEK = re.compile("[Ά-ώ]+")


def test_a_greek_voice_reads_normal_letters_as_words() -> None:
    for usual, normal in messages():
        words = GREEK.findall(normal.text)

        assert len(words) > 10
        assert FOREIGN not in read_aloud(" ".join(words))
        assert read_aloud(usual.text).count(FOREIGN) > 10


def test_the_usual_letters_are_spelt() -> None:
    assert "eItS" in read_aloud("ΔHMOΣ")
    assert read_aloud("Δήμος") == "D'imos"


def test_the_page_has_what_espeak_reads() -> None:
    if f"espeak-ng {version()}," not in PAGE.read_text("utf-8"):
        pytest.skip("the page was read by another version")

    assert PAGE.read_text("utf-8") == page()
