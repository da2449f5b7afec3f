"""Every word of the pages has its Greek; every colour of a municipality can be read."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import web
from web.public.colours import DARK, LIGHT, Palette, contrast
from web.public.languages import LANGUAGES, page_translators

ROOM = Path(web.__file__).parent / "public"
METHODS = [("**.py", "python"), ("pages/**.html", "jinja2"), ("pages/**.txt", "jinja2")]
PLACES = re.compile(r"%\(\w+\)s")


def _words() -> set[str]:
    keywords = {"mark": None, "_": None, "gettext": None}
    found = extract_from_dir(ROOM, METHODS, keywords=keywords)
    return {words for _, _, words, _, _ in found if isinstance(words, str)}


def test_every_word_has_its_greek_with_the_same_places() -> None:
    greek = page_translators()["el"].words
    wanted = _words()

    assert len(wanted) > 150
    assert sorted(wanted - greek.keys()) == []
    assert sorted(greek.keys() - wanted) == []
    for words in wanted:
        assert PLACES.findall(words) == PLACES.findall(str(greek[words])), words


def test_the_greek_is_greek() -> None:
    capitals_without_accents = re.compile(r"\b[Α-Ω]{4,}\b")
    for english, greek in page_translators()["el"].words.items():
        if english not in {"SMS", "E-mail"}:
            assert re.search("[α-ω]", str(greek)), english
        assert not capitals_without_accents.search(str(greek)), greek


def test_two_languages_are_spoken() -> None:
    assert list(LANGUAGES) == list(page_translators()) == ["el", "en"]


@pytest.mark.parametrize(
    "colour", ["#0b4f8a", "#ffff00", "#ffffff", "#000000", "#00ff88", "#777777", "#ff0000"]
)
def test_a_towns_colour_is_legible_by_day_and_by_night(colour: str) -> None:
    palette = Palette.of(colour)

    assert all(contrast(palette.day, ground) >= 4.5 for ground in LIGHT)
    assert all(contrast(palette.night, ground) >= 4.5 for ground in DARK)
    assert contrast(palette.head, palette.head_ink) >= 4.5
    assert contrast(palette.day, palette.day_ink) >= 4.5
    assert contrast(palette.night, palette.night_ink) >= 4.5


def test_the_colours_of_the_style_are_the_computed_colours() -> None:
    style = (ROOM / "static" / "pages.css").read_text("utf-8")

    assert "#fff;--sheet:#f4f6f8" in style
    assert LIGHT[2] in style
    assert all(colour in style for colour in DARK)


def test_messages_are_never_called_emergencies() -> None:
    for greek in map(str, page_translators()["el"].words.values()):
        assert not re.search("(τις|οι|στις|Ούτε) έκτακτες ανάγκες", greek), greek
        assert "'" not in greek, greek
