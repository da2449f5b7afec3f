"""Delivery reports (RFC 3464, RFC 6533): what became of a mail, address by address."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from channels.bounces.words import judge
from channels.enhanced import ENHANCED


class Action(StrEnum):
    """What became of a mail, in the words of RFC 3464, section 2.3.3; the order is from the best to
    the worst."""

    DELIVERED = "delivered"
    RELAYED = "relayed"  # to a server that says no more
    EXPANDED = "expanded"
    DELAYED = "delayed"
    FAILED = "failed"


# Other words for it, as they begin.
ACTIONS: Mapping[str, Action] = {
    "deliver": Action.DELIVERED,
    "relay": Action.RELAYED,
    "expand": Action.EXPANDED,
    "delay": Action.DELAYED,
    "defer": Action.DELAYED,
    "warn": Action.DELAYED,
    "fail": Action.FAILED,
    "error": Action.FAILED,
    "bounce": Action.FAILED,
    "deni": Action.FAILED,
    "reject": Action.FAILED,
    "expire": Action.FAILED,
    "undeliver": Action.FAILED,
}
# Where neither the report nor the words give one.
CODES: Mapping[Action, str] = {Action.DELAYED: "4.0.0", Action.FAILED: "5.0.0"}
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_FIELD = re.compile(r"^([a-z-]+)[ \t]*:[ \t]*(.*)$", re.IGNORECASE | re.MULTILINE)
_FOLD = re.compile(r"\n[ \t]+")
_STARTS = re.compile(r"^(?:final-recipient|action|status)[ \t]*:", re.IGNORECASE | re.MULTILINE)

Fields = Mapping[str, str]


def read_report(text: str) -> tuple[Action, str] | None:
    """The best that a report says of any address, and its enhanced code; None when it says nothing.

    An alias may have led to several mailboxes: one that took the mail is enough.
    """
    blocks = [_fields(block) for block in _BLANK_LINE.split(text)]
    # Some servers put a blank line behind each field.
    whole = [each for each in blocks if "action" in each and len(each) > 1]
    told = list(_told(whole)) or list(_told([_joined(blocks)]))
    return min(told, key=lambda each: list(Action).index(each[0]), default=None)


def find_report(text: str) -> str:
    """A report that stands in the middle of a text; empty when there is none."""
    starts = [found.start() for found in _STARTS.finditer(text)]
    return text[starts[0] :] if len(starts) > 1 else ""


def arrival(text: str) -> str:
    """When the mail had come in, as the report writes it."""
    return _fields(text).get("arrival-date", "")


def _told(blocks: Sequence[Fields]) -> Iterator[tuple[Action, str]]:
    """The action and status of each address: the first block is about the message, and has
    neither."""
    for block in blocks:
        status = _status(block)
        action = _action(block.get("action", "").lower(), status)
        if action is not None:
            yield action, status or CODES.get(action, "2.0.0")


def _action(word: str, status: str) -> Action | None:
    """As it is named; where it is not, a status for good tells it."""
    found = next((action for start, action in ACTIONS.items() if word.startswith(start)), None)
    return Action.FAILED if found is None and status[:1] in {"4", "5"} else found


def _status(block: Fields) -> str:
    """The enhanced code; where it says nothing (Exim's 5.0.0), the one in the other server's own
    words."""
    code = ENHANCED.match(block.get("status", ""))
    words = block.get("diagnostic-code", "")
    if code is not None and code[1] == "2":
        return code[0]
    return judge(code[0] if code else "", words or block.get("status", ""))


def _fields(block: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _FIELD.findall(_FOLD.sub(" ", block)):
        found.setdefault(name.lower(), value.strip())
    return found


def _joined(blocks: Sequence[Fields]) -> Fields:
    """All fields as those of one address, the first of each name."""
    return {name: value for block in reversed(blocks) for name, value in block.items()}
