"""Definition: what `template.toml` says of a template, checked when it is read (pydantic reads
these dataclasses)."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict

from templates.actions import Actions
from templates.cap_words import Category, Certainty, Severity, Urgency
from templates.faults import language_of
from templates.moment_forms import plain
from templates.speech import Phrases
from templates.topics import Topic

STRICT = ConfigDict(extra="forbid")
_DURATION = re.compile(r"([0-9]{1,4})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


class TemplateStatus(StrEnum):
    """Whether it is meant, or practised."""

    ACTUAL = "actual"
    EXERCISE = "exercise"


class SmsPolicy(StrEnum):
    """Whether an SMS is put into GSM-7 capitals or travels as it is written."""

    GSM_7 = "gsm7"
    UNICODE = "unicode"


class VariableKind(StrEnum):
    """What a variable may hold."""

    TEXT = "text"
    MOMENT = "moment"
    PHONE = "phone"
    NUMBER = "number"
    CHOICE = "choice"
    LINK = "link"  # https, short enough for an SMS
    URL = "url"  # https, for e-mail
    STREETS = "streets"  # a list of names, by semicolons, lines or commas


def _duration(text: object) -> object:
    found = _DURATION.fullmatch(text) if isinstance(text, str) else None
    return int(found[1]) * _UNITS[found[2]] if found else text


def _by_language(text: object) -> object:
    return {"": text} if isinstance(text, str) else text


Duration = Annotated[timedelta, BeforeValidator(_duration)]
# Words by language; the key "" holds for every language that has no words of its own.
ByLanguage = Annotated[Mapping[str, str], BeforeValidator(_by_language)]

ActionsByChoice = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Variable:
    """One typed slot of a template, as staff see it."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    kind: VariableKind
    label: Mapping[str, str]
    required: bool = False
    default: ByLanguage = field(default_factory=dict)
    example: ByLanguage = field(default_factory=dict)
    after: str = ""
    past: bool = False  # a moment that lies behind: a bare time is the last such one
    spare: bool = False  # left out of an update's SMS that would be too long
    length: int = 200
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    # By choice, its value and the language: what a text says when nobody set it.
    default_by: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)

    @property
    def in_words(self) -> bool:
        """Whether each language may have a value of its own."""
        return self.kind in {VariableKind.TEXT, VariableKind.STREETS}

    @property
    def choices(self) -> tuple[str, ...]:
        """`storm (κακοκαιρία)`: each option by its code and by its words, where these are not its
        code."""
        return tuple(self.choice_named(code) for code in self.options)

    def choice_named(self, code: str) -> str:
        """One option, as `choices` has it."""
        words = self.options[code].values()
        others = dict.fromkeys(each for each in words if _spelt(each) != _spelt(code))
        return f"{code} ({' / '.join(others)})" if others else code

    def spellings(self) -> dict[str, str]:
        """Everything an option is called, without case and accents, and its code: a code wins over
        the words of another."""
        by_words = {
            _spelt(each): code for code, words in self.options.items() for each in words.values()
        }
        return by_words | {_spelt(code): code for code in self.options}

    def option(self, typed: str) -> str:
        """The code of the option of this code or these words, in any language. Raises KeyError."""
        return self.spellings()[_spelt(typed)]


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of message: what it is to the field, what it asks of staff, and the files that hold
    its words.

    Staff who raise its severity get a copy: `dataclasses.replace(template,
    severity=Severity.EXTREME)`."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: str
    title: Mapping[str, str]
    hazard: Mapping[str, str]
    event: str
    event_code: str
    category: Category
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    topic: Topic
    expiry: Duration
    fallback: Duration = timedelta(
        minutes=15
    )  # how long a receipt is waited for before the next medium
    status: TemplateStatus = TemplateStatus.ACTUAL
    sms_policy: SmsPolicy = SmsPolicy.GSM_7
    hazard_from: str = ""  # the choice whose label names the hazard better than `hazard`
    corrects: bool = False  # it exists only as the correction of an alert that was sent
    correction: str = ""
    correction_values: Mapping[str, str] = field(default_factory=dict)
    # Ids of actions: what to do, of a mail and of an SMS; `_by` choice and value come first.
    steps: tuple[str, ...] = ()
    steps_by: ActionsByChoice = field(default_factory=dict)
    brief: tuple[str, ...] = ()
    brief_by: ActionsByChoice = field(default_factory=dict)
    # The danger that is left after an all-clear, by language.
    remains: Mapping[str, str] = field(default_factory=dict)
    remains_by: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    variables: tuple[Variable, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, repr=False)
    phrases: Mapping[str, Phrases] = field(default_factory=dict, repr=False)
    actions: Mapping[str, Actions] = field(default_factory=dict, repr=False)

    @property
    def max_parts(self) -> int:
        """The most parts an SMS of it may have."""
        return 3 if self.severity is Severity.EXTREME else 2

    def languages(self) -> tuple[str, ...]:
        """The languages it has words in."""
        return tuple(sorted(name.split(".")[1] for name in self.files if name.startswith("sms.")))

    def spoken_in(self, languages: Collection[str]) -> "Template":
        """The same in no other languages than these."""
        others = set(self.languages()) - set(languages)
        kept = {file: text for file, text in self.files.items() if language_of(file) not in others}
        return replace(self, files=kept) if others else self

    def variable(self, name: str) -> Variable | None:
        """The variable of that name, if there is one."""
        return next((variable for variable in self.variables if variable.name == name), None)


def _spelt(text: str) -> str:
    """Without case and accents; a code is found with blanks for its lines as well."""
    return plain(text.casefold()).replace("_", " ")
