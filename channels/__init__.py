"""channels: how it is carried. One file or folder an adapter; each can be deleted without touching another.

contract      what adapters and their callers share: Medium, Message, Receipt, Outcome, the Channel protocol; events: what a provider tells afterwards
failures      what a whole channel raises: Throttled, Unavailable, Misconfigured, Unauthorised
registry      the adapters found by their entry point in `tocsin.channels`, the settings they are given, and one of them opened so that its faults stay its own
outbox        the embedded default: files a person can open; twilio: SMS (settings, codes, receipts); smtp: e-mail (settings, answers, relay_connections, relay_protocol)
bounces       what a mail server says of a mail afterwards
explanations  the codes of providers in words: enhanced, twilio_explanations
mail          one RFC 5322 message a wording, whose personal slots are patched; headers: what may stand in one; pictures: those of its HTML
wire          HTTP that knows whether a request can have arrived; told_times: dates in answers; hosts: whether one is this machine
sandbox       Twilio's Messages API and an SMTP server on loopback, with a page of what arrived
testing       Memory and ChannelContract, the tests that every adapter must pass
"""

from channels.contract import (
    UNSUBSCRIBE_SLOT,
    Channel,
    ChannelSettings,
    Finding,
    Letters,
    Medium,
    Message,
    Outcome,
    PartLimits,
    Receipt,
    Trial,
    Variant,
    Wording,
)
from channels.events import Callback, Event, Fate
from channels.failures import (
    ChannelFailure,
    ForgedCallback,
    Misconfigured,
    Throttled,
    Unauthorised,
    Unavailable,
    UnreadableCallback,
)
from channels.headers import UnsafeHeader

__all__ = [
    "Callback",
    "Channel",
    "ChannelFailure",
    "ChannelSettings",
    "Event",
    "Fate",
    "Finding",
    "ForgedCallback",
    "Letters",
    "Medium",
    "Message",
    "Misconfigured",
    "Outcome",
    "PartLimits",
    "Receipt",
    "Throttled",
    "Trial",
    "UNSUBSCRIBE_SLOT",
    "Unauthorised",
    "Unavailable",
    "UnreadableCallback",
    "UnsafeHeader",
    "Variant",
    "Wording",
]
