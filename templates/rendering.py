"""Rendering: the final words of a message in one medium and one language, ready to be frozen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from channels import Medium, PartLimits, Variant
from runtime import Municipality, Problem, Said, UsageProblem, joined, said
from runtime.chains import in_language
from templates.definition import SmsPolicy, Template, TemplateStatus, VariableKind
from templates.headlines import write_headline
from templates.places import Place
from templates.replacing import Account, Replaced
from templates.slots import logo_slots, office_slots, severity_slots, value_slots
from templates.sms.outside import explain_outside_gsm7
from templates.speech import Speech
from templates.steps import step_slots
from templates.updating import FEWER_PLACES, Room, in_body, in_html, in_sms, in_subject, rooms
from templates.values import Values
from templates.wording_context import RELEASED, WordingContext
from templates.words import Words, write_sms


class NoWording(UsageProblem):
    """The template has no words in that language. Add its four files to the template's folder, or
    send in a language it has; `tocsin templates show NAME` lists them."""


class TooLong(Problem):
    """A long SMS is split, costs more and arrives in pieces. Shorten what you set; `tocsin
    templates preview NAME` shows the count."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where words lead: `unsubscribe` stands in mails; `pages`, where the alert can be checked,
    also in its SMS where all have room for it; `number` is that by which everybody may ask for it.

    An update leads back to what it `replaced`.
    """

    unsubscribe: str = ""
    pages: str = ""
    replaced: Replaced | None = None
    number: str = ""


NO_LINKS = Links()


def render_words(
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
    """The words of a template for these places (none: the whole municipality). Raises NoWording,
    TooLong or BadWording."""
    _check_written(template, language)
    speech = Speech(language, template.phrases[language], office.zone, now=values.read_at)
    replaced = links.replaced
    account = Account.of(replaced, template, values, places, speech) if replaced else None
    slots = {
        **step_slots(template, values, language, office),
        **value_slots(template, values, language),
        **_common_slots(template, speech, office, links),
        "places": tuple(places),
        "replaces": account or "",
    }
    context = WordingContext(
        template, speech, slots, in_language(office.sms_name, language), account
    )
    if replaced and replaced.variant is Variant.RELEASED:
        context = context.released(values, replaced)
    words = _sms(context, values, limits) if medium is Medium.SMS else _email(context, values)
    headed = words.called(write_headline(template, values, places, speech))
    return headed.meant_for(replaced.variant if replaced else Variant.MAIN)


def releases_in(template: Template, language: str) -> bool:
    """Whether there are words in that language for whom an update concerns no more."""
    return f"{RELEASED}sms.{language}.txt" in template.files


def _check_written(template: Template, language: str) -> None:
    """Refuse a language in which the template has no words; raises NoWording."""
    if language not in template.languages():
        raise NoWording(
            said(
                "'{template}' is written in {languages}, not in '{language}'.",
                template=template.name,
                languages=", ".join(template.languages()),
                language=language,
            )
        )


def _common_slots(
    template: Template, speech: Speech, office: Municipality, links: Links
) -> dict[str, object]:
    return {
        "office": {**office_slots(office, speech.language), **logo_slots(office)},
        "exercise": speech.phrases.exercise if template.status is TemplateStatus.EXERCISE else "",
        "say": speech.phrases.say,
        "severity": severity_slots(template.severity, speech, shown=template.severity),
        "unsubscribe": links.unsubscribe,
        "pages": links.pages,
        "alert_number": links.number,
        "spared": frozenset(),
        "glance": "",
    }


def _sms(context: WordingContext, values: Values, limits: PartLimits) -> Words:
    ways = rooms(context.account, context.template) if context.account else _plain(context)
    for room in ways:
        chosen = context.within(room)
        terse = _in_letters(_in_one_line(chosen.tersely(), room), chosen, limits)
        if terse.parts <= context.template.max_parts:
            break
    else:
        raise TooLong(_excess(context, values, terse))
    words = next(_fitting(chosen, room, limits, terse.parts))
    pages = str(context.slots["pages"])
    linked = next(_fitting(chosen.linked(), room, limits, terse.parts), None)
    return replace(words, linked=linked) if pages and linked and pages in linked.text else words


def _plain(context: WordingContext) -> Iterator[Room]:
    """How much the SMS of no update says: all, but of many streets only as many as fit."""
    yield Room()
    if any(each.kind is VariableKind.STREETS for each in context.template.variables):
        yield from (Room(most_places=most) for most in FEWER_PLACES)


def _fitting(context: WordingContext, room: Room, limits: PartLimits, most: int) -> Iterator[Words]:
    """The SMS with its places as a mail has them, and tersely; what needs more parts is none."""
    for way in (context, context.tersely()):
        words = _in_letters(_in_one_line(way, room), way, limits)
        if words.parts <= most:
            yield words


def _in_letters(written: str, context: WordingContext, limits: PartLimits) -> Words:
    """An SMS in the letters of its template, and beside it in normal ones."""
    gsm7 = context.template.sms_policy is SmsPolicy.GSM_7
    return write_sms(written, context.speech.language, limits, gsm7=gsm7)


def _in_one_line(context: WordingContext, room: Room) -> str:
    written = " ".join(context.fill("sms.{}.txt").split())
    if context.leaves_out_streets(written):
        written = " ".join(context.linked().fill("sms.{}.txt").split())
    if context.account:
        written = in_sms(written, context.account, room.changes, context.sms_name)
    return context.marked(written, " ")


def _email(context: WordingContext, values: Values) -> Words:
    subject, body = context.subject(), context.fill("email.{}.txt")
    html = context.glancing(values, body).fill("email.{}.html") + "\n"
    if context.account:
        exercise = str(context.slots["exercise"])
        subject = in_subject(subject, context.account, exercise)
        body = in_body(body, context.account, exercise)
        html = in_html(html, context.block())
    text = context.marked(f"{body}\n\n{context.footer()}", "\n\n") + "\n"
    return Words(
        Medium.EMAIL,
        context.speech.language,
        context.marked(subject, " - "),
        text,
        html,
        None,
        body,
    )


def _excess(context: WordingContext, values: Values, words: Words) -> str:
    template, language, measured = context.template, context.speech.language, words.measure
    assert measured is not None
    found = said(
        "The SMS of '{template}' in '{language}' has {units} units in {parts} parts; {most} are allowed.",
        template=template.name,
        language=language,
        units=measured.units,
        parts=measured.parts,
        most=template.max_parts,
    )
    letter = measured.forced_by
    forced = [said("'{letter}' forces 70 characters a part.", letter=letter)] if letter else []
    shorten = said("Shorten {what}.", what=_longest(template, values, language))
    return joined(" ", [found, *forced, *explain_outside_gsm7(words.text), shorten])


def _longest(template: Template, values: Values, language: str) -> Said:
    """The values that take most room, three at most; the names of the areas where there are
    none."""
    lengths = {
        variable.name: len(str(values.get(variable.name, language) or ""))
        for variable in template.variables
        if variable.kind in {VariableKind.TEXT, VariableKind.LINK}
    }
    filled = (name for name, length in lengths.items() if length)
    longest = sorted(filled, key=lengths.__getitem__, reverse=True)
    counted = (
        said("'{name}' ({count} characters)", name=name, count=lengths[name])
        for name in longest[:3]
    )
    return joined(", ", counted) or said("the names of the areas")
