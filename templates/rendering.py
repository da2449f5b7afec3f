"""Rendering: the final words of a message in one medium and one language, ready to be frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from channels import Medium, PartLimits, Variant
from runtime import Municipality, Problem, UsageProblem, in_language, joined, said
from templates.cap_words import Severity
from templates.corrections import hazard_of
from templates.definition import Kind, SmsPolicy, Status, Template
from templates.encoding import Measure, measure, to_gsm7
from templates.glances import glance, opening, shortened, with_level
from templates.outside import named_outside
from templates.places import Place
from templates.replacing import Account, Replaced
from templates.sandbox import environment, fill
from templates.slots import logo_slots, office_slots, severity_slots, value_slots
from templates.speech import Speech
from templates.updating import Room, in_body, in_html, in_sms, in_subject, parted, rooms
from templates.values import Values


class NoWording(UsageProblem):
    """The template has no words in that language. Add its four files to the template's folder, or send in a language it has; `tocsin templates show NAME` lists them."""


class TooLong(Problem):
    """A long SMS is split, costs more and arrives in pieces. Shorten what you set; `tocsin templates preview NAME` shows the count."""


RELEASED = "released."  # what the files begin with whose words are for whom an update concerns no more


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
    """Where words lead: `unsubscribe` stands in mails; `pages`, where every alert can be checked, also in an SMS with room for it.

    An update leads back to what it `replaced`.
    """

    unsubscribe: str = ""
    pages: str = ""
    replaced: Replaced | None = None


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
            said(
                "'{template}' is written in {languages}, not in '{language}'.",
                template=template.name,
                languages=", ".join(template.languages()),
                language=language,
            )
        )
    speech = Speech(language, template.phrases[language], office.zone, now=values.read_at)
    replaced = links.replaced
    account = Account.of(replaced, template, values, places, speech) if replaced else None
    slots = {
        **value_slots(template, values, language),
        **_common_slots(template, speech, office, links),
        "places": tuple(places),
        "replaces": account or "",
    }
    desk = _Desk(template, speech, slots, in_language(office.sms_name, language), account)
    if replaced and replaced.variant is Variant.RELEASED:
        desk = desk.released(values, replaced)
    words = _sms(desk, values, limits) if medium is Medium.SMS else _email(desk, values)
    return replace(words, variant=replaced.variant if replaced else Variant.MAIN)


def releases_in(template: Template, language: str) -> bool:
    """Whether there are words in that language for whom an update concerns no more."""
    return f"{RELEASED}sms.{language}.txt" in template.files


def _common_slots(
    template: Template, speech: Speech, office: Municipality, links: Links
) -> dict[str, object]:
    return {
        "office": {**office_slots(office, speech.language), **logo_slots(office)},
        "exercise": speech.phrases.exercise if template.status is Status.EXERCISE else "",
        "say": speech.phrases.say,
        "severity": severity_slots(template.severity, speech, shown=template.severity),
        "unsubscribe": links.unsubscribe,
        "pages": links.pages,
        "spared": frozenset(),
        "glance": "",
    }


