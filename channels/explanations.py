"""What the codes of providers mean, in the words of staff: one table for every adapter (docs/words.md is made from it).

Twilio: https://www.twilio.com/docs/api/errors. Mail: RFC 5321 section 4.2 (basic) and RFC 3463 (enhanced).
"""

import re
from collections.abc import Mapping

from channels.contract import Outcome
from runtime import Said, said

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ACCEPTED: "handed over",
    Outcome.INVALID_RECIPIENT: "the address does not work",
    Outcome.OPTED_OUT: "the person does not want our messages",
    Outcome.CONTENT_REJECTED: "the text or the sender is refused",
    Outcome.MISCONFIGURED: "our settings are refused",
    Outcome.UNAUTHORISED: "the provider refuses our password",
    Outcome.THROTTLED: "the provider asks us to slow down",
    Outcome.TRANSIENT: "a fault that may pass",
    Outcome.UNKNOWN: "no answer came: it may have arrived",
}
TWILIO: Mapping[str, str] = {
    "10001": "our account is not active",
    "14107": "we send faster than the provider allows",
    "20003": "the provider refuses our password",
    "20005": "our account is not active",
    "20006": "our account may not do this",
    "20008": "these are the credentials of tests, not ours",
    "20404": "the provider does not know our account or sender",
    "20429": "we send faster than the provider allows",
    "21211": "there is no such number",
    "21212": "our sender is no valid number",
    "21217": "the number is written wrongly",
    "21408": "our account may not send to this country",
    "21602": "the message has no text",
    "21603": "no sender is set",
    "21604": "the message has no number to go to",
    "21606": "our sender may not send SMS to this number",
    "21609": "our address for receipts is not valid",
    "21610": "the person sent STOP",
    "21611": "the provider's queue of our messages is full",
    "21612": "our sender cannot reach this number",
    "21614": "the number is no mobile",
    "21617": "the text is too long",
    "21618": "the provider refuses the text's settings",
    "21635": "the number is a landline",
    "21659": "our sender is not a number of our account",
    "21660": "our sender belongs to another account",
    "21701": "our Messaging Service does not exist",
    "21703": "our Messaging Service has no sender",
    "21705": "our Messaging Service is not valid",
    "30001": "the provider's queue of our messages overflowed",
    "30002": "our account was suspended",
    "30003": "the phone is off or has no signal",
    "30004": "the phone or its network blocks our messages",
    "30005": "there is no such number",
    "30006": "the number is a landline or cannot get SMS",
    "30007": "the network filtered the text as unwanted",
    "30008": "the network lost it and does not say why",
    "30036": "it was too late: its time had passed before it got there",
    "30037": "our account may not send SMS now",
    "63017": "the network asks us to slow down",
}
HTTP: Mapping[str, str] = {
    **dict.fromkeys(("301", "302", "307", "308"), "the provider's address has moved: base_url is wrong"),
    "401": "the provider refuses our password",
    "403": "the provider refuses our password",
    "404": "the provider does not know our account: base_url or account_sid is wrong",
    "407": "a proxy on the way wants a password",
    "408": "the provider was too slow to answer",
    "429": "we send faster than the provider allows",
    "500": "the provider has a fault", "502": "the provider has a fault", "504": "the provider has a fault",
}  # fmt: skip
BASIC_MAIL: Mapping[str, str] = {
    "421": "the relay is closing or busy",
    "450": "the mailbox is busy",
    "451": "the relay has a fault that passes",
    "452": "the relay or the mailbox is full",
    "501": "the address is written wrongly",
    "503": "the relay does not understand the order of our commands, or is down",
    "530": "the relay wants a login",
    "534": "the relay wants another kind of login",
    "535": "the relay refuses our password",
    "538": "the relay wants an encrypted login",
    "550": "there is no such mailbox",
    "551": "the mailbox has moved",
    "552": "the mailbox is full",
    "553": "the relay does not take this address",
    "554": "the relay refuses the mail",
}
# The longest match counts: 5.1.1 before 5.1 before 5.
ENHANCED_MAIL: Mapping[str, str] = {
    "4.2.2": "the mailbox is full",
    "4.4": "the way to the other mail server is broken",
    "4.7": "the relay asks us to slow down",
    "4": "a fault of the mail server that may pass",
    "5.1": "the address does not work",
    "5.1.1": "no such mailbox",
    "5.1.2": "no such mail domain",
    "5.1.3": "the address is written wrongly",
    "5.1.6": "the mailbox has moved",
    "5.1.7": "our sender's address is refused",
    "5.1.8": "our sender's address is refused",
    "5.1.10": "the mail domain takes no mail",
    "5.2": "the mailbox cannot take mail now",
    "5.2.1": "the mailbox is switched off",
    "5.2.2": "the mailbox is full",
    "5.2.3": "the mail is too large for the mailbox",
    "5.3": "the mail server does not take such mail",
    "5.4": "the way to the other mail server is broken",
    "5.5": "the mail server did not understand us",
    "5.5.1": "the mail server did not understand the order of our commands",
    "5.6": "the mail server cannot read the mail",
    "5.7": "the mail server refuses us by its rules: see SPF, DKIM and DMARC of our sender",
    "5.7.8": "the relay refuses our password",
    "5": "the mail server refuses it and does not say why",
}
OURS: Mapping[str, str] = {
    "address": "the address is written wrongly",
    "smtputf8": "the mailbox has letters that the relay does not take",
    "blocked": "the contact is blocked",
    "left": "the person has left",
    "restored": "this home is a copy: it may have been sent by the original",
    "deadline": "no answer came in time: it may have arrived",
    "no answer": "the provider does not answer",
    "malformed": "the answer made no sense: it may have arrived",
    "ca_file": "ca_file cannot be read",
    "certificate": "the relay's certificate is not trusted",
    "not_offered": "the relay offers no encryption or no login",
    "sender": "our own sender cannot be written",
    "subject": "the subject cannot be written",
    "headers": "the head of the mail cannot be written",
    "token": "the mail's own number cannot be written",
    "unsubscribe": "the link to unsubscribe cannot be written",
    "ENOSPC": "the disk is full",
    "EACCES": "the folder cannot be written to",
    "EROFS": "the disk can only be read",
}  # fmt: skip
# An exception's name stands for what the network did.
NETWORK: Mapping[str, str] = {
    "ClientConnectorError": "the provider cannot be reached",
    "ClientConnectorDNSError": "the provider's name is not found",
    "ConnectionTimeoutError": "the provider does not answer",
    "ConnectionRefusedError": "nothing answers at that address",
    "SMTPConnectError": "the relay cannot be reached",
    "SMTPConnectTimeoutError": "the relay does not answer",
    "SMTPServerDisconnected": "the relay closed the connection",
    "SMTPReadTimeoutError": "the relay does not answer",
    "SMTPTimeoutError": "the relay does not answer",
    "ServerDisconnectedError": "the provider closed the connection",
    "TimeoutError": "the provider does not answer",
}
CODES: Mapping[str, str] = {**HTTP, **BASIC_MAIL, **TWILIO, **OURS, **NETWORK}
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


def code_in_words(code: str) -> str:
    """What a provider's code means, without the code; empty when nobody has described it."""
    if not _ENHANCED.fullmatch(code):
        return CODES.get(code, "")
    return next((ENHANCED_MAIL[part] for part in _shorter(code) if part in ENHANCED_MAIL), "")


def in_words(cause: str) -> Said:
    """A cause such as `invalid_recipient 21614` as staff read it, the provider's code in brackets behind it."""
    first, _, rest = cause.partition(" ")
    outcome, code = (Outcome(first), rest) if first in set(Outcome) else (None, cause)
    words = said(code_in_words(code) or (OUTCOMES[outcome] if outcome else code))
    named = bool(code) and code not in OURS and words != code
    return said("{words} ({code})", words=words, code=code) if named else words


def _shorter(code: str) -> tuple[str, str, str]:
    kind, subject, detail = code.split(".")
    return f"{kind}.{subject}.{detail}", f"{kind}.{subject}", kind
