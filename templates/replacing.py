"""Replacing: what an update says of the message whose place it takes: when that was sent, what
changed, and where it does not hold any more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum

from babel.numbers import format_decimal

from channels import Variant
from templates.definition import Template, Variable, VariableKind
from templates.places import Place
from templates.readers import Value, read_streets
from templates.speech import Speech
from templates.values import Values


@dataclass(frozen=True, slots=True)
class Replaced:
    """The message that an update replaces, and how the places differ; `values` are None where they
    cannot be read any more.

    `gone` are the places left out and `added` those that are new. With `narrowed` the update is for
    its own places only, although they lie within those left out, or within the whole municipality,
    for which it was before: then `gone` is empty. `told_at` is when the update is written;
    `variant` is for whom its words are."""

    sent: datetime
    told_at: datetime
    values: Values | None = None
    gone: tuple[Place, ...] = ()
    added: tuple[Place, ...] = ()
    narrowed: bool = False
    variant: Variant = Variant.MAIN
    everywhere: bool = (
        False  # the update is for the whole municipality, and what it replaces was not
    )

    @property
    def releases(self) -> bool:
        """Whether there are places for which it was and the update is not."""
        return bool(self.gone) or self.narrowed


class Weight(IntEnum):
    """How much it matters to be told of a change: what is least is left out first where there is no
    room."""

    AREA = 0
    TIME = 1
    CHOICE = 2
    DETAIL = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an update changes: `short` for an SMS, `long` for a mail and a page."""

    weight: Weight
    short: str
    long: str


WEIGHTS = {VariableKind.MOMENT: Weight.TIME, VariableKind.CHOICE: Weight.CHOICE}


@dataclass(frozen=True, slots=True)
class Account:
    """What is said of a replaced message in one language; `changes` are in order, what matters most
    first."""

    head: str
    instead: str
    sentence: str
    changed: str
    changes: tuple[Change, ...]

    @classmethod
    def of(
        cls,
        replaced: Replaced,
        template: Template,
        values: Values,
        places: Sequence[Place],
        speech: Speech,
    ) -> "Account":
        """The account of what a message of these values, for these places, replaces."""
        said = speech.phrases.update
        of = speech.short_of(replaced.sent, replaced.told_at)
        long_of = speech.long_of(replaced.sent, replaced.told_at)
        found = [
            *_of_places(replaced, places, speech),
            *_of_values(replaced, template, values, speech),
        ]
        return cls(
            said.head,
            said.instead.format(of=of),
            said.replaces.format(of=long_of),
            said.changed,
            tuple(sorted(found, key=lambda change: change.weight)),
        )


def _of_places(replaced: Replaced, places: Sequence[Place], speech: Speech) -> Iterator[Change]:
    said = speech.phrases.update
    if replaced.everywhere or replaced.narrowed:
        words = (said.everywhere if replaced.everywhere else said.only).format(
            places=speech.concerned(places)
        )
        yield Change(Weight.AREA, words, _capital(words))
        return
    for pattern, them in ((said.gone, replaced.gone), (said.added, replaced.added)):
        if them:
            words = pattern.format(places=speech.concerned(them))
            yield Change(Weight.AREA, words, _capital(words))


def _of_values(
    replaced: Replaced, template: Template, values: Values, speech: Speech
) -> Iterator[Change]:
    if replaced.values is None:
        return
    for variable in template.variables:
        before = replaced.values.get(variable.name, speech.language)
        after = values.get(variable.name, speech.language)
        if before != after:
            yield _of_value(variable, before, after, speech)


def _of_value(
    variable: Variable, before: Value | None, after: Value | None, speech: Speech
) -> Change:
    label, weight = variable.label[speech.language], WEIGHTS.get(variable.kind, Weight.DETAIL)
    was, now = (_said(variable, value, speech) for value in (before, after))
    gone = speech.phrases.update.removed
    long = f"{label}: " + (f"{was} → {now or gone}" if was else now)
    short = label if now else f"{label} {gone}"
    if isinstance(before, datetime) and isinstance(after, datetime):
        short = f"{label} {speech.from_to(before, after)}"
    elif weight is Weight.CHOICE:
        short = f"{label} " + (f"{was} -> {now or gone}" if was else now)
    return Change(weight, short[0].lower() + short[1:], long)


def _said(variable: Variable, value: Value | None, speech: Speech) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return speech.long(value)
    if isinstance(value, Decimal):
        return str(format_decimal(value, locale=speech.language))
    if variable.kind is VariableKind.CHOICE:
        return variable.options[value][speech.language]
    return ", ".join(read_streets(value)) if variable.kind is VariableKind.STREETS else value


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
