"""fallback: by another medium, once more, and whom other words follow.

standbys   which deliveries have failed, and those that take their place by another medium
followups  words that go to everyone whom others reached or may have; reached: how many these are
resending  what staff send again
"""

from delivery.fallback.followups import (
    EligibleContacts,
    FollowupScope,
    add_followups,
    contacts_released,
    contacts_under_way,
    dispatches_heard_last,
    followers_of,
    recipients_of,
    recipients_with_followers,
)
from delivery.fallback.reached import FollowupCount, count_followups, has_open_messages
from delivery.fallback.resending import ResendKind, count_resendable, resend_messages
from delivery.fallback.standbys import (
    FallbackTimeout,
    Standbys,
    TriedDeliveries,
    add_standbys,
    cancel_superseded,
    select_tried,
    without_media_down,
)

__all__ = [
    "EligibleContacts",
    "FallbackTimeout",
    "FollowupCount",
    "FollowupScope",
    "ResendKind",
    "Standbys",
    "TriedDeliveries",
    "add_followups",
    "add_standbys",
    "cancel_superseded",
    "contacts_released",
    "contacts_under_way",
    "count_followups",
    "count_resendable",
    "dispatches_heard_last",
    "followers_of",
    "has_open_messages",
    "recipients_of",
    "recipients_with_followers",
    "resend_messages",
    "select_tried",
    "without_media_down",
]
