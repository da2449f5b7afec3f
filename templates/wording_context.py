"""The context in which the files of one language are filled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from templates.cap_words import Severity
from templates.corrections import hazard_of
from templates.definition import Template, VariableKind
from templates.glances import glance, opening, shortened, with_level
from templates.replacing import Account, Replaced
from templates.sandbox import environment, fill
from templates.slots import severity_slots
from templates.speech import Speech
from templates.updating import Room, parted
from templates.values import Values

# What the files begin with whose words are for whom an update concerns no more.
RELEASED = "released."


@dataclass(frozen=True, slots=True)
class WordingContext:
    """All that is needed to fill the files of one language."""

    template: Template
    speech: Speech
    slots: Mapping[str, object]
    sms_name: str
    # Of what an update replaces; the words for who is released have it in their slots.
    account: Account | None = None
    prefix: str = ""

    def fill(self, pattern: str) -> str:
        """The words of a file, by its name with {} for the language. Raises BadWording."""
        sandbox = environment(self.template.files, self.speech)
        file = f"{self.prefix}{pattern.format(self.speech.language)}"
        return fill(sandbox, self.template.name, file, self.slots).strip()

    def released(self, values: Values, replaced: Replaced) -> "WordingContext":
        """The same, for whom an update concerns no more."""
        slots = {
            **self.slots,
            # What concerns them no more is no danger to them.
            "severity": severity_slots(self.template.severity, self.speech, shown=Severity.MINOR),
            "hazard": hazard_of(self.template, values, self.speech.language),
            "sent": replaced.sent,
            "told_at": replaced.told_at,
            "gone": replaced.gone,
            "narrowed": replaced.narrowed,
            "link": "",
        }
        return replace(self, slots=slots, account=None, prefix=RELEASED)

    def within(self, room: Room) -> "WordingContext":
        """The same, in which less is said."""
        slots = {**self.slots, **dict.fromkeys(room.without, ""), "spared": room.without}
        return replace(self, slots=slots, speech=replace(self.speech, most_places=room.most_places))

    def tersely(self) -> "WordingContext":
        """The same, in which several places have no articles."""
        return replace(self, speech=replace(self.speech, terse=True))

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

    def glancing(self, values: Values, body: str) -> "WordingContext":
        """The same, whose HTML begins with what a list of mails shows of that text."""
        lead, rest = parted(body, str(self.slots["exercise"]))
        told = opening(rest) if self.prefix else glance(self.template, values, rest, self.speech)
        return replace(
            self, slots={**self.slots, "glance": shortened(f"{lead.strip()} {told}".strip())}
        )

    def linked(self) -> "WordingContext":
        """The same, whose link leads to the alert's own page unless staff gave another."""
        link = self.slots.get("link") or self.slots["pages"]
        return replace(self, slots={**self.slots, "link": link})

    def leaves_out_streets(self, text: str) -> bool:
        """Whether a text has no room for all streets: its page has them."""
        streets = [
            self.slots[each.name]
            for each in self.template.variables
            if each.kind is VariableKind.STREETS
        ]
        return any(isinstance(each, tuple) and each and each[-1] not in text for each in streets)

    def marked(self, text: str, gap: str) -> str:
        """The text of an exercise with the word for it at both ends, whoever wrote it."""
        word = str(self.slots["exercise"])
        before = "" if text.startswith(word) else f"{word}{gap}"
        return f"{before}{text}" if text.endswith(word) else f"{before}{text}{gap}{word}"
