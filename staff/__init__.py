"""staff: who may act. Owns members, their roles and tokens, and the journal of every act.

people    who works for the office: `add_member`, `change_role`, `dismiss`, `members`; one administrator always stays
roles     what each role may do: `rights_of`
badges    what a member shows at a door: `create_token`, `revoke_token`, `tokens`
standing  what somebody may do now: `rights_now`; to whom they owe it and until when: `makers_of`, `owed_until`; `count_approvers`, `count_recent_approvers`
entrance  a token becomes an actor: `resolve`, or `enter` and `note_use` where the last use is written down
journal   `record`: one act, chained to the one before it, in the caller's transaction
chain     the journal read again: `entries`, and the proof that it is whole: `verify`
mirror    a copy of the journal elsewhere, which keeps nobody waiting: `Mirror`; comparing: `compare`
"""

from staff.badges import (
    NewToken,
    TokenView,
    administered_until,
    create_token,
    read_scopes,
    revoke_token,
    tokens,
)
from staff.chain import BrokenJournal, Entry, Verified, entries, last_act, verify
from staff.comparing import compare
from staff.entrance import Arrival, UnknownToken, enter, note_use, resolve
from staff.journal import Facts, record
from staff.mirror import Mirror, mirrored
from staff.people import (
    MemberView,
    UnfitName,
    add_member,
    change_role,
    dismiss,
    find_member,
    fit_name,
    members,
    names_of,
)
from staff.roles import rights_of
from staff.standing import (
    count_approvers,
    count_recent_approvers,
    makers_of,
    owed_until,
    rights_now,
)
from staff.tables import Role

__all__ = [
    "Arrival", "BrokenJournal", "Entry", "Facts", "MemberView", "Mirror",
    "NewToken", "Role", "TokenView", "UnfitName",
    "UnknownToken", "Verified", "add_member", "administered_until", "change_role", "compare", "count_approvers", "count_recent_approvers", "create_token", "dismiss", "enter",
    "entries", "find_member", "fit_name", "last_act", "makers_of", "members", "mirrored", "names_of", "note_use", "owed_until", "read_scopes", "record", "resolve",
    "revoke_token", "rights_now", "rights_of", "tokens", "verify",
]  # fmt: skip
