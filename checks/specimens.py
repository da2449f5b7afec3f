"""Specimens: one message of every kind, as it would stand in a mail or an SMS of this office
today."""

from collections.abc import Iterator
from dataclasses import dataclass

from channels import Medium, Wording
from checks.fault_notices import fault_notice
from checks.results import CheckResult, Level
from checks.situation import Situation
from delivery import NoticeText
from runtime import Problem
from templates import Words
from templates.correspondence import LETTERS, LETTERS_BY_SMS, write_letter


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
    """Every alert, every correction of each, every letter and a notice to staff, in each language
    they are written in."""
    yield from _alerts(at, medium)
    yield from _letters(at, medium)
    notes = fault_notice(CheckResult(Level.FAIL, "40 MB", "tocsin doctor", "disk"))
    for language, note in notes.items():
        yield Specimen("notice to staff", _noted(note, medium, language))


def _alerts(at: Situation, medium: Medium) -> Iterator[Specimen | Unwritten]:
    """Each template with its own examples, and what corrects it."""
    for each in at.proofs[medium]:
        if each.words:
            yield Specimen(each.kind, _wording(each.words))
        elif each.why:
            yield Unwritten(each.kind, each.why)


def _letters(at: Situation, medium: Medium) -> Iterator[Specimen]:
    link = f"{at.home.config.public_base_url or 'https://example.org'}/m/example"
    slots = {"code": "123456", "host": "", "link": link, "not_me": link}
    names = LETTERS_BY_SMS if medium is Medium.SMS else LETTERS
    for name, language in ((name, language) for name in names for language in ("el", "en")):
        words = write_letter(
            name, slots, office=at.home.config.municipality, medium=medium, language=language
        )
        yield Specimen(f"letter '{name}'", _wording(words))


def _noted(note: NoticeText, medium: Medium, language: str) -> Wording:
    if medium is Medium.SMS:
        return Wording(0, medium, language, note.sms or note.text, parts=note.parts)
    return Wording(0, medium, language, note.text, note.subject)


def _wording(words: Words) -> Wording:
    parts = words.measure.parts if words.measure else 1
    return Wording(0, words.medium, words.language, words.text, words.subject, words.html, parts)
