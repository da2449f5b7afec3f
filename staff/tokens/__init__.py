"""tokens: what a member shows at a door.

issuing         made and revoked: `create_token`, `revoke_token`, `all_tokens`
failures        those that open nothing, counted by network: `count_failures`, `recent_failures`
authentication  a token becomes an actor: `find_actor`, or `authenticate_token` and `note_token_use` where the last use is written down
"""

from staff.tokens.authentication import (
    Authenticated,
    UnknownToken,
    authenticate_token,
    find_actor,
    note_token_use,
)
from staff.tokens.failures import count_failures, recent_failures
from staff.tokens.issuing import (
    NewToken,
    TokenView,
    administered_until,
    all_tokens,
    create_token,
    read_networks,
    read_scopes,
    revoke_token,
)

__all__ = [
    "Authenticated",
    "NewToken",
    "TokenView",
    "UnknownToken",
    "administered_until",
    "all_tokens",
    "authenticate_token",
    "count_failures",
    "create_token",
    "find_actor",
    "note_token_use",
    "read_networks",
    "read_scopes",
    "recent_failures",
    "revoke_token",
]
