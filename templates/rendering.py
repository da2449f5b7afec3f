"""Rendering: the final words of a message in one medium and one language, ready to be frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from babel.numbers import format_decimal

from channels import Medium, PartLimits, Variant
from runtime import Municipality, Problem, UsageProblem
from templates.definition import Kind, SmsPolicy, Status, Template, Variable
from templates.encoding import Measure, measure, to_gsm7
from templates.places import Place
from templates.sandbox import environment, fill
from templates.speech import Speech
from templates.values import Values


class NoWording(UsageProblem):
    """The template has no words in that language. Add its four files to the template's folder, or send in a language it has; `tocsin templates show NAME` lists them."""


class TooLong(Problem):
    """A long SMS is split, costs more and arrives in pieces. Shorten what you set; `tocsin templates preview NAME` shows the count."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is sent, byte for byte; an SMS has a measure, an e-mail a subject and HTML; `body` is the text without its footer."""

    medium: Medium
    language: str
    subject: str
    text: str
    html: str
    measure: Measure | None
    body: str = ""
    variant: Variant = Variant.MAIN


@dataclass(frozen=True, slots=True)
class Links:
    """Where words lead: `unsubscribe` stands in mails; `pages`, where every alert can be checked, also in an SMS with room for it."""

    unsubscribe: str = ""
    pages: str = ""


NO_LINKS = Links()


def render(
    template: Template,
    values: Values,
    *,
    places: Sequence[Place],
    office: Municipality,
    medium: Medium,
    language: str,
    limits: PartLimits,
    links: Links = NO_LINKS,
) -> Words:
    """The words of a template for these places (none: the whole municipality). Raises NoWording, TooLong or BadWording."""
    if language not in template.languages():
        raise NoWording(
            f"'{template.name}' is written in {', '.join(template.languages())}, not in '{language}'."
        )
    speech = Speech(language, template.phrases[language], office.zone)
    slots = {
        **_slots(template, values, language),
        "office": office_slots(office, language),
        "exercise": speech.phrases.exercise if template.status is Status.EXERCISE else "",
        "say": speech.phrases.say,
        "severity": {"code": template.severity.value, "label": speech.phrases.severity[template.severity]},
        "places": tuple(places),
        "unsubscribe": links.unsubscribe,
        "pages": links.pages,
    }
    desk = _Desk(template, speech, slots)
    return _sms(desk, values, limits) if medium is Medium.SMS else _email(desk)


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that is needed to fill the files of one language."""

    template: Template
    speech: Speech
    slots: Mapping[str, object]

    def fill(self, pattern: str) -> str:
        sandbox = environment(self.template.files, self.speech)
        return fill(sandbox, self.template.name, pattern.format(self.speech.language), self.slots).strip()

    def linked(self) -> "_Desk":
        """The same, whose link leads to the alerts' own pages unless staff gave another."""
        link = self.slots.get("link") or self.slots["pages"]
        return replace(self, slots={**self.slots, "link": link})

    def marked(self, text: str, gap: str) -> str:
        """The text of an exercise with the word for it at both ends, whoever wrote it."""
        word = str(self.slots["exercise"])
        before = "" if text.startswith(word) else f"{word}{gap}"
        return f"{before}{text}" if text.endswith(word) else f"{before}{text}{gap}{word}"


def _sms(desk: _Desk, values: Values, limits: PartLimits) -> Words:
    text = _in_one_line(desk)
    measured = measure(text, limits)
    if measured.parts > desk.template.max_parts:
        raise TooLong(_excess(desk, values, measured))
    linked = _in_one_line(desk.linked())
    if measure(linked, limits).parts == measured.parts:
        text, measured = linked, measure(linked, limits)
    return Words(Medium.SMS, desk.speech.language, "", text, "", measured, text)


def _in_one_line(desk: _Desk) -> str:
    written = desk.marked(" ".join(desk.fill("sms.{}.txt").split()), " ")
    return to_gsm7(written) if desk.template.sms_policy is SmsPolicy.GSM_7 else written


def _email(desk: _Desk) -> Words:
    subject = desk.marked(" ".join(desk.fill("email.{}.subject.txt").split()), " - ")
    body = desk.fill("email.{}.txt")
    text = desk.marked(f"{body}\n\n{desk.fill('footer.{}.txt')}", "\n\n") + "\n"
    html = desk.fill("email.{}.html") + "\n"
    return Words(Medium.EMAIL, desk.speech.language, subject, text, html, None, body)


def _excess(desk: _Desk, values: Values, measured: Measure) -> str:
    template, language = desk.template, desk.speech.language
    lengths = {
        variable.name: len(str(values.get(variable.name, language) or ""))
        for variable in template.variables
        if variable.kind in {Kind.TEXT, Kind.LINK}
    }
    longest = sorted(
        (name for name, length in lengths.items() if length), key=lengths.__getitem__, reverse=True
    )
    shorten = (
        ", ".join(f"'{name}' ({lengths[name]} characters)" for name in longest[:3])
        or "the names of the areas"
    )
    forced = f" '{measured.forced_by}' forces 70 characters a part." if measured.forced_by else ""
    return (
        f"The SMS of '{template.name}' in '{language}' has {measured.units} units in {measured.parts} parts;"
        f" {template.max_parts} are allowed.{forced} Shorten {shorten}."
    )


def _slots(template: Template, values: Values, language: str) -> dict[str, object]:
    said = {variable.name: _said(values, variable, language) for variable in template.variables}
    labels = {
        variable.name: variable.options[str(said[variable.name])][language]
        for variable in template.variables
        if variable.kind is Kind.CHOICE and said[variable.name]
    }
    return {**said, "labels": labels, "language": language, "title": template.title[language]}


def _said(values: Values, variable: Variable, language: str) -> str | datetime:
    value = values.get(variable.name, language)
    if isinstance(value, Decimal):
        return str(format_decimal(value, locale=language))
    return "" if value is None else value


def office_slots(office: Municipality, language: str) -> dict[str, str]:
    """What every wording may say of the municipality, in one language."""
    return {
        "name": _in(office.name, language),
        "sms_name": _in(office.sms_name, language),
        "phone": office.phone,
        "web": office.web,
        "colour": office.colour,
        "ink": _ink(office.colour),
    }


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")


def _ink(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour `#rrggbb`."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#111111" if 299 * red + 587 * green + 114 * blue > 150_000 else "#ffffff"
