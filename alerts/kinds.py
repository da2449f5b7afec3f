"""Kinds: how an issued alert can be corrected; all but an update have a template or a command of
that name."""

from enum import StrEnum


class Kind(StrEnum):
    """How an alert is corrected."""

    UPDATE = "update"
    ALL_CLEAR = "all_clear"
    CANCEL = "cancel"  # by the correction that its own template names
    FALSE_ALARM = "false_alarm"
