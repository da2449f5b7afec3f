"""Links: the address that opens a resident's own page for a while."""

from datetime import datetime

from delivery.contacts import (
    Purpose,
    read_ticket,
    ticket_url,
)
from runtime import Keys


def manage_url(base: str, keys: Keys, contact_id: int, expires_at: datetime) -> str:
    """The link to everything that is a resident's own; whoever holds the contact may have it."""
    return ticket_url(base, keys, Purpose.MANAGE, contact_id, expires_at)


def read_manage_link(token: str, keys: Keys, *, now: datetime) -> int:
    """The contact whose owner a manage link lets in; raises ForgedLink or ExpiredLink."""
    return read_ticket(token, keys, Purpose.MANAGE, now=now)
