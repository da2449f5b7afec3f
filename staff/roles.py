"""What each role may do; every role may all that the one before it may."""

from enum import StrEnum

from runtime import Right


class Role(StrEnum):
    """What a member is to the office; each may do all that the one before it may."""

    VIEWER = "viewer"
    AUTHOR = "author"
    APPROVER = "approver"
    ADMIN = "admin"


_VIEWER = frozenset({Right.READ_ALERTS})
_AUTHOR = _VIEWER | {
    Right.DRAFT_ALERTS,
    Right.SEND_ALERTS,
    Right.READ_RESIDENTS,
    Right.CHANGE_RESIDENTS,
    Right.CHANGE_SCHEDULES,
}
_RIGHTS = {
    Role.VIEWER: _VIEWER,
    Role.AUTHOR: _AUTHOR,
    Role.APPROVER: _AUTHOR | {Right.APPROVE_ALERTS, Right.READ_JOURNAL},
    Role.ADMIN: frozenset(Right),
}


def rights_of(role: Role) -> frozenset[Right]:
    """All that a role may do."""
    return _RIGHTS[role]
