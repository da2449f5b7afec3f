"""What Twilio's codes mean (https://www.twilio.com/docs/api/errors), told at once or afterwards,
and its statuses."""

from collections.abc import Mapping

from channels.contract import Outcome
from channels.events import Fate
from channels.failures import ChannelFailure, Misconfigured, Throttled, Unauthorised, Unavailable

# Every code of Twilio's dictionary that a message of ours can meet, by what it says of the message.
_MEANT: Mapping[Outcome, tuple[int, ...]] = {
    Outcome.INVALID_RECIPIENT: (
        21211,
        21217,
        21265,
        21266,
        21408,
        21604,
        21612,
        21614,
        21635,
        30004,
        30005,
        30006,
    ),
    Outcome.OPTED_OUT: (21610,),
    Outcome.CONTENT_REJECTED: (
        21602,
        21605,
        21608,
        21617,
        21619,
        21658,
        30007,
        30019,
        30038,
        30039,
        30044,
        30110,
        30111,
        30400,
        572005,
    ),
    Outcome.MISCONFIGURED: (
        10001,
        10002,
        20005,
        20006,
        20404,
        21212,
        21401,
        21601,
        21603,
        21606,
        21607,
        21609,
        21616,
        21618,
        21657,
        21659,
        21660,
        21661,
        21701,
        21703,
        21704,
        21705,
        21709,
        21711,
        21712,
        23002,
        23004,
        23005,
        30002,
        30010,
        30018,
        30024,
        30029,
        30030,
        30032,
        30033,
        30034,
        30035,
        30037,
        30040,
        30041,
        30042,
        30043,
        572002,
    ),
    Outcome.UNAUTHORISED: (20003, 20008),
    Outcome.THROTTLED: (
        14107,
        20429,
        21611,
        30001,
        30017,
        30022,
        30023,
        30027,
        30450,
        30453,
        30454,
        63017,
        63038,
    ),
    Outcome.TRANSIENT: (
        20500,
        20503,
        20504,
        21730,
        30003,
        30008,
        30020,
        30021,
        30046,
        30410,
        30485,
        30500,
    ),
}
MEANS: Mapping[int, Outcome] = {
    code: outcome for outcome, codes in _MEANT.items() for code in codes
}
# Refused at once, these concern one person until five come in a row, then the whole channel; so
# does every 4xx that nobody has described.
PERHAPS_RECIPIENT = frozenset({21408, 21608, 21612, 572005})
_WHOLE: Mapping[Outcome, type[ChannelFailure]] = {
    Outcome.MISCONFIGURED: Misconfigured,
    Outcome.UNAUTHORISED: Unauthorised,
    Outcome.THROTTLED: Throttled,
}
# Refused at once, these concern the whole channel; the HTTP status stands in when there is no code
# of Twilio's.
CHANNEL: Mapping[int, type[ChannelFailure]] = {
    **{code: _WHOLE[outcome] for code, outcome in MEANS.items() if outcome in _WHOLE},
    20500: Unavailable,
    20503: Unavailable,
    20504: Unavailable,
    21730: Unavailable,
    429: Throttled,
    401: Unauthorised,
    403: Unauthorised,
    407: Unavailable,
    408: Unavailable,
    301: Misconfigured,
    302: Misconfigured,
    307: Misconfigured,
    308: Misconfigured,
    404: Misconfigured,
}
TOO_LATE = 30036  # the validity period ended first
CANCELLED = "canceled"
# The published enum: message_enum_status of https://github.com/twilio/twilio-oai,
# spec/json/twilio_api_v2010.json.
STATUS: Mapping[str, Fate] = {
    "accepted": Fate.ACCEPTED,
    "scheduled": Fate.ACCEPTED,
    "queued": Fate.ACCEPTED,
    "sending": Fate.ACCEPTED,
    "sent": Fate.ACCEPTED,
    # Twilio's words for what comes in; of a message of ours they prove no more than that Twilio has
    # it.
    "receiving": Fate.ACCEPTED,
    "received": Fate.ACCEPTED,
    "delivered": Fate.DELIVERED,
    "read": Fate.DELIVERED,
    "undelivered": Fate.UNDELIVERED,
    "failed": Fate.UNDELIVERED,
    # A warning of which a part is missing is not shown by most handsets.
    "partially_delivered": Fate.UNDELIVERED,
    CANCELLED: Fate.UNDELIVERED,
}


def cause_afterwards(code: str) -> Outcome:
    """Why an accepted message was not delivered; a code that nobody has described passes, so that
    it is tried once more."""
    if code == CANCELLED:
        return (
            Outcome.CONTENT_REJECTED
        )  # somebody at the provider's console stopped it: it is not sent again
    number = int(code) if code.isascii() and code.isdigit() else 0
    return MEANS.get(number, Outcome.TRANSIENT)
