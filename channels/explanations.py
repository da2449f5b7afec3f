"""What the codes of providers mean, in the words of staff: one table for every adapter
(docs/words.md is made from it).

Twilio: twilio_explanations. Mail: RFC 5321 section 4.2 (basic) and RFC 3463 (enhanced).
"""

import re
from collections.abc import Mapping

from channels.contract import Outcome
from channels.enhanced import BASIC, meaning
from channels.failures import BUG
from channels.twilio_codes import MEANS, PERHAPS_RECIPIENT
from channels.twilio_explanations import TWILIO
from runtime import Said, mark, said

__all__ = [
    "cause_after_colon",
    "concerns_database",
    "concerns_recipient",
    "explain_cause",
    "is_adapters_fault",
]

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ACCEPTED: mark("handed over"),
    Outcome.INVALID_RECIPIENT: mark("the address does not work"),
    Outcome.OPTED_OUT: mark("the person does not want our messages"),
    Outcome.CONTENT_REJECTED: mark("the text or the sender is refused"),
    Outcome.MISCONFIGURED: mark("our settings are refused"),
    Outcome.UNAUTHORISED: mark("the provider refuses our password"),
    Outcome.THROTTLED: mark("the provider asks us to slow down"),
    Outcome.TRANSIENT: mark("a fault that may pass"),
    Outcome.UNKNOWN: mark("no answer came: it may have arrived"),
}
FAULT = mark("the provider has a fault")
HTTP: Mapping[str, str] = {
    **dict.fromkeys(
        ("301", "302", "307", "308"), mark("the provider's address has moved: base_url is wrong")
    ),
    "401": mark("the provider refuses our password"),
    "403": mark("the provider refuses our password"),
    "404": mark("the provider does not know our account: base_url or account_sid is wrong"),
    "407": mark("a proxy on the way wants a password"),
    "408": mark("the provider was too slow to answer"),
    "429": mark("we send faster than the provider allows"),
    "500": FAULT,
    "502": FAULT,
    "504": FAULT,
}
BASIC_MAIL: Mapping[str, str] = {
    "421": mark("the relay is closing or busy"),
    "450": mark("the mailbox is busy"),
    "451": mark("the relay has a fault that passes"),
    "452": mark("the relay or the mailbox is full"),
    "501": mark("the address is written wrongly"),
    # HTTP has the same number.
    "503": mark("the provider cannot work now, or does not understand the order of our commands"),
    "530": mark("the relay wants a login"),
    "534": mark("the relay wants another kind of login"),
    "535": mark("the relay refuses our password"),
    "538": mark("the relay wants an encrypted login"),
    "550": mark("there is no such mailbox"),
    "551": mark("the mailbox has moved"),
    "552": mark("the mailbox is full"),
    "553": mark("the relay does not take this address"),
    "554": mark("the relay refuses the mail"),
}
# The longest match counts: 5.1.1 before 5.1 before 5.
ENHANCED_MAIL: Mapping[str, str] = {
    "4.2.2": mark("the mailbox is full"),
    "4.4": mark("the way to the other mail server is broken"),
    "4.7": mark("the relay asks us to slow down"),
    "4": mark("a fault of the mail server that may pass"),
    "5.1": mark("the address does not work"),
    "5.1.1": mark("no such mailbox"),
    "5.1.2": mark("no such mail domain"),
    "5.1.3": mark("the address is written wrongly"),
    "5.1.6": mark("the mailbox has moved"),
    "5.1.7": mark("our sender's address is refused"),
    "5.1.8": mark("our sender's address is refused"),
    "5.1.10": mark("the mail domain takes no mail"),
    "5.2": mark("the mailbox cannot take mail now"),
    "5.2.1": mark("the mailbox is switched off"),
    "5.2.2": mark("the mailbox is full"),
    "5.2.3": mark("the mail is too large for the mailbox"),
    "5.3": mark("the mail server does not take such mail"),
    "5.4": mark("the way to the other mail server is broken"),
    "5.4.1": mark("the other mail server does not take mail for this address"),
    "5.4.4": mark("no mail server is found for the address"),
    "5.4.310": mark("the address's mail domain does not exist"),
    "5.5": mark("the mail server did not understand us"),
    "5.5.1": mark("the mail server did not understand the order of our commands"),
    "5.6": mark("the mail server cannot read the mail"),
    "5.7": mark("the mail server refuses us by its rules: see SPF, DKIM and DMARC of our sender"),
    "5.7.8": mark("the relay refuses our password"),
    "5": mark("the mail server refuses it and does not say why"),
}
OURS: Mapping[str, str] = {
    "address": mark("the address is written wrongly"),
    "smtputf8": mark("the mailbox has letters that the relay does not take"),
    "blocked": mark("the contact is blocked"),
    "canceled": mark("somebody stopped it at the provider"),
    "left": mark("the person has left"),
    "unreadable": mark("the address does not open: it was damaged, or put there from another row"),
    "second road": mark("the person is told by another medium"),
    "worker lost": mark("the process that was sending it has ended: it may have arrived"),
    "restored": mark("this home is a copy: it may have been sent by the original"),
    "deadline": mark("no answer came in time: it may have arrived"),
    "no answer": mark("the provider does not answer"),
    "malformed": mark("the answer made no sense: it may have arrived"),
    "ca_file": mark("ca_file cannot be read"),
    "certificate": mark("the relay's certificate is not trusted"),
    "not_offered": mark("the relay offers no encryption or no login"),
    "sender": mark("our own sender cannot be written"),
    "subject": mark("the subject cannot be written"),
    "headers": mark("the head of the mail cannot be written"),
    "token": mark("the mail's own number cannot be written"),
    "unsubscribe": mark("the link to unsubscribe cannot be written"),
    "does_not_load": mark("the channel's own program does not load"),
    "loop_blocked": mark(
        "the channel's own program sends one message at a time and lets the others wait"
    ),
    "not_a_code": mark("what the provider gave as its reason is no code"),
    "ENOSPC": mark("the disk is full"),
    "EACCES": mark("the folder cannot be written to"),
    "EROFS": mark("the disk can only be read"),
}
# What keeps every channel back at once, by the name of the problem: nothing is claimed that cannot
# be written down.
DATABASE: Mapping[str, str] = {
    "DiskFull": mark("the disk is full"),
    "DiskFails": mark("the disk cannot be read or written"),
    "DatabaseReadOnly": mark("the database cannot be written"),
    "DatabaseBusy": mark("another program keeps the database for itself"),
    "DatabaseDamaged": mark("the database file is damaged"),
    "DatabaseUnreachable": mark("the database cannot be reached"),
    "VersionLost": mark("the database does not say of which version it is"),
    "OperationalError": mark("the database refuses what is asked of it"),
}
FAULT_OF_ADAPTER = mark("the channel's own program has a fault")
FAULTS: Mapping[str, str] = dict.fromkeys(
    ("no_receipt", "no_such_outcome", "no_event"), FAULT_OF_ADAPTER
)
# An exception's name stands for what the network did.
NETWORK: Mapping[str, str] = {
    "ClientConnectorCertificateError": mark("the provider's certificate is not trusted"),
    "ClientConnectorSSLError": mark("no encrypted connection to the provider comes about"),
    "ClientOSError": mark("the connection to the provider broke off"),
    "ConnectionResetError": mark("the connection to the provider broke off"),
    "ClientConnectorError": mark("the provider cannot be reached"),
    "ClientConnectorDNSError": mark("the provider's name is not found"),
    "ConnectionTimeoutError": mark("the provider does not answer"),
    "ConnectionRefusedError": mark("nothing answers at that address"),
    "SMTPConnectError": mark("the relay cannot be reached"),
    "SMTPConnectTimeoutError": mark("the relay does not answer"),
    "SMTPServerDisconnected": mark("the relay closed the connection"),
    "SMTPReadTimeoutError": mark("the relay does not answer"),
    "SMTPTimeoutError": mark("the relay does not answer"),
    "ServerDisconnectedError": mark("the provider closed the connection"),
    "TimeoutError": mark("the provider does not answer"),
}
SILENT = frozenset({"the provider does not answer", "the relay does not answer"})
CODES: Mapping[str, str] = {**HTTP, **BASIC_MAIL, **TWILIO, **OURS, **DATABASE, **FAULTS, **NETWORK}
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def explain_code(code: str) -> str:
    """What a provider's code means, without the code; empty when nobody has described it."""
    if code.startswith(BUG):
        return FAULT_OF_ADAPTER
    if not _ENHANCED.fullmatch(code):
        return CODES.get(code, "")
    return next((ENHANCED_MAIL[part] for part in _shorter(code) if part in ENHANCED_MAIL), "")


