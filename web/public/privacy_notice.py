"""The privacy notice: what the office's settings add to the privacy page, in a language."""

from collections.abc import Mapping
from dataclasses import dataclass

from runtime.chains import in_language
from runtime.config import Privacy


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """The Data Protection Officer, who else processes data, and what is kept for how long beside
    what Tocsin deletes by itself; empty where no setting says it."""

    officer: str
    email: str
    phone: str
    processors: tuple[str, ...]
    retention: tuple[str, ...]


def write_notice(told: Privacy, language: str) -> PrivacyNotice:
    """The notice in a language, else in the first that there is."""
    return PrivacyNotice(
        in_language(told.officer, language),
        told.officer_email,
        told.officer_phone,
        _lines(told.processors, language),
        _lines(told.retention, language),
    )


def _lines(words: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    return words.get(language) or next(iter(words.values()), ())
