"""One text to be read, with what is known of the alert that it belongs to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from templates.cap_words import Severity, Urgency


class BadCase(Exception):
    """A line of cases is not what `tocsin lint --cases` reads."""


class TextMedium(StrEnum):
    """Where a text is read: a subject is an e-mail's own line of text."""

    SMS = "sms"
    EMAIL = "email"
    SUBJECT = "subject"


@dataclass(frozen=True)
class Case:
    """One rendered text and its alert (CAP 1.2: status, msgType, severity, urgency, event).

    `municipality` is its name by language, `areas` the names of what is targeted, `places` every
    name of a place that is known; `domains` and `phones` are the office's own. Moments are as
    written, with their offset.
    """

    text: str
    lang: str
    medium: TextMedium
    now: datetime
    municipality: Mapping[str, str]
    id: str = ""
    status: str = "Actual"
    msg_type: str = "Alert"
    severity: Severity = Severity.MODERATE
    urgency: Urgency = Urgency.EXPECTED
    event: str = ""
    areas: tuple[str, ...] = ()
    onset: datetime | None = None
    expires: datetime | None = None
    places: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @property
    def is_grave(self) -> bool:
        """Whether it is Severe or Extreme."""
        return self.severity in {Severity.SEVERE, Severity.EXTREME}


_NAMES = ("places", "domains", "phones")


def read_case(line: str) -> Case:
    """One line of JSON. BadCase says which key is wrong and what it has to be."""
    return case_of(read_object(line))


def read_object(line: str) -> Mapping[str, Any]:
    """What one line of JSON holds, which has to be an object."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadCase(f"not JSON: {error}") from None
    if not isinstance(told, dict):
        raise BadCase("a case is a JSON object")
    return told


def case_of(told: Mapping[str, Any]) -> Case:
    """The case that an object describes."""
    try:
        return Case(
            id=str(told.get("id", "")),
            text=_required(told, "text"),
            lang=_language(_required(told, "lang")),
            medium=TextMedium(_required(told, "medium")),
            status=_word(told, "status") or "Actual",
            msg_type=_word(told, "msg_type") or "Alert",
            severity=Severity(told.get("severity") or "Moderate"),
            urgency=Urgency(told.get("urgency") or "Expected"),
            event=_word(told, "event"),
            municipality=_municipality(told.get("municipality")),
            onset=_moment(told, "onset"),
            expires=_moment(told, "expires"),
            now=_moment(told, "now") or datetime.now().astimezone(),
            areas=_names(told, "area") or _names(told, "areas"),
            **{name: _names(told, name) for name in _NAMES},
        )
    except ValueError as error:
        raise BadCase(str(error)) from None


def _language(code: str) -> str:
    """`el` of el-GR: the lexicons know no countries."""
    return code.replace("_", "-").partition("-")[0].strip().lower()


def _word(told: Mapping[str, Any], key: str) -> str:
    value = told.get(key) or ""
    if not isinstance(value, str):
        raise BadCase(f"{key} has to be text")
    return value


def _required(told: Mapping[str, Any], key: str) -> str:
    value = told.get(key)
    if not isinstance(value, str):
        raise BadCase(f"{key} is missing, or not text")
    return value


def _municipality(told: object) -> Mapping[str, str]:
    if isinstance(told, dict) and all(isinstance(name, str) for name in told.values()):
        return told
    raise BadCase("municipality has to be its name by language")


def _names(told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    names = told.get(key) or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadCase(f"{key} has to be a list of texts")
    return tuple(names)


def _moment(told: Mapping[str, Any], key: str) -> datetime | None:
    value = told.get(key)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadCase(f"{key} has to be a date and time such as 2026-01-12T20:00+02:00") from None
    if moment.tzinfo is None:
        raise BadCase(f"{key} needs its offset, such as +02:00")
    return moment