def concerns_database(code: str) -> bool:
    """Whether a code says that the database or its disk keeps all channels back, and no provider
    any of them."""
    return code in DATABASE


def is_adapters_fault(code: str) -> bool:
    """Whether a code says that the adapter is at fault, and not its provider."""
    return code.startswith(BUG) or code in FAULTS or code in {"does_not_load", "loop_blocked"}


def explain_cause(cause: str) -> Said:
    """A cause such as `invalid_recipient 21614` as staff read it, the provider's code in brackets
    behind it."""
    first, _, rest = cause.partition(" ")
    outcome, code = (Outcome(first), rest) if first in set(Outcome) else (None, cause)
    words = said(explain_code(code) or (OUTCOMES[outcome] if outcome else code))
    named = bool(code) and code not in {**OURS, **DATABASE, **NETWORK} and words != code
    return said("{words} ({code})", words=words, code=code) if named else words


def cause_after_colon(code: str) -> Said | str:
    """`: the provider cannot be reached`, for the end of a sentence that says that nothing answers;
    empty where the code tells no more."""
    told = explain_cause(code)
    return said(": {told}", told=told) if told and told not in SILENT else ""


def concerns_recipient(code: str) -> bool:
    """Whether a code speaks of whoever a message was for, and of none of our settings."""
    if _ENHANCED.fullmatch(code):
        return meaning(code) is Outcome.INVALID_RECIPIENT
    number = int(code) if code.isdecimal() else 0
    meant = MEANS.get(number) or BASIC.get(number)
    return meant is Outcome.INVALID_RECIPIENT and number not in PERHAPS_RECIPIENT


def _shorter(code: str) -> tuple[str, str, str]:
    kind, subject, detail = code.split(".")
    return f"{kind}.{subject}.{detail}", f"{kind}.{subject}", kind
