"""What to do: a sentence an action, named by templates, by the value of a choice as well; an
office's own words for it, and templates that were written before."""

from pathlib import Path

import pytest

from channels import Medium
from runtime import Municipality
from templates import Catalogue
from templates.folders import BORROWED, LIBRARY
from tests.templates.conftest import OwnFolder, Renderer

HALF = '{% extends "mail.txt" %}\n{% block opening %}Fog {{ places|located }}.{% endblock %}'
ACTIONS = '[steps]\nsee = "See and be seen."\nring = "Phone {phone}."\n[brief]\nsee = "Be seen."'


def own_renderer(own: OwnFolder, office: Municipality) -> Renderer:
    return Renderer(Catalogue.load(own.path, office), office)


def put_fog(own: OwnFolder, settings: str, **files: str) -> None:
    """A template of the office's own whose mail is one file, with actions beside it."""
    (own.path / "actions.en.toml").write_text(ACTIONS, "utf-8")
    own.put("fog", {"email.en.txt": HALF, "sms.en.txt": "Fog. {{ brief }}", **files}, settings)
    for made in ("email.en.html", "email.en.subject.txt"):
        (own.path / "fog" / made).unlink()


@pytest.mark.parametrize("language", ["el", "en"])
def test_a_step_stands_in_the_library_once(renderer: Renderer, language: str) -> None:
    actions = renderer.catalogue.find("snow").actions[language]
    texts = [path.read_text("utf-8") for path in LIBRARY.rglob("*.*") if path.suffix != ".toml"]

    assert len(set(actions.steps.values())) == len(actions.steps)
    assert [step for step in actions.steps.values() if any(step in text for text in texts)] == []


def test_text_and_html_name_the_same_steps(renderer: Renderer) -> None:
    for template in renderer.catalogue.all():
        email = renderer.email(template.name)
        steps = [line[2:] for line in email.body.splitlines() if line.startswith("- ")]
        assert email.html.count("<li") == len(steps)
        assert all(step in email.html for step in steps)


def test_a_mail_file_makes_subject_text_and_html(own: OwnFolder, office: Municipality) -> None:
    put_fog(own, 'steps = ["see", "ring"]\nbrief = ["see"]\n')

    email = own_renderer(own, office).email("fog", "en", 1, until="20:00")

    assert email.subject == "Fog in Chortiatis – Municipality of Pylaia-Chortiatis"
    assert "Fog in Chortiatis.\n\nWhere: Chortiatis\nUntil: " in email.text
    assert "What to do\n- See and be seen.\n- Phone 15377.\n" in email.text
    assert '<li style="margin:0 0 8px">Phone 15377.</li>' in email.html


def test_an_sms_says_an_action_briefly(own: OwnFolder, office: Municipality) -> None:
    put_fog(own, 'brief = ["see", "ring"]\n')

    assert own_renderer(own, office).sms("fog", "en", until="20:00") == "Fog. Be seen. Phone 15377."


def test_an_action_without_words_is_a_fault(own: OwnFolder) -> None:
    put_fog(own, 'steps = ["fly"]\n')

    assert own.broken("fog") == "fog/template.toml: 'fly' has no words in actions.en.toml."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("steps = 3", "actions.el.toml: steps: "),
        ("[steps", "actions.el.toml: at its end"),
        ('[steps]\nx = "{fax}"', "actions.el.toml: x: '{fax}' cannot be filled in"),
    ],
)
def test_broken_actions_give_way_to_the_shipped_ones(
    own: OwnFolder, renderer: Renderer, text: str, fault: str
) -> None:
    (own.path / "actions.el.toml").write_text(text, "utf-8")
    catalogue = Catalogue.load(own.path)

    assert catalogue.find("snow") == renderer.catalogue.find("snow")
    assert catalogue.faults_of("snow")[0].startswith(fault)


def test_an_office_words_one_action_anew(own: OwnFolder, office: Municipality) -> None:
    (own.path / "actions.el.toml").write_text('[steps]\nclear_pavement = "Φτυαρίστε."', "utf-8")

    text = own_renderer(own, office).email("snow").text

    assert "- Φτυαρίστε.\n- Τηλεφωνήστε σε ηλικιωμένους" in text


def test_a_definition_without_steps_keeps_the_shipped_ones(
    own: OwnFolder, office: Municipality
) -> None:
    (own.path / "extreme_weather").mkdir()
    shipped = (LIBRARY / "extreme_weather" / "template.toml").read_text("utf-8")
    before = without_actions(shipped).replace('storm = { el = "κακοκαιρία", en = "storm" }\n', "")
    (own.path / "extreme_weather" / "template.toml").write_text(before, "utf-8")

    said = own_renderer(own, office)

    assert "- Πίνετε συχνά νερό" in said.email("extreme_weather", hazard="heat").text
    assert "KINΔYNOΣ ΘEPMOΠΛHΞIAΣ" in said.sms("extreme_weather", hazard="heat")
    assert said.catalogue.faults_of("extreme_weather") == ()


def test_words_of_before_win_over_the_skeleton(own: OwnFolder, office: Municipality) -> None:
    (own.path / "snow").mkdir()
    (own.path / "snow" / "email.el.txt").write_text("{{ office.name }}: χιόνι\n", "utf-8")

    email = own_renderer(own, office).email("snow")

    assert email.body == "Δήμος Πυλαίας-Χορτιάτη: χιόνι"
    assert "Καθαρίστε το πεζοδρόμιο" in email.html


def test_a_fault_names_the_file_that_was_written(own: OwnFolder) -> None:
    (own.path / "snow").mkdir()
    words = HALF + "\n{% block details %}{{ 1/0 }}{% endblock %}"
    (own.path / "snow" / "email.en.txt").write_text(words, "utf-8")

    faults = Catalogue.load(own.path).faults_of("snow")

    assert faults == ("snow/email.en.txt, line 3: it divides by zero.",)


def test_a_choice_that_is_none_is_a_fault(own: OwnFolder) -> None:
    put_fog(own, 'steps_by = { road = { icy = ["see"] } }\n')

    assert "steps_by: 'road' is no choice" in own.broken("fog")


def test_phrases_of_before_borrow_the_words_of_a_mail(
    own: OwnFolder, office: Municipality, tmp_path: Path
) -> None:
    shipped = (LIBRARY / "phrases.el.toml").read_text("utf-8")
    (tmp_path / "phrases.el.toml").write_text(shipped.replace('level = "Επίπεδο"\n', ""), "utf-8")

    assert "\nΕπίπεδο: Προσοχή\n" in own_renderer(own, office).email("snow").text


def test_a_grave_mail_tells_first_what_to_do(renderer: Renderer) -> None:
    email = renderer.email("extreme_weather")

    assert email.text.index("Τι να κάνετε") < email.text.index("Πού:")
    assert email.html.index("Τι να κάνετε") < email.html.index(">Πού<")


def test_an_unset_text_says_its_words_by_choice(renderer: Renderer) -> None:
    said = renderer.words("extreme_weather", Medium.SMS, "en", 1, hazard="heat").text

    assert "Danger of heatstroke." in said


def without_actions(settings: str) -> str:
    """A definition as it was written before there were actions."""
    kept, skipping = [], False
    for line in settings.splitlines(keepends=True):
        if line.startswith("["):
            skipping = (
                line.startswith(tuple(f"[{each}" for each in BORROWED)) or "default_by" in line
            )
        if not skipping and not line.startswith(BORROWED):
            kept.append(line)
    return "".join(kept)
