"""Tickets: links that open one door for a while. Signed, never stored, good for one purpose, gone
with their hour."""

import base64
from datetime import UTC, datetime
from enum import StrEnum

from delivery.links import ForgedLink
from runtime import Keys, Problem

ID_BYTES, TIME_BYTES = 4, 4
HEAD_BYTES = ID_BYTES + TIME_BYTES + 1  # whose, until when, key number
TICKET_LENGTH = 26


class ExpiredLink(Problem):
    """This link is too old. Ask for a new one on the page it leads to."""

    status = 410


class Purpose(StrEnum):
    """What a ticket is good for; the word stands in its address, and no ticket opens another's
    door."""

    CONFIRM = "confirm"
    DISOWN = "not-me"
    MANAGE = "m"
    END = "end"  # emergencies too


def ticket_url(base: str, keys: Keys, purpose: Purpose, number: int, expires_at: datetime) -> str:
    """The https link to `<base>/<purpose>/` and 26 characters; `number` is what the purpose
    concerns, e.g. a contact.

    The token is base64url of the number (4 bytes), the second it ends (4), the key number (1) and
    an 80-bit HMAC over them."""
    until, key = int(expires_at.timestamp()), keys.number
    head = number.to_bytes(ID_BYTES, "big") + until.to_bytes(TIME_BYTES, "big") + bytes((key,))
    signature = keys.sign_link(key, _signed(purpose, head))
    token = base64.urlsafe_b64encode(head + signature).decode().rstrip("=")
    return f"{base.rstrip('/')}/{purpose}/{token}"


def read_ticket(token: str, keys: Keys, purpose: Purpose, *, now: datetime) -> int:
    """What a ticket of that purpose concerns; raises ForgedLink or ExpiredLink."""
    try:
        raw = base64.urlsafe_b64decode(token + "==")
    except ValueError:
        raise ForgedLink from None
    head, signature = raw[:HEAD_BYTES], raw[HEAD_BYTES:]
    if len(token) != TICKET_LENGTH or not keys.is_link(head[-1], _signed(purpose, head), signature):
        raise ForgedLink
    if datetime.fromtimestamp(int.from_bytes(head[ID_BYTES:-1], "big"), UTC) <= now:
        raise ExpiredLink
    return int.from_bytes(head[:ID_BYTES], "big")


def _signed(purpose: Purpose, head: bytes) -> bytes:
    return purpose.encode() + b" ticket" + head
