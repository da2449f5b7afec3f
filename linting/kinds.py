"""What a text is for: a rule asks more of an alert than of its all-clear."""

import re
from enum import StrEnum

from linting.cases import Case
from linting.hazards import HazardKind, hazard_of
from linting.lexicons import common
from linting.reading import TextReading
from templates.cap_words import Urgency

# «λήξη: Τρι 13/1», «λήγει στις 12:00» say when it ends, not that it has.
_TIME_OF_END = re.compile(r"(?:ΛΗΞΗ|ΛΗΓΕΙ)[\s:,-]*(?:[^\W\d]{2,9}[\s,]+){0,2}\d{1,2}[/:.]\d")


class MessageKind(StrEnum):
    """Alert, update, for whom an update is the end, all-clear, or withdrawal."""

    ALERT = "alert"
    UPDATE = "update"
    RELEASED = "released"
    ALL_CLEAR = "all_clear"
    WITHDRAWAL = "withdrawal"


def is_actual(case: Case) -> bool:
    """Whether it is meant, not practised."""
    return case.status.casefold() == "actual"


def warns(case: Case) -> bool:
    """Whether it is meant, and of a danger or a cut: then it needs actions and impact."""
    asked = {HazardKind.DANGER, HazardKind.CUT, HazardKind.UNKNOWN}
    return is_actual(case) and hazard_of(case.event).kind in asked


def corrects(case: Case) -> bool:
    """Whether it speaks of an earlier message."""
    return case.msg_type.casefold() in {"update", "cancel"}


def kind_of(case: Case, reading: TextReading) -> MessageKind:
    """What this text is for."""
    sent_as = case.msg_type.casefold()
    if sent_as == "cancel":
        return MessageKind.ALL_CLEAR if _ends_first(case, reading) else MessageKind.WITHDRAWAL
    if case.urgency is Urgency.PAST:
        return MessageKind.ALL_CLEAR
    if sent_as != "update":
        return MessageKind.ALERT
    if common(case.lang, "released").search(reading.folded):
        return _released(case, reading)
    return MessageKind.ALL_CLEAR if _ends_first(case, reading) else MessageKind.UPDATE


def _released(case: Case, reading: TextReading) -> MessageKind:
    """An update may name who is released and go on for all others."""
    has_change = common(case.lang, "changed").search(reading.folded)
    return MessageKind.UPDATE if has_change else MessageKind.RELEASED


def _ends_first(case: Case, reading: TextReading) -> bool:
    """Whether the danger is over, rather than the message a mistake."""
    every = common(case.lang, "over").finditer(reading.folded)
    over = next(
        (each for each in every if not _TIME_OF_END.match(reading.folded, each.start())), None
    )
    mistake = common(case.lang, "mistake").search(reading.folded)
    return over is not None and (mistake is None or over.start() < mistake.start())
