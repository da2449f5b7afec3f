"""What Twilio's codes mean (https://www.twilio.com/docs/api/errors), told at once or afterwards."""

from collections.abc import Mapping

from channels.contract import Fate, Outcome
from channels.failures import ChannelFailure, Misconfigured, Throttled, Unauthorised, Unavailable

# They concern one person ...
RECIPIENT: Mapping[int, Outcome] = {
    21211: Outcome.INVALID_RECIPIENT,
    21217: Outcome.INVALID_RECIPIENT,
    21604: Outcome.INVALID_RECIPIENT,
    21610: Outcome.OPTED_OUT,
    21614: Outcome.INVALID_RECIPIENT,
    21635: Outcome.INVALID_RECIPIENT,
    21602: Outcome.CONTENT_REJECTED,
    21617: Outcome.CONTENT_REJECTED,
}
# ... one person until five come in a row, then the whole channel; so does every 4xx that nobody has described ...
PERHAPS_RECIPIENT: Mapping[int, Outcome] = {
    21408: Outcome.INVALID_RECIPIENT,
    21612: Outcome.INVALID_RECIPIENT,
}
# ... and the whole channel at once. The HTTP status stands in when there is no code of Twilio's.
CHANNEL: Mapping[int, type[ChannelFailure]] = {
    429: Throttled, 20429: Throttled, 14107: Throttled, 21611: Throttled, 63017: Throttled,
    401: Unauthorised, 403: Unauthorised, 20003: Unauthorised, 20008: Unauthorised,
    301: Misconfigured, 302: Misconfigured, 307: Misconfigured, 308: Misconfigured, 404: Misconfigured, 20404: Misconfigured, 407: Unavailable, 408: Unavailable,
    20005: Misconfigured, 30002: Misconfigured, 30037: Misconfigured, 10001: Misconfigured, 20006: Misconfigured,
    21212: Misconfigured, 21603: Misconfigured, 21606: Misconfigured, 21609: Misconfigured, 21618: Misconfigured,
    21659: Misconfigured, 21660: Misconfigured, 21701: Misconfigured, 21703: Misconfigured, 21705: Misconfigured,
}  # fmt: skip
# Of a message that was accepted: behind a Messaging Service what is refused at once elsewhere comes afterwards too.
AFTERWARDS: Mapping[int, Outcome] = {
    **RECIPIENT,
    **PERHAPS_RECIPIENT,
    **{code: failure.outcome for code, failure in CHANNEL.items()},
    30001: Outcome.THROTTLED,
    30003: Outcome.TRANSIENT,  # switched off, or no signal
    30004: Outcome.INVALID_RECIPIENT,
    30005: Outcome.INVALID_RECIPIENT,
    30006: Outcome.INVALID_RECIPIENT,
    30007: Outcome.CONTENT_REJECTED,
    30008: Outcome.TRANSIENT,
}
TOO_LATE = 30036  # the validity period ended first
# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
STATUS: Mapping[str, Fate] = {
    "accepted": Fate.ACCEPTED,
    "scheduled": Fate.ACCEPTED,
    "queued": Fate.ACCEPTED,
    "sending": Fate.ACCEPTED,
    "sent": Fate.ACCEPTED,
    "delivered": Fate.DELIVERED,
    "read": Fate.DELIVERED,
    "undelivered": Fate.UNDELIVERED,
    "failed": Fate.UNDELIVERED,
}


def cause_afterwards(code: str) -> Outcome:
    """Why an accepted message was not delivered; a code that nobody has described passes, so that it is tried once more."""
    number = int(code) if code.isascii() and code.isdigit() else 0
    return AFTERWARDS.get(number, Outcome.TRANSIENT)
