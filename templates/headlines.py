"""Headlines: what a list of alerts calls one, the hazard and the place: «Κακοκαιρία στη Δημοτική
Ενότητα Χορτιάτη»."""

from collections.abc import Sequence

from templates.corrections import hazard_of
from templates.definition import Template
from templates.places import SPOKEN_FIRST, Place
from templates.speech import Speech
from templates.values import Values

MOST_PLACES = 3
CALLED = "what"  # the variable that holds what an event is called
ENDED = "hazard"  # that of a correction: what it ends or takes back


def write_headline(
    template: Template, values: Values, places: Sequence[Place], speech: Speech
) -> str:
    """The headline of a message in one language; an event for the whole municipality has no
    place."""
    language = speech.language
    subject, called = hazard_of(template, values, language), values.get(CALLED, language)
    if called:
        subject = f"{subject} «{called}»" if language == SPOKEN_FIRST else f"{subject} “{called}”"
    if template.corrects:
        subject = f"{template.title[language]}: {values.get(ENDED, language) or ''}"
    where = "" if called and not places else speech.located(places, MOST_PLACES)
    said = f"{subject} {where}".strip()
    return said[:1].upper() + said[1:]