@dataclass(frozen=True, slots=True)
class _Desk:
    """All that is needed to fill the files of one language."""

    template: Template
    speech: Speech
    slots: Mapping[str, object]
    sms_name: str
    account: Account | None = (
        None  # of what an update replaces; the words for who is released have it in their slots
    )
    prefix: str = ""

    def fill(self, pattern: str) -> str:
        sandbox = environment(self.template.files, self.speech)
        file = f"{self.prefix}{pattern.format(self.speech.language)}"
        return fill(sandbox, self.template.name, file, self.slots).strip()

    def released(self, values: Values, replaced: Replaced) -> "_Desk":
        """The desk at which the words are filled for whom an update concerns no more."""
        slots = {
            **self.slots,
            # What concerns them no more is no danger to them.
            "severity": severity_slots(self.template.severity, self.speech, shown=Severity.MINOR),
            "hazard": hazard_of(self.template, values, self.speech.language),
            "sent": replaced.sent,
            "told_at": replaced.told_at,
            "gone": replaced.gone,
            "narrowed": replaced.narrowed,
        }
        return replace(self, slots=slots, account=None, prefix=RELEASED)

    def within(self, room: Room) -> "_Desk":
        """The desk at which less is said."""
        slots = {**self.slots, **dict.fromkeys(room.without, ""), "spared": room.without}
        return replace(self, slots=slots, speech=replace(self.speech, most_places=room.most_places))

    def footer(self) -> str:
        """The last lines of every mail."""
        return replace(self, prefix="").fill("footer.{}.txt")

    def block(self) -> str:
        """What makes the HTML of a mail that of an update."""
        return replace(self, prefix="").fill("update.html")

    def subject(self) -> str:
        """The subject of a mail, with its level where that comes first."""
        words = " ".join(self.fill("email.{}.subject.txt").split())
        if self.prefix:
            return words
        lead, rest = parted(words, str(self.slots["exercise"]))
        return lead + with_level(rest, self.template, self.speech)

    def glancing(self, values: Values, body: str) -> "_Desk":
        """The same, whose HTML begins with what a list of mails shows of that text."""
        lead, rest = parted(body, str(self.slots["exercise"]))
        told = opening(rest) if self.prefix else glance(self.template, values, rest, self.speech)
        return replace(self, slots={**self.slots, "glance": shortened(f"{lead.strip()} {told}".strip())})

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
    ways = rooms(desk.account, desk.template) if desk.account else iter((Room(),))
    for room in ways:
        chosen = desk.within(room)
        text = _in_one_line(chosen, room)
        measured = measure(text, limits)
        if measured.parts <= desk.template.max_parts:
            break
    else:
        raise TooLong(_excess(desk, values, text, measured))
    linked = _in_one_line(chosen.linked(), room)
    if measure(linked, limits).parts == measured.parts:
        text, measured = linked, measure(linked, limits)
    return Words(Medium.SMS, desk.speech.language, "", text, "", measured, text)


def _in_one_line(desk: _Desk, room: Room) -> str:
    written = " ".join(desk.fill("sms.{}.txt").split())
    if desk.account:
        written = in_sms(written, desk.account, room.changes, desk.sms_name)
    marked = desk.marked(written, " ")
    return to_gsm7(marked) if desk.template.sms_policy is SmsPolicy.GSM_7 else marked


def _email(desk: _Desk, values: Values) -> Words:
    subject, body = desk.subject(), desk.fill("email.{}.txt")
    html = desk.glancing(values, body).fill("email.{}.html") + "\n"
    if desk.account:
        exercise = str(desk.slots["exercise"])
        subject = in_subject(subject, desk.account, exercise)
        body = in_body(body, desk.account, exercise)
        html = in_html(html, desk.block())
    text = desk.marked(f"{body}\n\n{desk.footer()}", "\n\n") + "\n"
    return Words(Medium.EMAIL, desk.speech.language, desk.marked(subject, " - "), text, html, None, body)


def _excess(desk: _Desk, values: Values, text: str, measured: Measure) -> str:
    template, language = desk.template, desk.speech.language
    lengths = {
        variable.name: len(str(values.get(variable.name, language) or ""))
        for variable in template.variables
        if variable.kind in {Kind.TEXT, Kind.LINK}
    }
    longest = sorted(
        (name for name, length in lengths.items() if length), key=lengths.__getitem__, reverse=True
    )
    shorten = joined(
        ", ", (said("'{name}' ({count} characters)", name=name, count=lengths[name]) for name in longest[:3])
    ) or said("the names of the areas")
    told = [
        said(
            "The SMS of '{template}' in '{language}' has {units} units in {parts} parts; {most} are allowed.",
            template=template.name, language=language, units=measured.units, parts=measured.parts, most=template.max_parts,
        ),
        *([said("'{letter}' forces 70 characters a part.", letter=measured.forced_by)] if measured.forced_by else []),
        *named_outside(text),
        said("Shorten {what}.", what=shorten),
    ]  # fmt: skip
    return joined(" ", told)
