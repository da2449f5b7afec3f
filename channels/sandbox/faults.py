"""Faults: every way in which the sandbox can be told to fail, by its kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where in the conversation a fault strikes."""

    REQUEST = "request"
    CONNECT = "connect"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    CONTENT = "content"  # after DATA, before the final dot
    DATA = "data"  # the answer to the final dot, the mail not kept
    ANSWER = "answer"  # the same, the mail kept


# What happens in place of an answer.
RESET, HANG, MALFORMED, LATE, SLOW, REVOKED, DOWN = (
    "reset",
    "hang",
    "malformed",
    "late",
    "slow",
    "revoked",
    "down",
)
FOR_EVER = 3600  # seconds
# Nobody has said to whom yet.
NAMELESS = frozenset({Stage.CONNECT, Stage.AUTH, Stage.MAIL})


@dataclass(frozen=True, slots=True)
class InjectedFault:
    """One way to fail: where, with which status or reply, and whether the message is kept all the
    same.

    `seconds` is how long it takes: the wait of `late`, the pause between two bytes of `slow`, the
    Retry-After of a 429."""

    stage: Stage
    code: int = 0
    reply: str = ""
    keeps: bool = False
    seconds: float = 0


NO_FAULT = InjectedFault(Stage.REQUEST, keeps=True)

SMS_FAULTS: Mapping[str, InjectedFault] = {
    "429": InjectedFault(Stage.REQUEST, 20429, seconds=1),
    "500_before": InjectedFault(Stage.REQUEST, 500),
    "500_after": InjectedFault(Stage.REQUEST, 500, keeps=True),
    "refuse": InjectedFault(Stage.REQUEST, reply=RESET),
    "reset_after": InjectedFault(Stage.REQUEST, reply=RESET, keeps=True),
    "hang": InjectedFault(Stage.REQUEST, reply=HANG),
    "hang_after": InjectedFault(Stage.REQUEST, reply=HANG, keeps=True),
    "latency": InjectedFault(Stage.REQUEST, reply=LATE, keeps=True, seconds=5),
    "slow_loris": InjectedFault(Stage.REQUEST, reply=SLOW, keeps=True, seconds=1),
    "malformed": InjectedFault(Stage.REQUEST, reply=MALFORMED, keeps=True),
    "revoked": InjectedFault(Stage.REQUEST, 20003, reply=REVOKED),
    "down": InjectedFault(Stage.REQUEST, reply=DOWN),
}
EMAIL_FAULTS: Mapping[str, InjectedFault] = {
    "down": InjectedFault(Stage.CONNECT, reply=DOWN),
    "refuse": InjectedFault(Stage.CONNECT, reply=RESET),
    "421_connect": InjectedFault(Stage.CONNECT, reply="421 4.3.2 Service is not available"),
    "535": InjectedFault(Stage.AUTH, reply="535 5.7.8 Authentication credentials invalid"),
    "421_mail": InjectedFault(Stage.MAIL, reply="421 4.3.2 Service is shutting down"),
    "450_rcpt": InjectedFault(Stage.RCPT, reply="450 4.2.0 Greylisted, try again later"),
    "451_rcpt": InjectedFault(Stage.RCPT, reply="451 4.3.0 Local error, try again later"),
    "452_rcpt": InjectedFault(Stage.RCPT, reply="452 4.5.3 Too many recipients"),
    "550_rcpt": InjectedFault(Stage.RCPT, reply="550 5.1.1 No such mailbox"),
    "552_rcpt": InjectedFault(Stage.RCPT, reply="552 5.2.2 Mailbox is full"),
    "554_rcpt": InjectedFault(Stage.RCPT, reply="554 5.7.1 Relay access denied"),
    "reset_in_data": InjectedFault(Stage.CONTENT, reply=RESET),
    "hang_in_data": InjectedFault(Stage.CONTENT, reply=HANG),
    "450_data": InjectedFault(Stage.DATA, reply="450 4.7.1 Try again later"),
    "452_data": InjectedFault(Stage.DATA, reply="452 4.3.1 Out of storage"),
    "554_data": InjectedFault(Stage.DATA, reply="554 5.7.1 Looks like spam"),
    "reset_after_data": InjectedFault(Stage.ANSWER, reply=RESET, keeps=True),
    "hang_after_data": InjectedFault(Stage.ANSWER, reply=HANG, keeps=True),
    "latency": InjectedFault(Stage.ANSWER, reply=LATE, keeps=True, seconds=5),
}
