"""The tables of docs/corrections.md, made from the code: `python -m tests.house.corrections_page`
writes them anew."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from channels import Medium, PartLimits, Variant
from runtime import Municipality
from templates import (
    Catalogue,
    Links,
    Place,
    Replaced,
    Template,
    Values,
    Words,
    fill_examples,
    read_values,
    render_words,
    undecided_choices,
    values_of_correction,
)
from tests.house.markdown import renewed

PAGE = Path(__file__).parents[2] / "docs" / "corrections.md"
LANGUAGES = ("el", "en")
SENT = datetime(2026, 11, 25, 23, 50, tzinfo=UTC)  # 01:50 in Thessaloniki
NOW = datetime(2026, 11, 26, 0, 20, tzinfo=UTC)
SNOW = {"from": "2026-11-26 04:00", "until": "2026-11-26 12:00"}
LATER = {**SNOW, "until": "2026-11-26 18:00"}
OFFICE = Municipality(
    name={"el": "Δήμος Πυλαίας-Χορτιάτη", "en": "Municipality of Pylaia-Chortiatis"},
    sms_name={"el": "ΔΗΜΟΣ ΠΥΛΑΙΑΣ-ΧΟΡΤΙΑΤΗ", "en": "PYLAIA-CHORTIATIS"},
    phone="15195",
)


def _place(code: str, greek: tuple[str, str, str], english: str) -> Place:
    cases = dict(zip(("nominative", "genitive", "accusative"), greek, strict=True))
    return Place(code, {"el": cases, "en": {"nominative": english}})


PANORAMA = _place("panorama", ("Πανόραμα", "Πανοράματος", "Πανόραμα"), "Panorama")
CHORTIATIS = _place("chortiatis", ("Χορτιάτης", "Χορτιάτη", "Χορτιάτη"), "Chortiatis")
CATALOGUE = Catalogue.load(None)


def page() -> str:
    """The page as it should be."""
    return renewed(PAGE, "corrections_page", _lines())


def updates() -> Iterator[tuple[Template, Words]]:
    """The SMS of an update by each shipped template that can be updated, in each language."""
    for template in CATALOGUE.all():
        if not template.corrects:
            yield from (
                (template, _updated(template, {}, {}, Medium.SMS, language))
                for language in LANGUAGES
            )


def _lines() -> Iterator[str]:
    yield from ("## Snow", "")
    for kind, words in _corrections():
        yield f"### {kind}, {words.medium}, {words.language}"
        yield from (
            "",
            "```",
            words.text.strip() if not words.subject else f"{words.subject}\n\n{words.body}",
            "```",
            "",
        )
    yield from (
        "## An update by each template, as an SMS",
        "",
        "| template | language | parts | SMS |",
        "|---|---|---|---|",
    )
    for template, words in updates():
        parts = f"{words.measure.parts} of {template.max_parts}" if words.measure else ""
        yield f"| `{template.name}` | {words.language} | {parts} | {words.text} |"


def _corrections() -> Iterator[tuple[str, Words]]:
    snow, areas = (
        CATALOGUE.find("snow"),
        [(medium, language) for medium in Medium for language in LANGUAGES],
    )
    for medium, language in areas:
        yield "update", _updated(snow, SNOW, LATER, medium, language)
    for medium, language in areas:
        released = _updated(snow, SNOW, LATER, medium, language, Variant.RELEASED)
        yield "update, for whoever it no longer concerns", released
    for kind in ("all_clear", "false_alarm"):
        answer = CATALOGUE.find(kind)
        for given in _choices(snow, answer):
            said = "".join(f", {choice}" for choice in given.values())
            for medium, language in areas:
                yield f"{_command(kind)}{said}", _answered(snow, answer, given, medium, language)


def _command(kind: str) -> str:
    return "cancel and false-alarm" if kind == "false_alarm" else "all-clear"


def spoken_words(name: str, medium: Medium) -> Words:
    """The Greek words of a shipped template, with its examples."""
    template = CATALOGUE.find(name)
    return _rendered(template, _values(template, {}), medium, "el", Links())


def _choices(template: Template, answer: Template) -> list[Mapping[str, str]]:
    left = undecided_choices(template, answer, {})
    return [{variable.name: choice} for variable in left for choice in variable.options] or [{}]


def _answered(
    template: Template, answer: Template, given: Mapping[str, str], medium: Medium, language: str
) -> Words:
    typed = {**values_of_correction(template, _values(template, SNOW), answer, sent=SENT), **given}
    return _rendered(
        answer, read_values(answer, typed, now=NOW, zone=OFFICE.zone), medium, language, Links()
    )


def _updated(
    template: Template,
    before: Mapping[str, str],
    after: Mapping[str, str],
    medium: Medium,
    language: str,
    variant: Variant = Variant.MAIN,
) -> Words:
    replaced = Replaced(SENT, NOW, _values(template, before), gone=(CHORTIATIS,), variant=variant)
    return _rendered(template, _values(template, after), medium, language, Links(replaced=replaced))


def _rendered(
    template: Template, values: Values, medium: Medium, language: str, links: Links
) -> Words:
    return render_words(
        template,
        values,
        places=[PANORAMA],
        office=OFFICE,
        medium=medium,
        language=language,
        limits=PartLimits(),
        links=links,
    )


def _values(template: Template, given: Mapping[str, str]) -> Values:
    return read_values(template, fill_examples(template, given), now=SENT, zone=OFFICE.zone)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
