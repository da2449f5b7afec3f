"""contacts: the only place where an address is stored, sealed and found by its digest.

addresses  addresses and the contacts behind them; blocks: why nothing is sent to one
letters    one message to one contact, such as a code, in words that are forgotten again
"""

from delivery.contacts.addresses import (
    Address,
    addresses_of,
    check_key,
    find_contacts,
    joined_contact,
    keep_contacts,
)
from delivery.contacts.blocks import Blocked, blocked_among, blocked_by, lift_blocks
from delivery.contacts.letters import (
    erase_contacts,
    forget_contacts,
    forget_old_codes,
    list_letters,
    post_letter,
    revive_contacts,
    take_back_codes,
)
from delivery.links import Departure, read_departure, unsubscribe_url
from delivery.tables import Contact
from delivery.tickets import ExpiredLink, Purpose, read_ticket, ticket_url

__all__ = [
    "Address",
    "Blocked",
    "Contact",
    "Departure",
    "ExpiredLink",
    "Purpose",
    "addresses_of",
    "blocked_among",
    "blocked_by",
    "check_key",
    "erase_contacts",
    "find_contacts",
    "forget_contacts",
    "forget_old_codes",
    "joined_contact",
    "keep_contacts",
    "lift_blocks",
    "list_letters",
    "post_letter",
    "read_departure",
    "read_ticket",
    "revive_contacts",
    "take_back_codes",
    "ticket_url",
    "unsubscribe_url",
]
