"""Bounces without a report: what the server's own words mean, and behind them what `flufl.bounce`
makes of the mail.

flufl knows how some fifty kinds of servers write; it says whether a failure is for good. Whose it
is says our token."""

import logging
import re
from email import message_from_bytes

from channels.bounces.opened import BROKEN, BounceMail, PhrasePattern
from channels.bounces.reports import CODES, Action
from channels.bounces.words import judge, quoted_code

LARGEST_GUESS = 1 << 17  # bytes; each of its readers goes through all lines
DEEPEST = 30  # parts within parts
_NESTS = re.compile(rb"content-type:\s*(?:multipart|message)/", re.IGNORECASE)
_STILL_TRYING = PhrasePattern(
    (
        r"still being (?:re)?tried",
        r"will (?:keep|continue|be) (?:on )?(?:try|to (?:try|attempt)|re-?tr|attempt)",
        r"will (?:retry|try again)",
        r"continue trying",
        r"not (?:yet )?been delivered (?:yet|to)",
        r"hasn.t been delivered yet",
        r"(?:don.t|not) need to resend",
        r"attempts (?:to deliver .{0,40})?will continue",
        r"warning message only",
        r"has been (?:temporarily )?delayed",
        r"is delayed",
        r"θα συνεχι",
        r"wird weiter",
        r"weitere zustellversuche",
    )
)
_DELAY = PhrasePattern(
    (
        r"\bdelay",
        r"\A\W*warning",
        r"καθυστ",
        r"verzöger",
        r"retard",
        r"demorad",
        r"ritardat",
        r"задерж",
    )
)
_FAILED = PhrasePattern(
    (
        r"undeliver",
        r"(?:not|n't)(?: \S+){0,4} (?:deliver|reach|accept|sent\b)",
        r"deliver\w* (?:\S+ ){0,6}(?:fail|error|problem|abort|impossible)",
        r"fail\w* (?:\S+ ){0,3}(?:deliver|to send|recipient|notice)",
        r"returned (?:mail|message|to sender)",
        r"mail (?:system )?(?:fail|error)",
        r"unable to (?:deliver|send)",
        r"was rejected",
        r"(?:impossible|fail\w*) to deliver",
        r"non-?delivery",
        r"μη παραδ",
        r"δεν (?:παραδόθηκε|μπόρεσε|ήταν δυνατ|κατέστη)",
        r"αποτυχία",
        r"επιστρ[έά]φ",
        r"επιστροφή (?:του )?μηνύματος",
        r"δεν έφτασε",
        r"δεν έγινε δεκτ",
        r"αδύνατη η παράδοση",
        r"unzustell",
        r"nicht (?:\S+ )?(?:zugestellt|ausgeliefert)",
        r"(?:non|pas) (?:\S+ )?(?:remis|distribu|délivr)",
        r"no (?:\S+ )?(?:entreg|podido)",
        r"non (?:\S+ )?(?:consegn|recapit)",
        r"не (?:может быть |было |удалось )?доставлен",
    )
)
_REPLY = re.compile(
    r"(?:(?<![\d.])[45]\d\d[ -]|#)\s?[45]\.\d{1,3}\.\d{1,3}"
)  # 5.1.27 alone may be a date
_ANSWER = PhrasePattern((r"\A(?:re|aw|απ|fwd?|wg|πρθ)\s*:",))
# It reports a broken mail with a traceback, which may hold addresses.
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())
logging.getLogger("flufl.bounce").propagate = False


def read_words(mail: BounceMail) -> tuple[Action, str] | None:
    """What the server's own words say of the mail, and an enhanced code; None when they say
    nothing."""
    words = mail.words
    status, refused = judge("", words), quoted_code(words, "5")
    soft = not status or status[0] == "4"
    if (_STILL_TRYING.occur_in(mail.plain) and not refused) or (
        _DELAY.occur_in(mail.subject) and soft
    ):
        return Action.DELAYED, quoted_code(words, "4") or CODES[Action.DELAYED]
    if status or speaks_of_failure(mail):
        return Action.FAILED, status or CODES[Action.FAILED]
    return None


def ask_flufl(raw: bytes, mail: BounceMail) -> tuple[Action, str] | None:
    """The same by flufl: a failure that passes is a delay, because it is still being tried."""
    if len(_NESTS.findall(raw)) > DEEPEST:
        return None
    # Its import compiles about 150 patterns, and nearly every process reads no bounce.
    from flufl.bounce import all_failures  # noqa: PLC0415

    try:
        passing, lasting = all_failures(message_from_bytes(raw[:LARGEST_GUESS]))
    except BROKEN:
        return None
    if lasting:
        return Action.FAILED, judge("", mail.words) or CODES[Action.FAILED]
    return (
        (Action.DELAYED, quoted_code(mail.words, "4") or CODES[Action.DELAYED]) if passing else None
    )


def sounds_like_a_server(mail: BounceMail) -> bool:
    """Whether a mail holds what no person writes: a refusal with its enhanced code, or a failure as
    its subject."""
    fails = _FAILED.occur_in(mail.subject) and not _ANSWER.occur_in(mail.subject)
    return fails or bool(_REPLY.search(mail.words))


def speaks_of_failure(mail: BounceMail) -> bool:
    """Whether a mail says, whatever the reason, that something was not delivered."""
    return _FAILED.occur_in(mail.plain)
