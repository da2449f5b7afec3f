"""staff: who may act. Owns members, their roles and tokens, and the journal of every act.

people    who works for the office: `add_member`, `change_role`, `dismiss_member`, `all_members`; one administrator always stays
roles     what each role may do: `rights_of`
standing  what somebody may do now: `rights_now`; to whom they owe it and until when: `makers_of`, `owed_until`; `count_approvers`, `count_recent_approvers`
tokens    what a member shows at a door, and how it becomes an actor
second_factor  a code of an app besides the token, where policy asks for one
journal   `record`: one act, chained to the one before it, in the caller's transaction; the journal read again, proved, and copied elsewhere
"""

from staff.journal.recording import Facts, record
from staff.people import (
    MemberView,
    UnfitName,
    add_member,
    all_members,
    change_role,
    dismiss_member,
    find_member,
    fit_name,
    names_of,
)
from staff.roles import Role, rights_of
from staff.standing import (
    count_approvers,
    count_recent_approvers,
    makers_of,
    owed_until,
    rights_now,
)

__all__ = [
    "Facts",
    "MemberView",
    "Role",
    "UnfitName",
    "add_member",
    "all_members",
    "change_role",
    "count_approvers",
    "count_recent_approvers",
    "dismiss_member",
    "find_member",
    "fit_name",
    "makers_of",
    "names_of",
    "owed_until",
    "record",
    "rights_now",
    "rights_of",
]
