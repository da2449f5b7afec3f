"""Enhanced codes (RFC 3463): the subject and detail of a refusal say what its basic code does not."""

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
    "5.1": Outcome.MISCONFIGURED,  # bad sequence of commands
    "5": Outcome.CONTENT_REJECTED,
    "6": Outcome.CONTENT_REJECTED,
    "7": Outcome.CONTENT_REJECTED,  # policy: says nothing about the address, so never a reason to give it up
}
ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})\b")


def meaning(code: str) -> Outcome:
    """What an enhanced code such as 5.1.1 says; what says nothing, such as 5.0.0, counts as a refusal of the content."""
    found = ENHANCED.match(code)
    if found is None:
        return Outcome.CONTENT_REJECTED
    kind, subject, detail = found.groups()
    if kind != "5":
        return Outcome.TRANSIENT
    return PERMANENT.get(f"{subject}.{detail}") or PERMANENT.get(subject, Outcome.CONTENT_REJECTED)
