"""channels: how it is carried. One file or folder an adapter; each can be deleted without touching another.

contract   Medium, Message, Receipt, Outcome and the Channel protocol; events: what a provider tells afterwards
failures   what a whole channel raises: Throttled, Unavailable, Misconfigured, Unauthorised
registry   adapters found by their entry point in `tocsin.channels`; opening: one of them, contained (bounded, threads, checked, standard_output)
outbox     the embedded default: files a person can open; twilio: SMS (settings, codes, receipts); smtp: e-mail
bounces    what a mail server says of a mail afterwards: reports, bounce_words, bounce_guesses; enhanced, explanations: its codes
leaving    which channels cannot leave this machine; usable: which have settings that fit
mail       one RFC 5322 message a wording, whose personal slots are patched; headers: what may stand in one; pictures: those of its HTML
wire       HTTP that knows whether a request can have arrived; lines: connections to a relay that are reused; told_times: dates in answers
sandbox    Twilio's Messages API and an SMTP server on loopback, with a page of what arrived
testing    Memory and ChannelContract, the tests that every adapter must pass
"""

from channels.bounces import COMPLAINED, LARGEST_BOUNCE, Bounce, Complaint, Unread, read_bounce
from channels.checked import AdapterFault
from channels.contained import Contained
from channels.contract import (
    UNSUBSCRIBE_SLOT,
    Channel,
    ChannelSettings,
    Finding,
    Medium,
    Message,
    Outcome,
    PartLimits,
    Probes,
    Receipt,
    TellsTime,
    Trial,
    Variant,
    Wording,
    Writes,
)
from channels.events import Answers, Callback, Event, Fate, TakesCallbacks
from channels.explanations import (
    CODES,
    ENHANCED_MAIL,
    OUTCOMES,
    because,
    concerns_database,
    concerns_recipient,
    in_words,
    is_adapters_fault,
)
from channels.failures import (
    ChannelFailure,
    ForgedCallback,
    Misconfigured,
    Suspected,
    Throttled,
    Unauthorised,
    Unavailable,
    UnreadableCallback,
)
from channels.headers import Sender, UnsafeHeader
from channels.installed import Sections, adapter, adapters, package_of
from channels.leaving import Trials, trials
from channels.opening import open_contained
from channels.pictures import without_pictures
from channels.registry import (
    RouteWithoutSection,
    carriers,
    check_routes,
    in_order,
    open_channel,
    settings,
)
from channels.reports import Action
from channels.usable import can_be_asked, faults_of_others, usable_routes

__all__ = [
    "CODES", "COMPLAINED", "ENHANCED_MAIL", "LARGEST_BOUNCE", "OUTCOMES", "UNSUBSCRIBE_SLOT",
    "Action", "AdapterFault", "Answers", "Bounce", "Callback", "Channel", "ChannelFailure", "ChannelSettings", "Complaint", "Contained", "Event", "Fate", "Finding", "ForgedCallback",
    "Medium", "Message", "Misconfigured", "Outcome", "PartLimits", "Probes", "Receipt", "RouteWithoutSection", "Sections", "Sender", "Suspected", "TakesCallbacks", "TellsTime",
    "Throttled", "Trial", "Trials", "Unauthorised", "Unavailable", "Unread", "UnreadableCallback", "UnsafeHeader", "Variant", "Wording", "Writes",
    "adapter", "adapters", "because", "can_be_asked", "carriers", "check_routes", "concerns_database", "concerns_recipient", "faults_of_others", "in_order", "in_words", "is_adapters_fault", "open_channel", "open_contained", "package_of", "read_bounce", "settings", "trials", "usable_routes", "without_pictures",
]  # fmt: skip
