"""The words of an alert: where it stands, what kind of message it is, whom it goes to, how it is
corrected."""

from enum import StrEnum


class AlertState(StrEnum):
    """Where an alert stands (docs/json.md)."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REJECTED = "rejected"


class AlertStatus(StrEnum):
    """Whether it is meant: CAP 1.2 `status`, fixed when the alert is created."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"


class MsgType(StrEnum):
    """What kind of message it is: CAP 1.2 `msgType`, fixed when the alert is created."""

    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class Reach(StrEnum):
    """How many of a resident's contacts an alert goes to."""

    ALL = "all"
    FIRST = "first"


class CorrectionKind(StrEnum):
    """How an alert is corrected."""

    # All but an update have a template or a command of that name.

    UPDATE = "update"
    ALL_CLEAR = "all_clear"
    CANCEL = "cancel"  # by the correction that its own template names
    FALSE_ALARM = "false_alarm"
