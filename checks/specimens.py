"""Specimens: one message of every kind, as it would stand in a mail or an SMS of this office today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts import Office
from channels import UNSUBSCRIBE_SLOT, ChannelSettings, Medium, Variant, Wording
from checks.results import CheckResult, Level
from checks.situation import Situation
from checks.telling import begun
from delivery import Note
from runtime import Problem
from templates import (
    LETTERS,
    Kind,
    Links,
    Place,
    Replaced,
    Template,
    Values,
    Words,
    correcting,
    letter,
    read_values,
    releases_in,
    render,
    with_examples,
)

SAID_AGO = timedelta(hours=2)
ALL_CLEAR = "all_clear"
ELSEWHERE = Place("elsewhere", {"el": {"nominative": "Χορτιάτης"}, "en": {"nominative": "Chortiatis"}})


@dataclass(frozen=True, slots=True)
class Specimen:
    """A wording, and what kind of message it is."""

    kind: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A message whose words cannot be made, and why."""

    kind: str
    why: Problem


def all_specimens(at: Situation, medium: Medium) -> Iterator[Specimen | Unwritten]:
    """Every alert, every correction of each, every letter and a notice to staff, in each language they are written in."""
    office = Office.of(at.home)
    local = at.now.astimezone(office.municipality.zone)
    # The examples hold at noon, whatever the hour is now.
    press = _Press(office, medium, local.replace(hour=12, minute=0, second=0, microsecond=0))
    yield from press.alerts()
    yield from _letters(at, medium)
    notes = begun(CheckResult(Level.FAIL, "40 MB", "tocsin doctor", "disk"))
    for language, note in notes.items():
        yield Specimen("notice to staff", _noted(note, medium, language))


@dataclass(frozen=True, slots=True)
class _Press:
    """The words of one medium, written at one moment."""

    office: Office
    medium: Medium
    now: datetime

    def alerts(self) -> Iterator[Specimen | Unwritten]:
        """Each template with its own examples, and what corrects it."""
        every = self.office.catalogue.good
        corrections = {ALL_CLEAR, *(each.correction for each in every.values())} & set(every)
        for template in (each for name, each in every.items() if name not in corrections):
            try:
                values = self._values(template, {})
                yield from self._written(template, values, template.name)
                sent = self.now - SAID_AGO
                for variant in Variant:
                    replaced = Replaced(sent, self.now, values, gone=(ELSEWHERE,), variant=variant)
                    yield from self._written(template, values, f"update of {template.name}", replaced)
                for answer in (every[name] for name in sorted({ALL_CLEAR, template.correction} & set(every))):
                    given = correcting(template, values, answer, sent=sent)
                    kind = f"{answer.name} of {template.name}"
                    yield from self._written(answer, self._values(answer, given), kind)
            except Problem as problem:
                yield Unwritten(template.name, problem)

    def _written(
        self, template: Template, values: Values, kind: str, replaced: Replaced | None = None
    ) -> Iterator[Specimen]:
        office = self.office
        unsubscribe = UNSUBSCRIBE_SLOT if office.base_url else ""
        links = Links(unsubscribe, office.base_url, replaced)
        limits = office.channels.get(self.medium, ChannelSettings()).part_limits
        for language in template.languages():
            released = replaced is not None and replaced.variant is Variant.RELEASED
            if released and not releases_in(template, language):
                continue  # they get the words of all others
            words = render(
                template, values, places=(), office=office.municipality, medium=self.medium, language=language,
                limits=limits, links=links,
            )  # fmt: skip
            yield Specimen(kind, _wording(words))

    def _values(self, template: Template, given: Mapping[str, str]) -> Values:
        """The template's own examples, and of what is chosen the first."""
        filled = with_examples(template, given)
        chosen = {
            each.name: next(iter(each.options))
            for each in template.variables
            if each.kind is Kind.CHOICE and each.name not in filled
        }
        zone = self.office.municipality.zone
        return read_values(template, {**chosen, **filled}, now=self.now, zone=zone)


def _letters(at: Situation, medium: Medium) -> Iterator[Specimen]:
    link = f"{at.home.config.public_base_url or 'https://example.org'}/m/example"
    slots = {"code": "123456", "host": "", "link": link, "not_me": link}
    for name, language in ((name, language) for name in LETTERS for language in ("el", "en")):
        words = letter(name, slots, office=at.home.config.municipality, medium=medium, language=language)
        yield Specimen(f"letter '{name}'", _wording(words))


def _noted(note: Note, medium: Medium, language: str) -> Wording:
    if medium is Medium.SMS:
        return Wording(0, medium, language, note.sms or note.text, parts=note.parts)
    return Wording(0, medium, language, note.text, note.subject)


def _wording(words: Words) -> Wording:
    parts = words.measure.parts if words.measure else 1
    return Wording(0, words.medium, words.language, words.text, words.subject, words.html, parts)
