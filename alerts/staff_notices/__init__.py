"""staff_notices: what `[staff_notice]` is told.

notices        an alert waits, was sent by one person, or was corrected
staff_changes  who was made a member, got a role or a token, or left
"""

from alerts.staff_notices.notices import note
from alerts.staff_notices.staff_changes import Change, StaffAct, announce

__all__ = [
    "Change",
    "StaffAct",
    "announce",
    "note",
]
