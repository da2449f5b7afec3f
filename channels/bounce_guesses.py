"""Bounces without a report: what the server's own words mean, and behind them what `flufl.bounce` makes of the mail.

flufl knows how some fifty kinds of servers write; it says whether a failure is for good. Whose it is says our token.
"""

import logging
import re
from email import message_from_bytes

from flufl.bounce import all_failures

from channels.automatic_replies import subject
from channels.bounce_mail import BROKEN, BounceMail
from channels.bounce_words import UNCLEAR, judge, quoted_code
from channels.reports import Action

DELAYED = "4.0.0"
LARGEST_GUESS = 1 << 17  # bytes; each of its readers goes through all lines
DEEPEST = 30  # parts within parts
_NESTS = re.compile(rb"content-type:\s*(?:multipart|message)/", re.IGNORECASE)
_STILL_TRYING = re.compile(
    r"still being (?:re)?tried|will (?:keep|continue|be) (?:on )?(?:try|to (?:try|attempt)|re-?tr|attempt)|not (?:yet )?been delivered (?:yet|to)"
    r"|(?:don.t|not) need to resend|attempts (?:to deliver .{0,40})?will continue|warning message only|will (?:retry|try again)|continue trying"
    r"|θα συνεχι|wird weiter|weitere zustellversuche|has been (?:temporarily )?delayed|is delayed|hasn.t been delivered yet",
    re.IGNORECASE,
)  # fmt: skip
_DELAY = re.compile(r"\bdelay|^\W*warning|καθυστ|verzöger|retard|demorad|ritardat|задерж", re.IGNORECASE)
_FAILED = re.compile(
    r"undeliver|(?:not|n't)(?: \S+){0,4} (?:deliver|reach|accept|sent\b)|deliver\w* (?:\S+ ){0,6}(?:fail|error|problem|abort|impossible)|fail\w* (?:\S+ ){0,3}(?:deliver|to send|recipient|notice)"
    r"|failure notice|returned (?:mail|message|to sender)|mail (?:system )?(?:fail|error)|unable to (?:deliver|send)|was rejected|(?:impossible|fail\w*) to deliver|non-?delivery"
    r"|μη παραδ|δεν (?:παραδόθηκε|μπόρεσε|ήταν δυνατ|κατέστη)|αποτυχία|αδύνατη η παράδοση|unzustell|nicht (?:\S+ )?(?:zugestellt|ausgeliefert)|(?:non|pas) (?:\S+ )?(?:remis|distribu|délivr)"
    r"|no (?:\S+ )?(?:entreg|podido)|non (?:\S+ )?(?:consegn|recapit)|не (?:может быть |было |удалось )?доставлен",
    re.IGNORECASE,
)  # fmt: skip
_ANSWER = re.compile(r"(?:re|aw|απ|fwd?|wg|πρθ)\s*:", re.IGNORECASE)
# It reports a broken mail with a traceback, which may hold addresses.
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())
logging.getLogger("flufl.bounce").propagate = False


def read_words(mail: BounceMail) -> tuple[Action, str] | None:
    """What the server's own words say of the mail, and an enhanced code; None when they say nothing."""
    about, words = subject(mail), mail.words
    status, refused = judge("", words), quoted_code(words, "5")
    soft = not status or status[0] == "4"
    if (_STILL_TRYING.search(words) and not refused) or (_DELAY.search(about) and soft):
        return Action.DELAYED, quoted_code(words, "4") or DELAYED
    if status or speaks_of_failure(mail):
        return Action.FAILED, status or UNCLEAR
    return None


def ask_flufl(raw: bytes, mail: BounceMail) -> tuple[Action, str] | None:
    """The same by flufl: a failure that passes is a delay, because it is still being tried."""
    if len(_NESTS.findall(raw)) > DEEPEST:
        return None
    try:
        passing, lasting = all_failures(message_from_bytes(raw[:LARGEST_GUESS]))
    except BROKEN:
        return None
    if lasting:
        return Action.FAILED, judge("", mail.words) or UNCLEAR
    return (Action.DELAYED, quoted_code(mail.words, "4") or DELAYED) if passing else None


def sounds_like_a_server(mail: BounceMail) -> bool:
    """Whether a mail holds what no person writes: a refusal with its enhanced code, or a failure as its subject."""
    about = subject(mail)
    fails = bool(_FAILED.search(about)) and not _ANSWER.match(about)
    return fails or bool(quoted_code(mail.words, "45"))


def speaks_of_failure(mail: BounceMail) -> bool:
    """Whether a mail says, whatever the reason, that something was not delivered."""
    return bool(_FAILED.search(f"{subject(mail)}\n{mail.words}"))
