"""Enhanced codes (RFC 3463): the subject and detail of a refusal say what its basic code does not.

Without one, or where it says nothing (5.0.0), the basic code decides (RFC 5321 4.2.3).
"""

import re
from collections.abc import Mapping

from channels.contract import Outcome

# The longest match counts.
PERMANENT: Mapping[str, Outcome] = {
    "1": Outcome.INVALID_RECIPIENT,
    "1.7": Outcome.MISCONFIGURED,  # the sender's address; Postfix says so at RCPT
    "1.8": Outcome.MISCONFIGURED,
    "2": Outcome.TRANSIENT,  # mailbox full or disabled, which passes
    "2.3": Outcome.CONTENT_REJECTED,
    "3": Outcome.CONTENT_REJECTED,
    "4": Outcome.TRANSIENT,
    # No mail server answers for the address: Exchange Online says so of a mailbox that it does not
    # have.
    "4.1": Outcome.INVALID_RECIPIENT,
    "4.4": Outcome.INVALID_RECIPIENT,
    "4.310": Outcome.INVALID_RECIPIENT,  # the same, of a domain that does not exist
    "5.1": Outcome.MISCONFIGURED,  # bad sequence of commands
    "5": Outcome.CONTENT_REJECTED,
    "6": Outcome.CONTENT_REJECTED,
    "7": Outcome.CONTENT_REJECTED,  # policy: says nothing about the address, so never a reason to give it up
}
ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")


def meaning(code: str) -> Outcome:
    """What an enhanced code such as 5.1.1 says; what says nothing, such as 5.0.0, counts as a
    refusal of the content."""
    found = ENHANCED.match(code)
    if found is None:
        return Outcome.CONTENT_REJECTED
    kind, subject, detail = found.groups()
    if kind != "5":
        return Outcome.TRANSIENT
    return PERMANENT.get(f"{subject}.{detail}") or PERMANENT.get(subject, Outcome.CONTENT_REJECTED)


# What a basic code says of the person, before the mail was seen.
BASIC: Mapping[int, Outcome] = {
    501: Outcome.INVALID_RECIPIENT,
    550: Outcome.INVALID_RECIPIENT,
    551: Outcome.INVALID_RECIPIENT,
    552: Outcome.TRANSIENT,  # RFC 5321 4.5.3.1.10: treat as 452
    553: Outcome.INVALID_RECIPIENT,
}
# Words of a refusal that is about us or the mail, whatever the code.
_POLICY = re.compile(
    r"\b(spam\w*|policy|policies|blacklist\w*|blocklist\w*|block list|black list|blocked using|reputation|dmarc|spf|dkim|rbl"
    r"|dnsbl|virus|malware|content|relay\w*|authenticat\w+)\b",
    re.IGNORECASE,
)


def basic_meaning(code: int, words: str) -> Outcome:
    """What a refusal without an enhanced code says; one that is about us or the mail says nothing
    of the address."""
    return (
        Outcome.CONTENT_REJECTED
        if _POLICY.search(words)
        else BASIC.get(code, Outcome.CONTENT_REJECTED)
    )


def says_nothing(code: str) -> bool:
    """Whether an enhanced code has no subject, such as 5.0.0."""
    return code[1:3] == ".0"
