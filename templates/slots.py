"""Slots: what a wording may say of the values that staff set, and of the municipality."""

from datetime import datetime
from decimal import Decimal

from babel.numbers import format_decimal

from runtime import Municipality
from runtime.chains import in_language
from templates.cap_words import Severity
from templates.definition import Template, Variable, VariableKind
from templates.logo import logo_of
from templates.readers import read_streets
from templates.speech import Speech
from templates.steps import said_unset
from templates.values import Values

SENT = "sent"  # of a correction: when the message was sent that it corrects


def value_slots(template: Template, values: Values, language: str) -> dict[str, object]:
    """What every wording may say of the values that staff set, in one language."""
    said = {variable.name: _said(values, variable, language) for variable in template.variables}
    said |= said_unset(template, values, language)
    labels = {
        variable.name: variable.options[str(said[variable.name])][language]
        for variable in template.variables
        if variable.kind is VariableKind.CHOICE and said[variable.name]
    }
    return {**said, "labels": labels, "language": language, "title": template.title[language]}


def _said(
    values: Values, variable: Variable, language: str
) -> str | datetime | tuple[datetime, ...] | tuple[str, ...]:
    value = values.get(variable.name, language)
    if variable.name == SENT and isinstance(value, datetime) and values.sent_before:
        return (*values.sent_before, value)
    if isinstance(value, Decimal):
        return str(format_decimal(value, locale=language))
    if variable.kind is VariableKind.STREETS:
        return read_streets(str(value or ""))
    return "" if value is None else value


def severity_slots(severity: Severity, speech: Speech, *, shown: Severity) -> dict[str, str]:
    """What every wording may say of the severity: its code, and the words and the colour of the one
    that is shown."""
    return {"code": severity.value, "label": speech.phrases.severity[shown], "tone": shown.value}


def office_slots(office: Municipality, language: str) -> dict[str, str]:
    """What every wording may say of the municipality, in one language."""
    return {
        "name": in_language(office.name, language),
        "beginning": office.begins(language).words,
        "genitive": office.owns(language).words,
        "sms_name": in_language(office.sms_name, language),
        "phone": office.phone,
        "web": office.web,
        "colour": office.colour,
        "ink": _ink(office.colour),
    }


def logo_slots(office: Municipality) -> dict[str, str]:
    """What an e-mail may say of the municipality's logo, read from its file: all of it empty
    without one."""
    logo = logo_of(office)
    if logo is None:
        return {"logo": "", "logo_width": "", "logo_height": ""}
    return {"logo": logo.address, "logo_width": str(logo.width), "logo_height": str(logo.height)}


def _ink(colour: str) -> str:
    """Black or white, whichever is easier to read on a colour `#rrggbb`."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#111111" if 299 * red + 587 * green + 114 * blue > 150_000 else "#ffffff"
