"""One key: what it seals opens in its own row alone, and everything else that needs a key is
derived from it."""

import hmac
import os
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from runtime.problems import Exit, Problem
from runtime.sentences import said

NONCE_BYTES = 12
KEY_BYTES = 32
NAME_BYTES = 4
BOUND = 0  # the first byte of a value that opens in its own row alone; no key has this number
HIGHEST = 255  # the number of a key is a byte


class WrongKey(Problem):
    """The addresses in it were sealed with another key. Nothing was changed. Put its own key file
    back from where you keep it."""

    exit = Exit.UNREACHABLE


class MovedValue(WrongKey):
    """It was damaged, or put there from another row or column: it opens where it was sealed and
    nowhere else. Nobody is told anything by it. Enter it anew, or go back to a backup; and find out
    who can write into the database."""


@dataclass(frozen=True, slots=True)
class SealedPlace:
    """Where a sealed value stands: `table.column`, and what names its row."""

    column: str
    row: int | bytes

    def bound_to(self, head: bytes) -> bytes:
        """What is authenticated with the value: its own head, the column and the row."""
        row = str(self.row).encode() if isinstance(self.row, int) else self.row
        return head + self.column.encode() + b"\0" + row


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an installation: its `number` is stored with everything that it seals and signs.

    Values of versions before open in any row; a `bound` key never made one, and opens none. Where
    `links` is false, the links that it signed open nothing."""

    number: int
    master: bytes = field(repr=False)
    bound: bool = True
    links: bool = True
    cipher: AESGCM = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.master) != KEY_BYTES or not 0 < self.number <= HIGHEST:
            raise ValueError
        object.__setattr__(self, "cipher", AESGCM(self.derive(b"seal")))

    @classmethod
    def drawn(cls, number: int) -> "Key":
        """A new key."""
        return cls(number, os.urandom(KEY_BYTES))

    @property
    def name(self) -> str:
        """By what it can be told from another key with its number, and nothing be learned of it."""
        return f"{self.number}:{self.fingerprint.hex()}"

    @property
    def fingerprint(self) -> bytes:
        """What tells two keys with one number apart; nothing of the key can be learned of it."""
        return self.derive(b"name")[:NAME_BYTES]

    def derive(self, purpose: bytes) -> bytes:
        """The key for one purpose."""
        return hmac.digest(self.master, b"tocsin " + purpose, sha256().name)

    def seal(self, content: bytes, place: SealedPlace) -> bytes:
        """Encrypt for one place: 0 and the key number (2 bytes), nonce (12 bytes), ciphertext with
        its tag."""
        head, nonce = bytes((BOUND, self.number)), os.urandom(NONCE_BYTES)
        return head + nonce + self.cipher.encrypt(nonce, content, place.bound_to(head))

    def open(self, sealed: bytes, place: SealedPlace) -> bytes:
        """Decrypt what this key sealed for this place; raises MovedValue."""
        head = head_of(sealed)
        if len(head) == 1 and self.bound:
            raise moved(place)
        start = len(head) + NONCE_BYTES
        bound = place.bound_to(head) if len(head) > 1 else None
        try:
            return self.cipher.decrypt(sealed[len(head) : start], sealed[start:], bound)
        except (InvalidTag, ValueError):  # too short to be anything we sealed
            raise moved(place) from None

    def sign_entry(self, digest: str) -> str:
        """The signature of a journal entry with that hash: the number of the key, a colon, and
        HMAC-SHA-256 in hexadecimal digits."""
        signed = hmac.digest(self.derive(b"journal"), digest.encode(), "sha256")
        return f"{self.number}:{signed.hex()}"


def head_of(sealed: bytes) -> bytes:
    """The first bytes of a sealed value: its last one is the number of the key."""
    return sealed[:2] if sealed[:1] == bytes((BOUND,)) else sealed[:1]


def moved(place: SealedPlace) -> MovedValue:
    """What is said of a value that does not open where it stands."""
    return MovedValue(said("A sealed value in {column} does not open.", column=place.column))
