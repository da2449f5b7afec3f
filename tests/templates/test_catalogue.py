"""The catalogue: the shipped library, an office's own templates, and those that are broken."""

from datetime import timedelta

import pytest

from templates import (
    BrokenTemplate,
    Catalogue,
    NoCorrection,
    Severity,
    TemplateStatus,
    UnknownTemplate,
)
from templates.files import read_shipped
from templates.folders import LIBRARY, Sources, build_template
from tests.templates.conftest import OwnFolder, Renderer

SHIPPED = {path.name for path in LIBRARY.iterdir() if path.is_dir()}


def test_the_shipped_library_is_whole(renderer: Renderer) -> None:
    assert {template.name for template in renderer.catalogue.all()} == SHIPPED
    assert renderer.catalogue.broken == {}


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_shipped_template_has_no_fault(name: str) -> None:
    assert build_template(Sources(name, read_shipped(LIBRARY / name))).name == name


def test_a_shipped_template_has_greek_and_english_and_a_correction(renderer: Renderer) -> None:
    for template in renderer.catalogue.all():
        assert template.languages() == ("el", "en")
        assert renderer.catalogue.correction_of(template).name == "false_alarm"


def test_only_tests_are_exercises(renderer: Renderer) -> None:
    exercises = [
        template.name
        for template in renderer.catalogue.all()
        if template.status is TemplateStatus.EXERCISE
    ]

    assert exercises == ["drill", "link_test", "siren_test"]


def test_extreme_weather_is_severe_and_snow_expires_in_twelve_hours(renderer: Renderer) -> None:
    assert renderer.catalogue.find("extreme_weather").severity is Severity.SEVERE
    assert renderer.catalogue.find("snow").expiry == timedelta(hours=12)


def test_a_misspelt_name_is_met_with_the_right_one(renderer: Renderer) -> None:
    with pytest.raises(UnknownTemplate, match=r"no template 'snwo'. Did you mean 'snow'\?"):
        renderer.catalogue.find("snwo")


def test_an_office_adds_a_template_of_its_own(own: OwnFolder) -> None:
    own.put("fog")

    catalogue = Catalogue.load(own.path)

    assert catalogue.find("fog").languages() == ("en",)
    assert catalogue.find("fog").expiry == timedelta(minutes=90)
    assert {template.name for template in catalogue.all()} == SHIPPED | {"fog"}


def test_an_offices_own_template_wins_over_the_shipped_one(own: OwnFolder) -> None:
    own.put("snow")

    assert Catalogue.load(own.path).find("snow").title == {"en": "Fog"}


def test_an_offices_own_layout_wins_over_the_shipped_one(own: OwnFolder) -> None:
    (own.path / "layout.html").write_text("<p>{% block headline %}{% endblock %}</p>", "utf-8")

    assert Catalogue.load(own.path).find("snow").files["layout.html"].startswith("<p>")


def test_an_office_without_a_folder_has_the_shipped_library(own: OwnFolder) -> None:
    assert len(Catalogue.load(own.path / "nowhere").all()) == len(SHIPPED)


def test_a_broken_template_harms_no_other_and_stays_listed(own: OwnFolder) -> None:
    own.put("fog", {"sms.en.txt": "Fog.\n{{ until"})

    catalogue = Catalogue.load(own.path)

    assert len(catalogue.all()) == len(SHIPPED)
    assert list(catalogue.broken) == ["fog"]
    with pytest.raises(
        BrokenTemplate, match=r"^fog/sms\.en\.txt, line 2: .*`tocsin templates list`"
    ):
        catalogue.find("fog")


def test_a_broken_own_template_gives_way_to_the_shipped_one(
    own: OwnFolder, renderer: Renderer
) -> None:
    own.put("snow", {"template.toml": "title ="})
    catalogue = Catalogue.load(own.path)

    assert catalogue.find("snow") == renderer.catalogue.find("snow")
    assert catalogue.faults["snow"] == (
        "snow/template.toml: at its end: no value can be read: text stands in quotation marks, a number without.",
    )


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("template.toml", "title = \n", "fog/template.toml: .*line 1"),
        (
            "template.toml",
            "title = { en = 'Fog' }\n",
            "fog/template.toml, line 1: hazard: Field required",
        ),
        ("template.toml", "\ncolour = 'red'\n", "fog/template.toml, line 1: "),
        ("sms.en.txt", "{% if until %}", "fog/sms.en.txt, line 1: "),
        ("sms.en.txt", "\n{{ untill }}", "fog/sms.en.txt, line 2: 'untill' is no variable"),
        ("sms.en.txt", "{{ until|shrt }}", "fog/sms.en.txt, line 1: .*'shrt'"),
        ("sms.en.txt", "until { until }}", "fog/sms.en.txt, line 1: a brace is left over"),
        ("sms.el.txt", "Ομίχλη", "fog/email.el.subject.txt is missing"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    own: OwnFolder, file: str, text: str, fault: str
) -> None:
    own.put("fog", {file: text})

    with pytest.raises(BrokenTemplate, match=f"^{fault}"):
        Catalogue.load(own.path).find("fog")


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ("severity2 = 'x'", r"line 1: severity2: Unexpected keyword"),
        ("hazard_from = 'until'", "hazard_from names no choice"),
        ("variables.office = {kind = 'text', label = {en = 'x'}}", "cannot be called 'office'"),
        (
            "variables.end = {kind = 'moment', label = {en = 'x'}, after = 'start'}",
            "end.after names no moment",
        ),
        ("variables.road = {kind = 'choice', label = {en = 'x'}}", "road: a choice has options"),
        ("variables.road = {kind = 'text', label = {el = 'x'}}", "road.label has no words in 'en'"),
        ("variables.road = {kind = 'colour', label = {en = 'x'}}", "kind: Input should be 'text'"),
    ],
)
def test_a_definition_that_cannot_be_meant_is_refused(
    own: OwnFolder, settings: str, fault: str
) -> None:
    own.put("fog", settings=settings)

    assert fault in own.broken("fog")


def test_a_file_that_is_no_text_breaks_its_template_alone(own: OwnFolder) -> None:
    own.put("fog")
    (own.path / "fog" / "sms.en.txt").write_bytes(b"\xff\xfe")

    assert own.broken("fog").startswith("fog/sms.en.txt: it is not UTF-8 text.")


def test_a_folder_without_a_definition_is_no_template(own: OwnFolder) -> None:
    (own.path / "fog").mkdir()

    with pytest.raises(UnknownTemplate):
        Catalogue.load(own.path).find("fog")


def test_a_definition_that_cannot_be_read_breaks_its_template(own: OwnFolder) -> None:
    (own.path / "fog" / "template.toml").mkdir(parents=True)

    assert own.broken("fog") == "fog/template.toml: it is no file."


@pytest.mark.parametrize("settings", ["", "correction = 'nobody'"])
def test_a_template_without_a_correction_is_not_used_live(own: OwnFolder, settings: str) -> None:
    own.put("fog", settings=settings)
    catalogue = Catalogue.load(own.path)

    with pytest.raises(NoCorrection, match="'fog' names no correction"):
        catalogue.correction_of(catalogue.find("fog"))
