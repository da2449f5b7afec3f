"""Who wrote a mail that came back: a mail server, a machine for a person who is away, or a person (RFC 3834, RFC 8098).

`Auto-Submitted: auto-replied` alone tells nothing: Exim, Exchange and others write it on bounces.
"""

import re
from email.header import decode_header, make_header
from enum import StrEnum

from channels.bounce_mail import BROKEN, COPIES, OPENED, REPORTS, BounceMail

LONGEST_SUBJECT = 2_000


class Writer(StrEnum):
    """Whose words they are."""

    SERVER = "mail server"
    AWAY = "somebody who is away"
    CHALLENGE = "asks who we are"
    MACHINE = "some machine"
    PERSON = "person"


_DAEMON = re.compile(
    r"mailer[-_. ]?da?emon|\bmdaemon\b|post-?master|mail ?delivery ?(?:sub)?system|delivery subsystem|microsoftexchange[0-9a-f]{8,}"
    r"|(?:mail|system) administrator|^\s*(?:\"[^\"]*\" *)?<>\s*$",
    re.IGNORECASE,
)  # fmt: skip
_REPLIES = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Auto-Response-Suppress",
    "X-Mail-Autoreply",
    "X-Apple-Action",
)
_AWAY = (
    r"out[- ]of[- ](?:the[- ])?office|\booo\b|auto(?:matic(?:ally)?|mated)?[- ]?(?:generated )?(?:e-?mail )?(?:repl(?:y|ied)|respon(?:se|der)|answer|antwort)"
    r"|vacation|(?:am|is|be|'m|currently) (?:\w+ )?(?:away|on (?:\w+ )?(?:leave|holidays?|vacation)|travell?ing)|away from (?:my|the) (?:office|desk|mail)"
    r"|on (?:annual|maternity|sick|parental) leave|absence|απουσι[άα]|λείπω|αυτόματ\w+ (?:απάντηση|μήνυμα απουσ)|εκτός (?:του )?γραφείου|σε άδεια|διακοπές"
    r"|(?:bin|derzeit) .{0,60}(?:nicht|außer|im urlaub)|abwesen|automatische antwort|réponse automatique|respuesta automática|fuera de (?:la )?oficina"
    r"|risposta automatica|fuori (?:sede|ufficio)|автоответ|отпуск|no longer (?:work|employ|with)|δεν εργάζ|nicht mehr (?:für|bei) "
)
_SUBJECT = re.compile(rf"^(?:(?:re|fwd?|aw|απ|wg)\s*:\s*)*[\s\[(*]*(?:auto\s*:|{_AWAY})", re.IGNORECASE)
_WORDS = re.compile(_AWAY, re.IGNORECASE)
_CHALLENGE = re.compile(
    r"(?:confirm|verify|prove) (?:that )?(?:you\b|your (?:message|e-?mail|address|identity))|requires? (?:e-?mail )?verification|challenge[- ]response"
    r"|spam ?arrest|boxbe|boxtrapper|(?:approved|allowed|guest|authori[sz]ed) senders?|not (?:yet )?(?:on|in) (?:my|the|his|her) (?:\w+ )?(?:whitelist|contacts?|guest) ?list",
    re.IGNORECASE,
)  # fmt: skip
# Dovecot writes so what is a refusal: a full mailbox, or a rule of the recipient.
_REFUSES = re.compile(r"automatic-action.{0,60}(?:deleted|denied|failed)", re.IGNORECASE | re.DOTALL)


def writer_of(mail: BounceMail) -> Writer:
    """Whose words a mail holds that carries no delivery report."""
    if mail.has(OPENED):
        refuses = any(_REFUSES.search(text) for text in mail.texts(OPENED))
        return Writer.SERVER if refuses else Writer.AWAY
    if _is_of_server(mail):
        return Writer.SERVER
    about, replied = subject(mail), _is_reply(mail)
    by_machine = replied or has_no_way_back(mail) or "Auto-Submitted" in mail.head
    if by_machine and _CHALLENGE.search(f"{about}\n{mail.words}"):
        return Writer.CHALLENGE
    if _SUBJECT.search(about) or (by_machine and _WORDS.search(mail.words)):
        return Writer.AWAY
    return Writer.MACHINE if replied else Writer.PERSON


def subject(mail: BounceMail) -> str:
    """The subject as people read it."""
    said = mail.said("Subject")[:LONGEST_SUBJECT]
    try:
        return str(make_header(decode_header(said)))
    except BROKEN:
        return said


def speaks_of_absence(mail: BounceMail) -> bool:
    """Whether somebody is away, whoever says so."""
    return bool(_SUBJECT.search(subject(mail)))


def _is_of_server(mail: BounceMail) -> bool:
    report = "delivery-status" in mail.said("Content-Type").lower()
    failed = "X-Failed-Recipients" in mail.head
    return report or failed or mail.has(COPIES | REPORTS) or bool(_DAEMON.search(mail.said("From")))


def has_no_way_back(mail: BounceMail) -> bool:
    """Whether nobody may answer it, as with every bounce and most automatic replies (RFC 5321, 4.5.5)."""
    return mail.said("Return-Path").lower() in {"<>", "<mailer-daemon>"}


def _is_reply(mail: BounceMail) -> bool:
    replied = mail.said("Auto-Submitted").lower().startswith("auto-replied")
    return (
        replied
        or any(name in mail.head for name in _REPLIES)
        or "auto_reply" in mail.said("Precedence", "X-Precedence").lower()
    )
