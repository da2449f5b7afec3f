"""What a relay's answers mean: for one person, or for the whole channel (RFC 5321, RFC 3463)."""

from aiosmtplib import SMTPResponseException

from channels.contract import Outcome
from channels.enhanced import ENHANCED, basic_meaning, meaning, says_nothing
from channels.failures import ChannelFailure, Misconfigured, Throttled, Unauthorised, Unavailable

# What a relay that refuses us, and not the person, means: at MAIL, and anywhere for want of a
# login.
LOGIN_CODES = frozenset({530, 534, 535, 538})


def outcome_of(phase: str, code: int, text: str) -> Outcome:
    """What a refusal at RCPT or DATA says about the person: 4xx is passing, 5xx is read by its
    enhanced code.

    Without one, or where it says nothing, the basic code decides: at RCPT it is about the address,
    later about the mail."""
    if code < 500:
        return Outcome.TRANSIENT
    enhanced = ENHANCED.match(text)
    if enhanced is not None and enhanced[1] == "5" and not says_nothing(enhanced[0]):
        return meaning(enhanced[0])
    if code == 503:
        return Outcome.MISCONFIGURED  # bad sequence of commands
    return basic_meaning(code, text) if phase == "rcpt" else Outcome.CONTENT_REJECTED


def is_hanging_up(code: int, text: str) -> bool:
    """Whether the relay closes the connection, or has lost it (4.4.2), so that nothing more is to
    be said on it."""
    return code == 421 or shown_code(code, text) == "4.4.2"


def channel_failure(code: int, text: str) -> ChannelFailure:
    """What a refusal at MAIL says about the channel: 4.7.x asks us to slow down, 5xx does not take
    our sender."""
    shown = shown_code(code, text)
    if code in LOGIN_CODES:
        return Unauthorised(shown)
    if code >= 500:
        return Misconfigured(shown)
    return Throttled(shown) if shown.startswith("4.7") else Unavailable(shown)


def shown_code(code: int, text: str) -> str:
    """The code by which a refusal is known: the enhanced one, unless it says nothing."""
    enhanced = ENHANCED.match(text)
    return enhanced[0] if enhanced and not says_nothing(enhanced[0]) else str(code)


def lost_code(error: Exception) -> str:
    return "malformed" if isinstance(error, SMTPResponseException) else type(error).__name__
