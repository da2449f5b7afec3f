"""What a relay's answers mean: for one person, or for the whole channel (RFC 5321, RFC 3463)."""

from collections.abc import Mapping

from aiosmtplib import SMTPResponseException

from channels.contract import Outcome
from channels.enhanced import ENHANCED, meaning
from channels.failures import ChannelFailure, Misconfigured, Throttled, Unauthorised, Unavailable

# Without an enhanced code the basic one decides (RFC 5321 4.2.3), and what it means depends on the phase.
BARE: Mapping[tuple[str, int], Outcome] = {
    ("rcpt", 501): Outcome.INVALID_RECIPIENT,
    ("rcpt", 503): Outcome.MISCONFIGURED,
    ("data", 503): Outcome.MISCONFIGURED,
    ("rcpt", 550): Outcome.INVALID_RECIPIENT,
    ("rcpt", 551): Outcome.INVALID_RECIPIENT,
    ("rcpt", 552): Outcome.TRANSIENT,  # RFC 5321 4.5.3.1.10: treat as 452
    ("rcpt", 553): Outcome.INVALID_RECIPIENT,
}
# What a relay that refuses us, and not the person, means: at MAIL, and anywhere for want of a login.
LOGIN_CODES = frozenset({530, 534, 535, 538})


def outcome_of(phase: str, code: int, text: str) -> Outcome:
    """What a refusal at RCPT or DATA says about the person: 4xx is passing, 5xx is read by its enhanced code."""
    if code < 500:
        return Outcome.TRANSIENT
    enhanced = ENHANCED.match(text)
    if enhanced is None or enhanced[1] != "5":
        return BARE.get((phase, code), Outcome.CONTENT_REJECTED)
    return meaning(enhanced[0])


def channel_failure(code: int, text: str) -> ChannelFailure:
    """What a refusal at MAIL says about the channel: 4.7.x asks us to slow down, 5xx does not take our sender."""
    shown = shown_code(code, text)
    if code in LOGIN_CODES:
        return Unauthorised(shown)
    if code >= 500:
        return Misconfigured(shown)
    return Throttled(shown) if shown.startswith("4.7") else Unavailable(shown)


def shown_code(code: int, text: str) -> str:
    enhanced = ENHANCED.match(text)
    return enhanced[0] if enhanced else str(code)


def lost_code(error: Exception) -> str:
    return "malformed" if isinstance(error, SMTPResponseException) else type(error).__name__
