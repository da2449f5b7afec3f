"""Links and tokens that personal messages carry: signed, never stored, short enough not to be
broken by a mail header."""

import base64
from dataclasses import dataclass

from runtime import Keys, Problem

ID_BYTES = 4
HEAD_BYTES = ID_BYTES + 2  # contact id, topic, key number
TOKEN_BYTES = 6


class ForgedLink(Problem):
    """This link was not made here, or was cut short on its way. Ask for a new one."""

    status = 404


@dataclass(frozen=True, slots=True)
class Departure:
    """What an unsubscribe link means: this contact leaves this topic."""

    contact_id: int
    topic: int


def unsubscribe_url(base: str, keys: Keys, departure: Departure) -> str:
    """The https link by which a contact leaves a topic: `<base>/u/` and 22 characters (RFC 8058;
    docs/threat-model.md, 11).

    The token is base64url of contact id (4 bytes), topic (1), key number (1) and an 80-bit HMAC
    over them; with a host of up to 27 characters the URL stays within 60."""
    number = keys.number
    head = departure.contact_id.to_bytes(ID_BYTES, "big") + bytes((departure.topic, number))
    signature = keys.sign_link(number, b"unsubscribe" + head)
    return f"{base.rstrip('/')}/u/{base64.urlsafe_b64encode(head + signature).decode()[:22]}"


def read_departure(token: str, keys: Keys) -> Departure:
    """Who leaves what, from the 22 characters of a link; raises ForgedLink."""
    try:
        raw = base64.urlsafe_b64decode(token + "==")
    except ValueError:
        raise ForgedLink from None
    head, signature = raw[:HEAD_BYTES], raw[HEAD_BYTES:]
    if len(token) != 22 or not keys.is_link(head[-1], b"unsubscribe" + head, signature):
        raise ForgedLink
    return Departure(int.from_bytes(head[:ID_BYTES], "big"), head[ID_BYTES])


def delivery_token(dispatch_id: int, delivery_id: int, keys: Keys) -> str:
    """The name a delivery goes by outside: in Message-ID and StatusCallback, the same for every
    repetition.

    The dispatch counts too: SQLite may give the number of a delivery that was forgotten to a later
    one."""
    signature = keys.sign(b"delivery%d of %d" % (delivery_id, dispatch_id))
    return f"{delivery_id}-{signature[:TOKEN_BYTES].hex()}"
