"""Failures of a whole channel, raised for a message that was not accepted.

ChannelFailure
 |- Throttled        slow down; `retry_after` seconds if the provider said so
 |- Unavailable      cannot be reached, or answers that it cannot work now
 '- Misconfigured    our settings are wrong: nobody can be reached until somebody changes them
     |- Unauthorised     the provider does not accept our credentials
     '- Suspected        several people in a row are refused for what is hardly their fault
"""

from typing import ClassVar

from channels.contract import Outcome
from runtime import Problem

BUG = "bug."  # begins the code of an exception that is an adapter's own fault; its name follows
IN_A_ROW = 5  # people refused for what may be their own fault or ours, before it is called ours


class ChannelFailure(Exception):
    """The channel, not the person, is the cause; `code` is the provider's, never its text, which
    may hold an address."""

    outcome: ClassVar[Outcome] = Outcome.TRANSIENT

    def __init__(self, code: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = str(code)  # some providers number their reasons
        self.retry_after = retry_after


class Throttled(ChannelFailure):
    """The provider asks us to slow down."""

    outcome = Outcome.THROTTLED


class Unavailable(ChannelFailure):
    """The provider cannot be reached, or says that it cannot work now."""


class Misconfigured(ChannelFailure):
    """The provider refuses our settings."""

    outcome = Outcome.MISCONFIGURED


class Unauthorised(Misconfigured):
    """The provider refuses our credentials."""

    outcome = Outcome.UNAUTHORISED


class Suspected(Misconfigured):
    """Several people in a row are refused for what is hardly their fault; it may be, so only this
    lane stops."""


class ForgedCallback(Problem):
    """It does not bear the provider's signature. Check auth_token, shared_key and
    status_callback_base in the channel's section: the address must be the one the provider calls,
    to the letter."""

    status = 403


class UnreadableCallback(Problem):
    """It is signed, and says nothing that is understood here."""

    status = 400
