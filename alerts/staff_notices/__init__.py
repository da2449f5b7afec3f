"""staff_notices: what `[staff_notice]` is told.

notices        an alert waits, was sent by one person, or was corrected
staff_changes  who was made a member, got a role or a token, or left
"""

from alerts.staff_notices.notices import format_notice
from alerts.staff_notices.staff_changes import StaffAct, StaffChange, announce_staff_change

__all__ = [
    "StaffAct",
    "StaffChange",
    "announce_staff_change",
    "format_notice",
]
