"""Checked: what an adapter answered, as it may be kept and shown. Adapters are other people's
programs."""

import re
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from traceback import extract_tb

from channels.contract import Finding, Outcome, Receipt
from channels.events import Event, Fate
from channels.failures import (
    BUG,
    ChannelFailure,
    Misconfigured,
    Suspected,
    Throttled,
    Unauthorised,
    Unavailable,
)
from runtime.logs import redact

CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
LONGEST_CODE, LARGEST_ATTEMPT = 40, 2**31 - 1
NOT_A_CODE = "not_a_code"
KINDS: tuple[type[ChannelFailure], ...] = (
    Throttled,
    Suspected,
    Unauthorised,
    Misconfigured,
    Unavailable,
    ChannelFailure,
)
# As many digits as a telephone number has, whatever may stand between them in a code.
_NUMBER = re.compile(r"\d(?:[_.-]*\d){8,}")


class AdapterFault(Exception):
    """The adapter did what no adapter may do: `code` names it and `where` is the line; its words
    may hold an address."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.where = where

    @classmethod
    def of(cls, raised: BaseException) -> "AdapterFault":
        """The fault that an exception stands for."""
        frames = [
            each for each in extract_tb(raised.__traceback__) if not each.filename.startswith("<")
        ]
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        return cls(code_of(f"{BUG}{type(raised).__name__}"), where)


def code_of(told: object) -> str:
    """A provider's code of at most 40 of `A-Za-z0-9_.-`: what could be a telephone number is
    masked, and a text is no code."""
    masked = _without_numbers(id_of(told))[:LONGEST_CODE]
    return masked if not masked or CODE.fullmatch(masked) else NOT_A_CODE


def word_of(told: object) -> str:
    """A provider's own word for how a message stands, of the same signs: no address and no number
    stands in it."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", _without_numbers(redact(id_of(told))))[:LONGEST_CODE]


def id_of(told: object) -> str:
    """A provider's id of a message; empty when it is no word or number."""
    return str(told) if isinstance(told, str | int) else ""


def seconds_of(told: object) -> float | None:
    """The seconds of a Retry-After; None for what is no finite number of them."""
    try:
        seconds = float(told) if isinstance(told, str | int | float) else -1.0
    except (ValueError, OverflowError):
        return None
    return seconds if isfinite(seconds) and seconds >= 0 else None


def receipt_of(told: object) -> Receipt:
    """A receipt whose outcome is one of the set; raises AdapterFault for what is none, since nobody
    knows then what became of the message."""
    if not isinstance(told, Receipt):
        raise AdapterFault("no_receipt")
    try:
        outcome = Outcome(told.outcome)
    except ValueError:
        raise AdapterFault("no_such_outcome") from None
    return Receipt(outcome, id_of(told.provider_id), code_of(told.code))


def failure_of(raised: ChannelFailure) -> ChannelFailure:
    """The failure as one of ours: an adapter's own kinds count as what they were derived from."""
    kind = next(each for each in KINDS if isinstance(raised, each))
    asked = seconds_of(getattr(raised, "retry_after", None))
    return kind(code_of(getattr(raised, "code", "")), retry_after=asked)


def event_of(told: object) -> Event:
    """An event whose fate and outcome are of their sets; raises AdapterFault for what is none."""
    if not isinstance(told, Event):
        raise AdapterFault("no_event")
    try:
        fate, outcome = Fate(told.fate), Outcome(told.outcome)
    except ValueError:
        raise AdapterFault("no_such_outcome") from None
    known = isinstance(told.attempt, int) and 0 <= told.attempt <= LARGEST_ATTEMPT
    return Event(
        id_of(told.provider_id),
        word_of(told.status),
        fate,
        outcome,
        code_of(told.code),
        id_of(told.token),
        told.attempt if known else 0,
        bool(told.understood),
    )


def events_of(told: object) -> tuple[Event, ...]:
    """What one callback tells; raises AdapterFault."""
    if not isinstance(told, Sequence):
        raise AdapterFault("no_event")
    return tuple(map(event_of, told))


def findings_of(told: object) -> tuple[Finding, ...]:
    """What a channel found in itself; raises AdapterFault."""
    if not isinstance(told, Sequence) or not all(isinstance(each, Finding) for each in told):
        raise AdapterFault("no_finding")
    return tuple(told)


def _without_numbers(text: str) -> str:
    return _NUMBER.sub(lambda found: re.sub(r"\d", "x", found[0]), text)
