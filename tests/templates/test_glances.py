"""What a list of mails shows: the subject, and the hidden line behind it."""

import re
from dataclasses import replace

import pytest

from channels import Medium, PartLimits
from templates import Place, Severity, TemplateStatus, Words, render_words
from templates.glances import shortened
from tests.templates.conftest import PLACES, Renderer
from tests.templates.test_library_words import LANGUAGES, NAMES

HIDDEN = re.compile(r'<div style="display:none[^"]*">([^<]*)</div>')
NO_TIME = {"all_clear"}
HAZARDS = {
    "all_clear": ("Λήξη: χιονόπτωση", "All clear: snow"),
    "drill": ("ΑΣΚΗΣΗ - Δοκιμή", "EXERCISE - Test"),
    "extreme_weather": ("Σοβαρός κίνδυνος: Κακοκαιρία", "Severe danger: Storm"),
    "false_alarm": ("Ακύρωση μηνύματος: χιονόπτωση", "Message withdrawn: snow"),
    "municipal_event": ("Εκδήλωση «Γιορτή", 'Event "Chestnut'),
    "power_cut": ("Διακοπή ρεύματος", "Power cut"),
    "snow": ("Χιονόπτωση", "Snow"),
    "water_cut": ("Διακοπή νερού", "Water cut"),
}


def written(
    renderer: Renderer,
    name: str,
    language: str,
    *,
    severity: Severity | None = None,
    status: TemplateStatus | None = None,
) -> Words:
    found = renderer.catalogue.find(name)
    template = replace(found, severity=severity or found.severity, status=status or found.status)
    return render_words(
        template,
        renderer.values(name),
        places=PLACES[2:3],
        office=renderer.office,
        medium=Medium.EMAIL,
        language=language,
        limits=PartLimits(),
    )


@pytest.mark.parametrize("name", sorted(HAZARDS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subject_says_hazard_place_and_time_before_the_municipality(
    renderer: Renderer, name: str, language: str
) -> None:
    subject = (
        renderer.email(name, language, places=0)
        .subject.removesuffix(" - ΑΣΚΗΣΗ")
        .removesuffix(" - EXERCISE")
    )
    placed = written(renderer, name, language).subject

    assert subject.startswith(HAZARDS[name][LANGUAGES.index(language)])
    assert subject.endswith(f" – {renderer.office.name[language]}")
    assert ("στο Πανόραμα" if language == "el" else "in Panorama") in placed
    assert name in NO_TIME or re.search(r"\d\d:\d\d", subject)


def test_a_subject_is_the_one_that_was_asked_for(renderer: Renderer) -> None:
    given = {"from": "20:00", "until": "tomorrow 12:00"}

    assert renderer.email("snow", "el", 1, **given).subject == (
        "Χιονόπτωση στον Χορτιάτη, Δευ 12/1 20:00 – Δήμος Πυλαίας-Χορτιάτη"
    )


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (Severity.EXTREME, "Ακραίος κίνδυνος: "),
        (Severity.SEVERE, "Σοβαρός κίνδυνος: "),
        (Severity.MODERATE, ""),
        (Severity.MINOR, ""),
    ],
)
def test_the_level_comes_first_where_it_is_severe_or_extreme(
    renderer: Renderer, severity: Severity, level: str
) -> None:
    subject = written(renderer, "snow", "el", severity=severity).subject

    assert subject.startswith(f"{level}Χιονόπτωση στο Πανόραμα")


def test_an_exercise_says_so_before_its_level(renderer: Renderer) -> None:
    subject = written(
        renderer, "snow", "el", severity=Severity.EXTREME, status=TemplateStatus.EXERCISE
    ).subject

    assert subject.startswith("ΑΣΚΗΣΗ - Ακραίος κίνδυνος: Χιονόπτωση")
    assert subject.endswith(" - ΑΣΚΗΣΗ")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hidden_line_has_the_time_and_the_first_action(
    renderer: Renderer, name: str, language: str
) -> None:
    email = renderer.email(name, language, places=2)
    [hidden] = HIDDEN.findall(email.html)

    first = next((line[2:] for line in email.body.splitlines() if line.startswith("- ")), "")
    assert first in hidden or not first
    assert 20 < len(hidden) <= 155
    assert name in {"all_clear", "false_alarm"} or re.search(r"\d\d:\d\d", hidden)


def test_the_hidden_line_is_escaped_and_whole_if_short(renderer: Renderer) -> None:
    advice = "<b>Μη βγείτε & μην οδηγείτε</b> " + "αλλιώς " * 9

    [hidden] = HIDDEN.findall(renderer.email("snow", advice=advice.strip()).html)

    assert "&lt;b&gt;Μη βγείτε &amp; μην" in hidden
    assert hidden.endswith("αλλιώς αλλιώς.")


def test_a_long_hidden_line_is_cut_behind_a_whole_word() -> None:
    assert shortened("αλλιώς " * 30) == " ".join(["αλλιώς"] * 21) + "…"


@pytest.mark.parametrize(
    ("places", "greek", "english"),
    [
        (PLACES[:2], "στον Χορτιάτη και στο Ασβεστοχώρι", "in Chortiatis and Asvestochori"),
        ((), "σε όλο τον δήμο", "in the whole municipality"),
        (
            PLACES[:5],
            "στον Χορτιάτη, στο Ασβεστοχώρι, στο Πανόραμα και 2 ακόμη",
            "in Chortiatis, Asvestochori, Panorama and 2 more",
        ),
        (
            (
                Place(
                    "x",
                    {
                        "el": {
                            "nominative": "Αμπελόκηποι",
                            "genitive": "Αμπελοκήπων",
                            "accusative": "Αμπελοκήπους",
                        }
                    },
                ),
            ),
            "στους Αμπελοκήπους",
            "in Αμπελοκήπους",
        ),
        (
            (
                Place(
                    "x",
                    {"el": {"nominative": "Πυλαία", "genitive": "Πυλαίας", "accusative": "Πυλαία"}},
                ),
            ),
            "στην Πυλαία",
            "in Πυλαία",
        ),
    ],
)
def test_a_place_has_its_preposition(
    renderer: Renderer, places: tuple[Place, ...], greek: str, english: str
) -> None:
    for language, words in (("el", greek), ("en", english)):
        template = renderer.catalogue.find("snow")
        subject = render_words(
            template,
            renderer.values("snow"),
            places=places,
            office=renderer.office,
            medium=Medium.EMAIL,
            language=language,
            limits=PartLimits(),
        ).subject
        assert f" {words}, " in subject
