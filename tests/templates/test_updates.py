"""An update says first that it is one, what it replaces and what changed, in every template, and
fits an SMS."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from channels import Medium, PartLimits, Variant
from templates import Catalogue, Links, Place, Replaced, VariableKind, Words, render_words
from templates.folders import LIBRARY, shipped_beside
from templates.phrases import read_phrases
from templates.rendering import TooLong
from templates.sms import to_gsm7
from tests.templates.conftest import NOW, PLACES, OwnFolder, Renderer

UPDATABLE = ("drill", "extreme_weather", "municipal_event", "power_cut", "snow", "water_cut")
SENT = datetime(2026, 1, 11, 23, 50, tzinfo=UTC)  # 01:50 on the same day
HEAD = {"el": "ΝΕΟΤΕΡΗ ΕΝΗΜΕΡΩΣΗ", "en": "UPDATE"}
INSTEAD = {"el": "(αντί των 01:50)", "en": "(instead of 01:50)"}
LONG = "Κείμενο που δεν τελειώνει εύκολα και λέει πολλά πράγματα για όλους όσοι το διαβάζουν σήμερα το βράδυ "

LIMITS = PartLimits()
FOG = {"until": "20:00"}

each_template = pytest.mark.parametrize("name", UPDATABLE)
each_language = pytest.mark.parametrize("language", ["el", "en"])


def updated(
    renderer: Renderer,
    name: str,
    medium: Medium = Medium.SMS,
    language: str = "el",
    *,
    places: tuple[Place, ...] = PLACES[2:3],
    before: dict[str, str] | None = None,
    variant: Variant = Variant.MAIN,
    gone: tuple[Place, ...] = PLACES[:1],
    sent: datetime = SENT,
    narrowed: bool = False,
    limits: PartLimits = LIMITS,
    after: Mapping[str, str] | None = None,
) -> Words:
    replaced = Replaced(
        sent,
        NOW,
        renderer.values(name, **(before or {})),
        gone=gone,
        variant=variant,
        narrowed=narrowed,
    )
    return render_words(
        renderer.catalogue.find(name),
        renderer.values(name, **(after or {})),
        places=places,
        office=renderer.office,
        medium=medium,
        language=language,
        limits=limits,
        links=Links(replaced=replaced),
    )


@each_template
@each_language
def test_an_update_begins_so_behind_the_municipality(
    renderer: Renderer, name: str, language: str
) -> None:
    text = updated(renderer, name, language=language).text

    town = to_gsm7(renderer.office.sms_name[language])
    assert f"{town}: {to_gsm7(HEAD[language])} {to_gsm7(INSTEAD[language])}." in text
    assert text.index(town) + len(town) <= 40


@each_template
@each_language
@pytest.mark.parametrize("places", [0, 1, 3, 6])
@pytest.mark.parametrize("variant", list(Variant))
def test_an_update_of_usual_values_is_within_its_parts(
    renderer: Renderer, name: str, language: str, places: int, variant: Variant
) -> None:
    words = updated(
        renderer, name, language=language, places=PLACES[:places], gone=PLACES[:3], variant=variant
    )

    assert words.measure is not None
    assert words.measure.parts <= renderer.catalogue.find(name).max_parts


@each_template
@each_language
def test_an_update_keeps_time_and_action_despite_long_texts(
    renderer: Renderer, name: str, language: str
) -> None:
    template = renderer.catalogue.find(name)
    long = {
        each.name: LONG[: each.length].strip()
        for each in template.variables
        if each.spare and each.kind.value == "text"
    }
    text = updated(
        renderer, name, language=language, places=PLACES[:6], gone=PLACES[:3], after=long
    ).text

    assert to_gsm7(INSTEAD[language]) in text
    for action in ACTIONS[name][language]:
        assert to_gsm7(action) in text


ACTIONS = {
    "snow": {"el": ["Μείνετε σπίτι", "αλυσίδες"], "en": ["Stay home", "snow chains"]},
    "extreme_weather": {"el": ["15377"], "en": ["15377"]},
    "power_cut": {"el": ["Μην αγγίζετε καλώδια"], "en": ["Do not touch cables"]},
    "water_cut": {"el": ["Αποθηκεύστε νερό"], "en": ["Store water"]},
    "municipal_event": {"el": ["15377"], "en": ["15377"]},
    "drill": {"el": ["Δεν χρειάζεται ενέργεια"], "en": ["No action needed"]},
}


@each_template
@pytest.mark.parametrize("places", [0, 1, 4, 6])
def test_an_alert_that_fits_has_an_update_that_fits(
    renderer: Renderer, name: str, places: int
) -> None:
    """With texts of no length, half of it and all of it, whatever of that fits the alert fits its
    update."""
    variables = [
        each for each in renderer.catalogue.find(name).variables if each.kind is VariableKind.TEXT
    ]
    given = {"snow": {"schools": "closed"}}.get(name, {})
    tried = 0
    for lengths in product(
        *[(2 if each.required else 0, each.length // 2, each.length) for each in variables]
    ):
        texts = {
            each.name: LONG[:length].strip()
            for each, length in zip(variables, lengths, strict=True)
            if length
        }
        try:
            renderer.sms(name, "el", places, **given, **texts)
        except TooLong:
            continue
        updated(
            renderer,
            name,
            places=PLACES[:places],
            gone=PLACES[4:5],
            sent=SENT - timedelta(days=2),
            after={**given, **texts},
        )
        tried += 1

    assert tried


def test_the_least_important_change_is_left_out_first(renderer: Renderer) -> None:
    before = {"impact": "Πάγος", "schools": "open"}
    after = {
        "until": "tomorrow 18:00",
        "schools": "closed",
        "impact": "Κλειστός ο δρόμος προς Χορτιάτη",
    }

    roomy = updated(renderer, "snow", before=before, after=after).text
    tight = updated(
        renderer,
        "snow",
        before=before,
        places=PLACES[:4],
        after={**after, "advice": "Μετακινήστε τα αυτοκίνητα από την πλατεία"},
    ).text

    assert to_gsm7("έως 12:00 -> 18:00, σχολεία ανοιχτά -> κλειστά") in roomy
    assert to_gsm7("δεν αφορά πλέον τον Χορτιάτη") in tight
    assert to_gsm7("Κλειστός ο δρόμος") not in tight
    assert to_gsm7("Μετακινήστε τα αυτοκίνητα από την πλατεία") in tight


def test_advice_that_leaves_no_room_is_refused_and_not_cut(renderer: Renderer) -> None:
    with pytest.raises(TooLong, match="Shorten 'advice'"):
        updated(renderer, "snow", limits=PartLimits(gsm7_chained=130), after={"advice": "Α" * 100})


@pytest.mark.parametrize(
    ("sent", "greek", "english"),
    [
        (SENT, "αντί των 01:50", "instead of 01:50"),
        (SENT - timedelta(days=1), "αντί της Κυρ 11/1 01:50", "instead of Sun 11/1 01:50"),
        (SENT - timedelta(days=2), "αντί του Σαβ 10/1 01:50", "instead of Sat 10/1 01:50"),
    ],
)
def test_an_update_names_the_day_of_an_older_alert(
    renderer: Renderer, sent: datetime, greek: str, english: str
) -> None:
    assert f"({to_gsm7(greek)})" in updated(renderer, "snow", sent=sent).text
    assert f"({english})" in updated(renderer, "snow", language="en", sent=sent).text


def test_a_mail_of_an_update_lists_the_changes(renderer: Renderer) -> None:
    before = {"until": "tomorrow 12:00"}
    mail = updated(
        renderer,
        "snow",
        Medium.EMAIL,
        before=before,
        after={"until": "tomorrow 18:00"},
        sent=SENT - timedelta(days=2),
    )

    assert mail.subject.startswith("ΝΕΟΤΕΡΗ ΕΝΗΜΕΡΩΣΗ - Χιονόπτωση στο Πανόραμα, Δευ 12/1 20:00")
    assert mail.text.startswith("ΝΕΟΤΕΡΗ ΕΝΗΜΕΡΩΣΗ - Δήμος Πυλαίας-Χορτιάτη: ")
    assert "Αντικαθιστά το μήνυμά μας του Σαββάτου 10 Ιανουαρίου, 01:50." in mail.text
    changed = "Άλλαξε:\n- Δεν αφορά πλέον τον Χορτιάτη\n- Έως: Τρίτη 13 Ιανουαρίου, 12:00 → Τρίτη 13 Ιανουαρίου, 18:00\n"
    assert changed in mail.text
    assert '<li style="margin:0 0 4px">Δεν αφορά πλέον τον Χορτιάτη</li>' in mail.html
    assert mail.html.count("ΝΕΟΤΕΡΗ ΕΝΗΜΕΡΩΣΗ") == 1


@each_template
@each_language
def test_an_exercise_says_so_before_and_an_alert_does_not(
    renderer: Renderer, name: str, language: str
) -> None:
    mail = updated(renderer, name, Medium.EMAIL, language)

    first = "" if name != "drill" else "ΑΣΚΗΣΗ - " if language == "el" else "EXERCISE - "
    assert mail.subject.startswith(f"{first}{HEAD[language]} - ")


@each_language
def test_a_place_no_longer_concerned_reads_so_in_one_part(
    renderer: Renderer, language: str
) -> None:
    words = updated(renderer, "snow", language=language, variant=Variant.RELEASED)

    assert words.measure is not None
    assert words.measure.parts == 1
    said = {
        "el": "η ειδοποίηση των 01:50 (χιονόπτωση) ΔΕΝ ΑΦΟΡΑ ΠΛΕΟΝ τον Χορτιάτη. Συνεχίστε να προσέχετε.",
        "en": "the alert of 01:50 (snow) NO LONGER CONCERNS Chortiatis. Keep taking care.",
    }
    assert to_gsm7(said[language]) in words.text
    assert "18:00" not in words.text
    assert words.variant is Variant.RELEASED


def test_a_place_no_longer_concerned_is_shown_no_danger(renderer: Renderer) -> None:
    mail = updated(
        renderer,
        "extreme_weather",
        Medium.EMAIL,
        variant=Variant.RELEASED,
        before={"hazard": "storm"},
        after={"hazard": "storm"},
    )

    assert "Σοβαρός κίνδυνος" not in mail.html + mail.subject
    assert mail.subject.startswith(
        "ΝΕΟΤΕΡΗ ΕΝΗΜΕΡΩΣΗ - Κακοκαιρία: δεν αφορά πλέον τον Χορτιάτη – Δήμος"
    )
    assert "#b42318" not in mail.html


def test_an_update_that_narrows_the_places_names_the_rest(renderer: Renderer) -> None:
    text = updated(
        renderer, "snow", Medium.EMAIL, variant=Variant.RELEASED, gone=(), narrowed=True
    ).text

    assert "ΔΕΝ ΑΦΟΡΑ ΠΛΕΟΝ όλο τον δήμο, αλλά μόνο το Πανόραμα." in text


def test_a_template_without_words_for_updates_has_them_anyway(
    renderer: Renderer, own: OwnFolder
) -> None:
    own.put(
        "fog",
        {
            "sms.en.txt": "Fog until {{ until|short }}.",
            "email.en.html": "<html><body><p>Fog</p></body></html>",
        },
    )
    catalogue = Catalogue.load(own.path)
    own_desk = replace(renderer, catalogue=catalogue)

    text = updated(own_desk, "fog", language="en", before=FOG, after=FOG).text
    mail = updated(own_desk, "fog", Medium.EMAIL, "en", before=FOG, after=FOG)

    assert text.startswith(
        "UPDATE (instead of 01:50). Changed: no longer concerns Chortiatis. Fog until"
    )
    assert mail.subject == "UPDATE - Fog."
    assert mail.html.index("UPDATE") < mail.html.index("<p>Fog</p>")


def test_an_older_file_of_phrases_borrows_the_updates_words() -> None:
    older = (LIBRARY / "phrases.el.toml").read_text("utf-8").partition("[update]")[0]
    texts = {f"phrases.{language}.toml": older for language in ("el", "sq")}

    phrases, _ = read_phrases(texts, shipped_beside(), ("el", "sq"))

    assert (phrases["el"].update.head, phrases["sq"].update.head) == ("ΝΕΟΤΕΡΗ ΕΝΗΜΕΡΩΣΗ", "UPDATE")
