"""Who wrote a mail that came back: a mail server, a machine for a person who is away, or a person
(RFC 3834, RFC 8098).

`Auto-Submitted: auto-replied` alone tells nothing: Exim, Exchange and others write it on bounces.
"""

import re
from enum import StrEnum

from channels.bounces.guesses import sounds_like_a_server, speaks_of_failure
from channels.bounces.opened import COPIES, OPENED, REPORTS, BounceMail, PhrasePattern


class Writer(StrEnum):
    """Whose words they are."""

    SERVER = "mail server"
    AWAY = "somebody who is away"
    CHALLENGE = "asks who we are"
    MACHINE = "some machine"
    PERSON = "person"


_DAEMON = re.compile(
    r"mailer[-_. ]?da?emon|mail[-_ ]?daemon|\bmdaemon\b|post[-_]?master|mail ?deliver|mail[-_ ]?system|delivery (?:sub)?system|microsoftexchange[0-9a-f]{8,}"
    r"|delivery (?:failure|status|report|notif)|(?:mail|system) administrator|\bmta\b|^\s*(?:\"[^\"]*\" *)?<>\s*$",
    re.IGNORECASE,
)
_REPLIES = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Response-Suppress",
    "X-Mail-Autoreply",
    "X-Apple-Action",
)
_AWAY = (
    r"out[- ]of[- ](?:the[- ])?office",
    r"\booo\b",
    r"vacation",
    r"absence",
    r"on (?:annual|maternity|sick|parental) leave",
    r"no longer (?:work|employ|with)",
    r"(?:am|is|be|'m|currently) (?:\w+ )?(?:away|on (?:\w+ )?(?:leave|holidays?|vacation)|travell?ing)",
    r"away from (?:my|the) (?:office|desk|mail)",
    r"απουσ[ιί]",
    r"λείπω",
    r"θα λείψω",
    r"εκτός (?:του |της )?(?:γραφείου|έδρας|υπηρεσίας)",
    r"(?:σε|με) (?:\w+ )?άδεια",
    r"διακοπές",
    r"δεν εργάζ",
    r"(?:bin|derzeit) .{0,60}(?:nicht|außer|im urlaub)",
    r"abwesen",
    r"außer haus",
    r"nicht im (?:haus|büro)",
    r"nicht mehr (?:für|bei) ",
    r"fuera de (?:la )?oficina",
    r"fuori (?:sede|ufficio)",
    r"отпуск",
)
# In a subject alone: servers call their bounces automatic, too.
_AUTOMATIC = (
    r"auto\s*:",
    r"auto(?:matic(?:ally)?|mated)?[- ]?(?:generated )?(?:e-?mail )?(?:repl(?:y|ied)|respon(?:se|der)|answer|antwort)",
    r"αυτόματ\w+ (?:απάντηση|απόκριση)",
    r"automatische antwort",
    r"réponse automatique",
    r"respuesta automática",
    r"risposta automatica",
    r"автоответ",
)
_SUBJECT = PhrasePattern(
    (*_AWAY, rf"\A(?:(?:re|fwd?|aw|απ|wg)\s*:\s*)*[\s\[(*]*(?:{'|'.join(_AUTOMATIC)})")
)
_WORDS = PhrasePattern(_AWAY)
_CHALLENGE = PhrasePattern(
    (
        r"(?:confirm|verify|prove) (?:that )?(?:you\b|your (?:message|e-?mail|address|identity))",
        r"requires? (?:e-?mail )?verification",
        r"challenge[- ]response",
        r"spam ?arrest",
        r"boxbe",
        r"boxtrapper",
        r"(?:approved|allowed|guest|authori[sz]ed) senders?",
        r"επιβεβαιώσ\w+ (?:ότι|το μήνυμ|τη διεύθυνσ)",
        r"not (?:yet )?(?:on|in) (?:my|the|his|her) (?:\w+ )?(?:whitelist|contacts?|guest) ?list",
    )
)
# Dovecot writes so what is a refusal: a full mailbox, or a rule of the recipient.
_REFUSES = re.compile(
    r"automatic-action.{0,60}(?:deleted|denied|failed)", re.IGNORECASE | re.DOTALL
)


def writer_of(mail: BounceMail) -> Writer:
    """Whose words a mail holds that carries no delivery report."""
    if mail.has(OPENED):
        refuses = any(_REFUSES.search(text) for text in mail.texts(OPENED))
        return Writer.SERVER if refuses else Writer.AWAY
    if _is_of_server(mail):
        return Writer.SERVER
    replied = _is_reply(mail)
    by_machine = replied or has_no_way_back(mail) or "Auto-Submitted" in mail.head
    if by_machine and _CHALLENGE.occur_in(mail.plain):
        return Writer.CHALLENGE
    fails = has_no_way_back(mail) and speaks_of_failure(mail)
    away = speaks_of_absence(mail) or (by_machine and not fails and _WORDS.occur_in(mail.plain))
    if away and not sounds_like_a_server(mail):
        return Writer.AWAY
    return Writer.MACHINE if replied else Writer.PERSON


def speaks_of_absence(mail: BounceMail) -> bool:
    """Whether the subject says that somebody is away, whoever wrote it."""
    return _SUBJECT.occur_in(mail.subject)


def _is_of_server(mail: BounceMail) -> bool:
    report = "delivery-status" in mail.said("Content-Type").lower()
    failed = "X-Failed-Recipients" in mail.head
    return report or failed or mail.has(COPIES | REPORTS) or bool(_DAEMON.search(mail.said("From")))


def has_no_way_back(mail: BounceMail) -> bool:
    """Whether nobody may answer it, as with every bounce and most automatic replies (RFC 5321,
    4.5.5)."""
    return mail.said("Return-Path").lower() in {"<>", "<mailer-daemon>"}


def _is_reply(mail: BounceMail) -> bool:
    replied = mail.said("Auto-Submitted").lower().startswith("auto-replied")
    return (
        replied
        or any(name in mail.head for name in _REPLIES)
        or "auto_reply" in mail.said("Precedence", "X-Precedence").lower()
    )
