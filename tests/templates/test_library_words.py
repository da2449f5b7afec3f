"""The library itself: every template says what a warning must say, in every language and medium,
and fits."""

import re
from html.parser import HTMLParser

import pytest

from channels import UNSUBSCRIBE_SLOT, Medium
from templates.folders import LIBRARY
from templates.sms import SmsEncoding
from tests.templates.conftest import Renderer

NAMES = sorted(path.name for path in LIBRARY.iterdir() if path.is_dir())
EXERCISES = ("drill", "link_test", "siren_test")
LANGUAGES = ("el", "en")
HAZARDS = ("storm", "rain", "thunderstorm", "gale", "heat", "cold", "ice")
PLANNED_OR_COMING = (
    "drill",
    "extreme_weather",
    "municipal_event",
    "power_cut",
    "snow",
    "water_cut",
)

each_template = pytest.mark.parametrize("name", NAMES)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_template
@each_language
@pytest.mark.parametrize("places", [0, 1, 3, 6])
def test_an_sms_is_gsm7_and_within_two_parts(
    renderer: Renderer, name: str, language: str, places: int
) -> None:
    measured = renderer.words(name, Medium.SMS, language, places).measure

    assert measured is not None
    assert measured.encoding is SmsEncoding.GSM_7
    assert measured.parts <= 2


@each_template
@each_language
def test_an_sms_has_the_municipality_first_and_its_phone_last(
    renderer: Renderer, name: str, language: str
) -> None:
    text = renderer.sms(name, language)

    assert ("ΠYΛAIAΣ" if language == "el" else "PYLAIA") in text[:40]
    assert text.endswith(
        "15377" if name not in EXERCISES else ("AΣKHΣH" if language == "el" else "EXERCISE")
    )


@pytest.mark.parametrize("name", PLANNED_OR_COMING)
@each_language
def test_a_warning_says_from_when_until_when_and_where(
    renderer: Renderer, name: str, language: str
) -> None:
    text = renderer.sms(name, language)

    assert len(re.findall(r"\d\d:\d\d", text)) == 2
    assert ("ΠANOPAMA" if language == "el" else "Panorama") in text


@pytest.mark.parametrize("hazard", HAZARDS)
@each_language
@pytest.mark.parametrize("places", [0, 3])
def test_every_kind_of_weather_has_words_that_fit(
    renderer: Renderer, hazard: str, language: str, places: int
) -> None:
    sms = renderer.words("extreme_weather", Medium.SMS, language, places, hazard=hazard)
    email = renderer.email("extreme_weather", language, places, hazard=hazard)

    assert sms.measure is not None
    assert sms.measure.parts <= 2
    assert email.text.count("\n- ") >= 4
    assert email.html.count("<li") >= 4


@pytest.mark.parametrize(
    ("name", "variable", "codes"),
    [
        ("snow", "schools", ("open", "closed", "none")),
        ("power_cut", "cause", ("planned", "fault")),
        ("water_cut", "problem", ("cut", "burst", "pressure")),
        ("false_alarm", "situation", ("danger_remains", "checking", "no_danger", "ignore")),
    ],
)
@each_language
def test_every_choice_has_words_that_fit(
    renderer: Renderer, name: str, variable: str, codes: tuple[str, ...], language: str
) -> None:
    for code in codes:
        given = {variable: code}
        measured = renderer.words(name, Medium.SMS, language, 3, **given).measure
        assert measured is not None
        assert measured.parts <= 2
        assert renderer.email(name, language, 3, **given).html


@each_template
@each_language
def test_an_email_is_complete_in_plain_text_and_its_subject(
    renderer: Renderer, name: str, language: str
) -> None:
    email = renderer.email(name, language)

    place, town = (
        ("Πανόραμα", "Δήμος Πυλαίας")
        if language == "el"
        else ("Panorama", "Municipality of Pylaia")
    )
    assert town in email.subject
    assert place in email.subject
    assert "\n" not in email.subject
    assert place in email.text
    assert town in email.text.splitlines()[2 if name in EXERCISES else 0]


@each_template
@each_language
def test_an_email_says_why_and_that_112_is_not_replaced(
    renderer: Renderer, name: str, language: str
) -> None:
    email = renderer.email(name, language)

    words = (
        ("έχετε εγγραφεί", "δεν το αντικαθιστούν")
        if language == "el"
        else ("you registered", "do not replace it")
    )
    for phrase in (*words, "15377", "112"):
        assert phrase in email.text
        assert phrase in email.html


@each_template
@each_language
def test_the_unsubscribe_slot_stands_on_lines_of_its_own(
    renderer: Renderer, name: str, language: str
) -> None:
    email = renderer.email(name, language)

    html = email.html.splitlines()
    assert email.text.splitlines().count(UNSUBSCRIBE_SLOT) == 1
    assert html.count(f'href="{UNSUBSCRIBE_SLOT}"') == 1
    assert html[html.index(f'href="{UNSUBSCRIBE_SLOT}"') - 1] == "<a"
    assert email.html.count(UNSUBSCRIBE_SLOT) == 1


@each_template
@each_language
def test_the_html_is_small_well_formed_and_fetches_nothing(
    renderer: Renderer, name: str, language: str
) -> None:
    html = renderer.email(name, language).html

    assert html.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert len(html.encode()) < 30_000
    assert not re.search(r"<img|<script|<link|@import|url\(|src=", html)
    assert unclosed(html) == []


@each_template
@each_language
def test_a_text_has_no_slot_left_unfilled(renderer: Renderer, name: str, language: str) -> None:
    email = renderer.email(name, language)

    for text in (email.subject, email.text, email.html, renderer.sms(name, language)):
        assert not re.search(r"\{\{|\}\}|\{%|\bNone\b|undefined|XXX", text)
    assert "  " not in email.text.replace("\n", "")
    assert "\n\n\n" not in email.text


@each_language
@pytest.mark.parametrize("name", EXERCISES)
def test_a_drill_says_so_first_and_last_everywhere(
    renderer: Renderer, name: str, language: str
) -> None:
    email, sms = renderer.email(name, language), renderer.sms(name, language)
    word = "ΑΣΚΗΣΗ" if language == "el" else "EXERCISE"

    seen = re.sub(r"<(style|title)>.*?</\1>|<[^>]+>", " ", email.html, flags=re.DOTALL).strip()
    for text in (email.subject, email.text.strip(), seen):
        assert text.startswith(word)
        assert text.endswith(word)
    assert sms.startswith(word.translate(str.maketrans("ΑΚΗ", "AKH")))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in EXERCISES])
def test_a_real_message_never_speaks_of_an_exercise(renderer: Renderer, name: str) -> None:
    said = [
        renderer.sms(name, language) + renderer.email(name, language).text for language in LANGUAGES
    ]

    assert not re.search("AΣKHΣH|ΑΣΚΗΣΗ|EXERCISE", "".join(said))


def unclosed(html: str) -> list[str]:
    """The tags that are opened and not closed in order."""
    parser = _Tags()
    parser.feed(html)
    return parser.open


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@each_language
def test_a_burst_main_does_not_advise_storing_water(renderer: Renderer, language: str) -> None:
    told = renderer.email("water_cut", language, 1, problem="burst").text

    assert "από πριν" not in told
    assert "beforehand" not in told
    assert ("Κρατήστε το νερό" if language == "el" else "Keep the water you have") in told
