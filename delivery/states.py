"""The words of delivery: states, lanes and policies, and how one follows another."""

from enum import StrEnum


class State(StrEnum):
    """Where one delivery stands (docs/states.md)."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REFUSED = "refused"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


OPEN = (State.QUEUED, State.SENDING, State.UNKNOWN)
REACHED = (State.ACCEPTED, State.DELIVERED)


class Lane(StrEnum):
    """Which queue a dispatch waits in; each lane has its own worker slots and connections."""

    EMERGENCY = "emergency"
    ROUTINE = "routine"
    CODES = "codes"


class Repeat(StrEnum):
    """What happens to a message of which nobody knows whether it went out."""

    RESEND = "resend"  # twice beats never
    HOLD = "hold"  # once, or a person decides


class BlockReason(StrEnum):
    """Why nothing is sent to a contact any more."""

    NONE = ""
    INVALID = "invalid"
    OPTED_OUT = "opted_out"
    BOUNCED = "bounced"
    ERASED = "erased"


class Reason(StrEnum):
    """Why Tocsin itself moved a delivery: its code, where no provider gave one;
    channels.explanations has the words."""

    BLOCKED = "blocked"  # its contact is blocked
    UNREADABLE = "unreadable"  # its address does not open: damaged, or another row's
    LEFT = "left"  # its contact is to be told nothing more
    OTHER_MEDIUM = "second road"  # its person is told by another medium
    WORKER_LOST = "worker lost"  # the worker that had claimed it is gone
    RESTORED = "restored"  # this home is a copy


class IgnoredReason(StrEnum):
    """Why a receipt is kept and counts for nothing."""

    NO = ""
    NAMELESS = "no token"
    FORGED = "token not ours"
    GONE = "delivery forgotten"
    OLDER = "older attempt"


def cause_of(outcome: str | None, code: str | None) -> str:
    """The cause of a state in one line: the outcome and the provider's code."""
    return " ".join(word for word in (outcome, code) if word)
