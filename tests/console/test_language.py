"""The terminal speaks the language of the office; data, logs and scripts stay English."""

from datetime import datetime
from pathlib import Path

import pytest

from console.terminal.language import choose_language
from runtime import by_language, counted, joined, said
from runtime.languages import Translator, load_translator

MONDAY = datetime(2026, 11, 30, 9, 0)


@pytest.fixture
def greek() -> Translator:
    words: dict[str, str | tuple[str, ...]] = {
        "Alert {number} is stopped: {why}.": "Η ειδοποίηση {number} σταμάτησε: {why}.",
        "{count} message": ("{count} μήνυμα", "{count} μηνύματα"),
        "over since {when:%a %d/%m %H:%M}": "έληξε {when:%a %d/%m %H:%M}",
        "cost {cost:,.2f}": "κόστος {cost:,.2f}",
    }
    return Translator("el", words, load_translator("el").days)


def test_values_are_translated_with_their_sentence(greek: Translator) -> None:
    sentence = said(
        "Alert {number} is stopped: {why}.",
        number=5,
        why=said("over since {when:%a %d/%m %H:%M}", when=MONDAY),
    )

    assert greek.of(sentence) == "Η ειδοποίηση 5 σταμάτησε: έληξε Δευ 30/11 09:00."


def test_counts_and_costs_are_written_the_greek_way(greek: Translator) -> None:
    counts = [counted(number, "{count} message", "{count} messages") for number in (1, 4812)]

    assert [greek.of(each) for each in counts] == ["1 μήνυμα", "4.812 μηνύματα"]
    assert greek.of(said("cost {cost:,.2f}", cost=1234.5)) == "κόστος 1.234,50"


def test_joined_parts_are_translated_one_by_one(greek: Translator) -> None:
    parts = joined("; ", [counted(1, "{count} message", "{count} messages"), "snow"])

    assert greek.of(parts) == "1 μήνυμα· snow"


def test_words_without_translation_stay_english(greek: Translator) -> None:
    assert greek.of(said("Nothing was sent.")) == "Nothing was sent."
    assert greek.of("plain text, {untouched}") == "plain text, {untouched}"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "tocsin.toml").write_text('language = "el"\n')
    home = ["--home", str(tmp_path), "status"]

    assert choose_language(home, {}) == "el"
    assert choose_language([f"--home={tmp_path}"], {}) == "el"
    assert choose_language(["status"], {"TOCSIN_HOME": str(tmp_path)}) == "el"
    assert choose_language(home, {"TOCSIN_LANGUAGE": "en"}) == "en"


@pytest.mark.parametrize("content", ["", "language = ", 'language = "tlh"', '[language]\nx = "el"'])
def test_english_is_spoken_where_no_language_is_set(tmp_path: Path, content: str) -> None:
    (tmp_path / "tocsin.toml").write_text(content)

    assert choose_language(["--home", str(tmp_path)], {}) == "en"
    assert choose_language([], {"TOCSIN_HOME": str(tmp_path / "nowhere")}) == "en"


def test_an_example_is_in_the_language_of_the_reader(greek: Translator) -> None:
    example = by_language({"el": "Κομνηνών", "en": "Komninon", "": "-"})

    assert str(joined(" ", [example])) == "Komninon"
    assert greek.of(joined(" ", [example])) == "Κομνηνών"
    assert greek.of(by_language({"": "12:00"})) == "12:00"
