"""Bounces: what a mail server says of a mail afterwards (RFC 3464), read without keeping whose it
was.

The delivery is named by our own token, wherever it stands. What became of it is told by the report,
by the server's own words or, behind both, by `flufl.bounce`. A complaint (RFC 5965) is told by the
recipient's mail provider."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from channels.bounces.automatic_replies import Writer, has_no_way_back, speaks_of_absence, writer_of
from channels.bounces.guesses import ask_flufl, read_words, sounds_like_a_server, speaks_of_failure
from channels.bounces.opened import BROKEN, COPIES, FEEDBACK, REPORTS, BounceMail, open_mail
from channels.bounces.reports import Action, arrival, find_report, read_report
from channels.bounces.tokens import read_tokens
from channels.contract import Outcome
from channels.enhanced import basic_meaning, meaning, says_nothing
from channels.events import Event, Fate

LARGEST_BOUNCE = 1 << 20  # bytes; ours are returned in a tenth of that
NAME_LENGTH = 12
COMPLAINED = "complained"
# Types of feedback (RFC 5965, 7.3): whoever sends these wants no more of it, or takes our mails for
# something bad.
COMPLAINTS = frozenset(
    {"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list", "miscategorized"}
)
WELCOME = "not-spam"
_FEEDBACK_TYPE = re.compile(r"^feedback-type:\s*([a-z-]+)", re.IGNORECASE | re.MULTILINE)
# Outlook.com's reports of junk mail are no feedback reports: the mail itself, attached.
_JUNK_REPORT = "complaint about message from"


class Unread(StrEnum):
    """Why a message is no bounce that can be understood."""

    AUTOMATIC = "automatic reply"  # understood: somebody is on holiday, and the mail arrived
    LARGE = "too large"
    BROKEN = "broken"
    CHALLENGE = "asks the sender to confirm"
    NO_REPORT = "no delivery report"
    NO_STATUS = "no action and status"
    NO_TOKEN = "no token of ours"
    NO_COMPLAINT = "a report that is no complaint"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What became of the mail with that token; `status` is an enhanced code such as 5.1.1, or the
    basic one of a server that gave no other.

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
        return Event(
            known_as, WORDS[self.action], FATES[self.action], outcome, self.status, self.token
        )


@dataclass(frozen=True, slots=True)
class Complaint:
    """Whoever got the mail with that token called it unwanted; `kind` is the type of the feedback,
    such as abuse."""

    token: str
    kind: str
    name: str = ""

    @property
    def event(self) -> Event:
        """The same as a provider tells it: nothing of the delivery changes."""
        return Event(
            f"{self.token}/{self.name}", COMPLAINED, Fate.ACCEPTED, code=self.kind, token=self.token
        )


FATES: Mapping[Action, Fate] = {
    Action.DELIVERED: Fate.DELIVERED,
    Action.RELAYED: Fate.ACCEPTED,
    Action.EXPANDED: Fate.ACCEPTED,
    Action.DELAYED: Fate.ACCEPTED,
    Action.FAILED: Fate.UNDELIVERED,
}
# As it stands in the table of receipts.
WORDS: Mapping[Action, str] = {action: action.value for action in Action} | {
    Action.FAILED: "bounced"
}


def read_bounce(raw: bytes) -> Bounce | Complaint | Unread:
    """One message as a mail server left it; says why, when it cannot be understood. Never raises.

    Of one that is too large the first megabyte is read.
    """
    large = len(raw) > LARGEST_BOUNCE
    raw = raw[:LARGEST_BOUNCE]
    try:
        mail = open_mail(raw)
        read = _complaint(mail) or _bounce(raw, mail)
    except BROKEN:  # Python's parser reads some headers only when they are asked for
        read = Unread.BROKEN
    return Unread.LARGE if large and isinstance(read, Unread) else read


def _complaint(mail: BounceMail) -> Complaint | Unread | None:
    report = next(mail.texts(FEEDBACK), None)
    if report is None and not (mail.subject.strip().startswith(_JUNK_REPORT) and mail.has(COPIES)):
        return None
    found = _FEEDBACK_TYPE.search(report or "")
    kind = found[1].lower() if found else "abuse"
    if kind not in COMPLAINTS:
        return Unread.AUTOMATIC if kind == WELCOME else Unread.NO_COMPLAINT
    token = next(read_tokens(mail), None)
    return Unread.NO_TOKEN if token is None else Complaint(token, kind, _name(mail, report or ""))


def _bounce(raw: bytes, mail: BounceMail) -> Bounce | Unread:
    report = next(mail.texts(REPORTS), "")
    told = read_report(report) or _without_report(raw, mail)
    if isinstance(told, Unread):
        return Unread.NO_STATUS if report and told is Unread.NO_REPORT else told
    token = next(read_tokens(mail), None)
    return Unread.NO_TOKEN if token is None else Bounce(token, *told, _name(mail, report))


def _without_report(raw: bytes, mail: BounceMail) -> tuple[Action, str] | Unread:
    """What a mail says that carries no report; whether it may be a bounce is told by who wrote
    it."""
    writer = writer_of(mail)
    if writer is Writer.AWAY:
        return Unread.AUTOMATIC
    if writer is Writer.CHALLENGE:
        return Unread.CHALLENGE
    if report := read_report(find_report(mail.text)):
        return report
    found = None
    if (writer is Writer.SERVER and not speaks_of_absence(mail)) or sounds_like_a_server(mail):
        found = read_words(mail)
    if found := found or ask_flufl(raw, mail):
        return found
    doubtful = has_no_way_back(mail) and speaks_of_failure(mail)
    return Unread.AUTOMATIC if writer is Writer.MACHINE and not doubtful else Unread.NO_REPORT


def _name(mail: BounceMail, report: str) -> str:
    """A digest of what a mail server calls its bounce, and of when the mail that it returns had
    come in."""
    said = f"{mail.said('Message-ID') or mail.said('Date')} {arrival(report)}"
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:NAME_LENGTH]


def _cause(status: str) -> Outcome:
    """A code without a subject, such as 5.0.0, says nothing of the cause; a basic one is what the
    other server said to the address."""
    if status.isdecimal():
        return basic_meaning(int(status), "")
    return Outcome.UNKNOWN if says_nothing(status) else meaning(status)
