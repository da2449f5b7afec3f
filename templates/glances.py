"""Glances: what a list of mails shows of one without opening it: the level and the hazard first,
then the time and the first action."""

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile

from templates.cap_words import Severity
from templates.definition import Template, VariableKind
from templates.speech import SENTENCE_ENDS, Speech
from templates.values import Values

LEVELS = frozenset({Severity.SEVERE, Severity.EXTREME})
LONGEST = 150  # more than that no list shows
_STEP = "- "


def with_level(subject: str, template: Template, speech: Speech) -> str:
    """The subject of a mail, which begins with the level when that is Severe or Extreme."""
    level = speech.phrases.severity[template.severity]
    if template.severity not in LEVELS or subject.casefold().startswith(level.casefold()):
        return subject
    return f"{level}: {subject}"


def glance(template: Template, values: Values, body: str, speech: Speech) -> str:
    """What follows the subject: from when until when, and what to do first, as the text says it."""
    said = ". ".join(filter(None, (_when(template, values, speech), _action(body))))
    return said[:1].upper() + said[1:]


def shortened(said: str) -> str:
    """As much of it as a list of mails shows, in whole words."""
    return said if len(said) <= LONGEST else f"{said[:LONGEST].rpartition(' ')[0]}…"


def _when(template: Template, values: Values, speech: Speech) -> str:
    moments = list(_moments(template, values, speech))[:2]
    return (
        speech.span(moments[0], moments[1])
        if len(moments) == 2
        else "".join(map(speech.short, moments))
    )


def _moments(template: Template, values: Values, speech: Speech) -> Iterator[datetime]:
    for variable in template.variables:
        value = values.get(variable.name, speech.language)
        if (
            variable.kind is VariableKind.MOMENT
            and not variable.past
            and isinstance(value, datetime)
        ):
            yield value


def _action(body: str) -> str:
    """The first step of a text; where it has none, what follows its title."""
    lines = [line.strip() for line in body.splitlines()]
    step = next((line.removeprefix(_STEP) for line in lines if line.startswith(_STEP)), "")
    return step or opening(body)


def opening(body: str) -> str:
    """What follows the title of a text: a paragraph as far as it is made of sentences, of facts the
    first two."""
    paragraph = next(iter(body.split("\n\n")[1:]), "").splitlines()
    sentences = list(takewhile(lambda line: line.endswith(SENTENCE_ENDS), paragraph))
    return " ".join(sentences) or ", ".join(paragraph[:2])
