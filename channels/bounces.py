"""Bounces: what a mail server says of a mail afterwards (RFC 3464), read without keeping whose it was.

The delivery is named by our own token: in the address that the bounce came to (VERP), in what the bounce answers, or
in the Message-ID of the mail that it returns.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from enum import StrEnum
from hashlib import sha256

from channels.contract import Event, Fate, Outcome
from channels.enhanced import ENHANCED, basic_meaning, meaning, says_nothing

LARGEST_BOUNCE = 1 << 20  # bytes; ours are returned in a tenth of that
DEEPEST = 12  # parts within parts
NAME_LENGTH = 12
_NESTS = re.compile(rb"content-type:\s*(?:multipart|message)/", re.IGNORECASE)
_TOKEN = r"(\d{1,18}-[0-9a-f]{12})@"
_VERP = re.compile(rf"\+{_TOKEN}")
_MESSAGE_ID = re.compile(rf"<{_TOKEN}")
_RETURNED_ID = re.compile(rf"^message-id:\s*<{_TOKEN}", re.IGNORECASE | re.MULTILINE)
_CAME_TO = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To")
_ANSWERS = ("In-Reply-To", "References")
_REPLIES = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
_OPENED = "message/disposition-notification"
_QUOTED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")  # and no part of an IP address
_BASIC = re.compile(r"(?:^|;|said:)\W*(5\d\d)(?=[\s-])", re.IGNORECASE)


class Action(StrEnum):
    """What became of a mail, in the words of RFC 3464, section 2.3.3; the order is from the best to the worst."""

    DELIVERED = "delivered"
    RELAYED = "relayed"  # to a server that says no more
    EXPANDED = "expanded"
    DELAYED = "delayed"
    FAILED = "failed"


class Unread(StrEnum):
    """Why a message is no bounce that can be understood."""

    AUTOMATIC = "automatic reply"  # understood: somebody is on holiday, and the mail arrived
    LARGE = "too large"
    DEEP = "too many parts within parts"
    NO_REPORT = "no delivery report"
    NO_STATUS = "no action and status"
    NO_TOKEN = "no token of ours"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What became of the mail with that token; `status` is an enhanced code such as 5.1.1, or the basic one of a server that gave no other.

    `name` is the bounce's own: the same when it comes again, another for another attempt.
    """

    token: str
    action: Action
    status: str
    name: str = ""

    @property
    def is_policy(self) -> bool:
        """Whether it was refused for what we are or write, so that no address is to blame."""
        return self.action is Action.FAILED and self.status.startswith("5.7.")

    @property
    def event(self) -> Event:
        """The same as any provider tells it."""
        outcome = Outcome.ACCEPTED
        if self.action is Action.FAILED:
            outcome = _cause(self.status)
        known_as = f"{self.token}/{self.name}"
        return Event(known_as, WORDS[self.action], FATES[self.action], outcome, self.status, self.token)


FATES: Mapping[Action, Fate] = {
    Action.DELIVERED: Fate.DELIVERED,
    Action.RELAYED: Fate.ACCEPTED,
    Action.EXPANDED: Fate.ACCEPTED,
    Action.DELAYED: Fate.ACCEPTED,
    Action.FAILED: Fate.UNDELIVERED,
}
# As it stands in the table of receipts.
WORDS: Mapping[Action, str] = {action: action.value for action in Action} | {Action.FAILED: "bounced"}


def read_bounce(raw: bytes) -> Bounce | Unread:
    """One message as a mail server left it; says why, when it cannot be understood."""
    if len(raw) > LARGEST_BOUNCE:
        return Unread.LARGE
    if len(_NESTS.findall(raw)) > DEEPEST:
        return Unread.DEEP
    mail = message_from_bytes(raw)
    report = _part(mail, "message/delivery-status")
    if report is None:
        return Unread.AUTOMATIC if _is_automatic(mail) else Unread.NO_REPORT
    told = list(_told(report))
    if not told:
        return Unread.NO_STATUS
    # An alias may have led to several mailboxes: one that took the mail is enough.
    action, status = min(told, key=lambda each: list(Action).index(each[0]))
    token = next(_tokens(mail), None)
    return Unread.NO_TOKEN if token is None else Bounce(token, action, status, _name(mail, report))


def _name(mail: Mail, report: Mail) -> str:
    """A digest of what a mail server calls its bounce, and of when the mail that it returns had come in."""
    came = next((_said(block, "Arrival-Date") for block in _blocks(report)), "")
    said = f"{_said(mail, 'Message-ID')} {came}"
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:NAME_LENGTH]


def _cause(status: str) -> Outcome:
    """A code without a subject, such as 5.0.0, says nothing of the cause; a basic one is what the other server said to the address."""
    if status.isdecimal():
        return basic_meaning(int(status), "")
    return Outcome.UNKNOWN if says_nothing(status) else meaning(status)


def _part(mail: Mail, kind: str) -> Mail | None:
    return next((part for part in mail.walk() if part.get_content_type() == kind), None)


def _is_automatic(mail: Mail) -> bool:
    """A holiday notice (RFC 3834) or a receipt that the mail was opened (RFC 8098): both mean that it arrived."""
    replied = _said(mail, "Auto-Submitted").lower().startswith("auto-replied")
    return replied or any(name in mail for name in _REPLIES) or _part(mail, _OPENED) is not None


def _told(report: Mail) -> Iterator[tuple[Action, str]]:
    """The action and status of each address: the first block is about the message, and has neither."""
    for block in _blocks(report):
        word = _said(block, "Action").lower().split(" ")[0].rstrip(";")
        status = _status(_said(block, "Status"), _said(block, "Diagnostic-Code"))
        if word in set(Action) and status:
            yield Action(word), status


def _blocks(report: Mail) -> list[Mail]:
    payload = report.get_payload()
    return [block for block in payload if isinstance(block, Mail)] if isinstance(payload, list) else []


def _status(status: str, diagnostic: str) -> str:
    """The enhanced code; where it says nothing (Exim's 5.0.0), that in the other server's own words, or its basic code."""
    code, quoted = ENHANCED.match(status), _QUOTED.search(diagnostic)
    given = code[0] if code else ""
    if quoted is not None and (not given or (says_nothing(given) and quoted[1] == given[0])):
        given = quoted[0]
    return _basic(diagnostic) or given if given.startswith("5.0.") else given


def _basic(diagnostic: str) -> str:
    """The basic code in the other server's own words, if it is about the address."""
    found = _BASIC.search(diagnostic)
    about = basic_meaning(int(found[1]), diagnostic) if found else Outcome.UNKNOWN
    return found[1] if found and about is Outcome.INVALID_RECIPIENT else ""


def _tokens(mail: Mail) -> Iterator[str]:
    """Every token of ours that it names, the surest first."""
    for names, form in ((_CAME_TO, _VERP), (_ANSWERS, _MESSAGE_ID)):
        for name in names:
            yield from form.findall(_said(mail, name))
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            yield from _RETURNED_ID.findall(_text(part))
        elif part is not mail:
            yield from _MESSAGE_ID.findall(_said(part, "Message-ID"))


def _text(part: Mail) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""


def _said(mail: Mail, name: str) -> str:
    """All fields of that name, whatever characters stand in them."""
    return " ".join(str(value) for value in mail.get_all(name, [])).strip()
