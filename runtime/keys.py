"""Keys: addresses and names at rest. AES-GCM hides them, each in its own row, a keyed digest finds
them; the key file lives outside the database."""

import base64
import hmac
import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from runtime.problems import Exit, Problem
from runtime.sentences import said

__all__ = ["KeyFileExists", "LostKey", "SealedPlace", "WrongKey", "create_keys", "read_keys"]


NONCE_BYTES = 12
KEY_BYTES = 32
SIGNATURE_BYTES = 10
BOUND = 0  # the first byte of a value that opens in its own row alone; no key has this number


class LostKey(Problem):
    """Without it no address can be read. Put the key file back from where you keep it, for no
    backup holds it, or name it in `key_file`; `tocsin doctor` checks it."""

    exit = Exit.UNREACHABLE


class WrongKey(Problem):
    """The addresses in it were sealed with another key. Nothing was changed. Put its own key file
    back from where you keep it."""

    exit = Exit.UNREACHABLE


class MovedValue(WrongKey):
    """It was damaged, or put there from another row or column: it opens where it was sealed and
    nowhere else. Nobody is told anything by it. Enter it anew, or go back to a backup; and find out
    who can write into the database."""


class KeyFileExists(Problem):
    """A key is never overwritten, since what it sealed could not be read again. Move the file away
    first if you are sure."""


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
class Keys:
    """The keys of one installation: `number` is stored with every value, so that keys can change.

    Values of versions before open in any row; `bound` keys never made one, and open none."""

    number: int
    cipher: AESGCM
    digest_key: bytes
    link_key: bytes
    backup_key: bytes
    journal_key: bytes
    bound: bool = True

    def seal(self, text: str, place: SealedPlace) -> bytes:
        """Encrypt a text for one place: 0 and the key number (2 bytes), nonce (12 bytes),
        ciphertext with its tag."""
        return self.seal_file(text.encode(), place)

    def seal_file(self, content: bytes, place: SealedPlace) -> bytes:
        """Encrypt the content of a file as `seal` does a text."""
        head, nonce = bytes((BOUND, self.number)), os.urandom(NONCE_BYTES)
        return head + nonce + self.cipher.encrypt(nonce, content, place.bound_to(head))

    def open(self, sealed: bytes, place: SealedPlace) -> str:
        """Decrypt what `seal` made for this place; raises MovedValue or WrongKey."""
        try:
            return self.open_file(sealed, place).decode()
        except UnicodeDecodeError:
            raise _moved(place) from None

    def open_file(self, sealed: bytes, place: SealedPlace) -> bytes:
        """Decrypt what `seal_file` made for this place; raises MovedValue or WrongKey."""
        head = sealed[:2] if sealed[:1] == bytes((BOUND,)) else sealed[:1]
        if head[-1:] != bytes((self.number,)):
            raise WrongKey(said("The key file does not belong to this database."))
        if len(head) == 1 and self.bound:
            raise _moved(place)
        start = len(head) + NONCE_BYTES
        bound = place.bound_to(head) if len(head) > 1 else None
        try:
            return self.cipher.decrypt(sealed[len(head) : start], sealed[start:], bound)
        except (InvalidTag, ValueError):  # too short to be anything we sealed
            raise _moved(place) from None

    def digest(self, text: str) -> bytes:
        """The keyed digest (HMAC-SHA-256, 32 bytes) by which an address is found without being
        stored."""
        return hmac.digest(self.digest_key, text.encode(), "sha256")

    def sign(self, content: bytes) -> bytes:
        """An 80-bit signature for a link; compare with `hmac.compare_digest`."""
        return hmac.digest(self.link_key, content, "sha256")[:SIGNATURE_BYTES]

    def sign_entry(self, digest: str) -> str:
        """The signature of a journal entry with that hash: the number of the key, a colon, and
        HMAC-SHA-256 in hexadecimal digits."""
        return f"{self.number}:{hmac.digest(self.journal_key, digest.encode(), 'sha256').hex()}"


def create_keys(path: Path) -> Keys:
    """Make a new key file, readable by its owner alone; raises KeyFileExists."""
    content = json.dumps(
        {"number": 1, "key": base64.b64encode(os.urandom(KEY_BYTES)).decode(), "bound": True}
    )
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileExists(said("{file} is there already.", file=path.name)) from None
    with os.fdopen(file, "w") as out:
        out.write(content + "\n")
    return read_keys(path)


def read_keys(path: Path) -> Keys:
    """Read a key file; raises LostKey when it is missing or damaged."""
    try:
        content = json.loads(path.read_text("ascii"))
        master = base64.b64decode(content["key"], validate=True)
        number, bound = int(content["number"]), bool(content.get("bound"))
        _check_whole(master, number)
    except FileNotFoundError:
        raise LostKey(said("The key file {file} is missing.", file=path.name)) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise LostKey(
            said("The key file {file} is damaged or cannot be read.", file=path.name)
        ) from None
    return Keys(
        number,
        AESGCM(_derived(master, b"seal")),
        _derived(master, b"digest"),
        _derived(master, b"link"),
        _derived(master, b"backup"),
        _derived(master, b"journal"),
        bound,
    )


def _moved(place: SealedPlace) -> MovedValue:
    return MovedValue(said("A sealed value in {column} does not open.", column=place.column))


def _check_whole(master: bytes, number: int) -> None:
    if len(master) != KEY_BYTES or not 0 < number < 256:
        raise ValueError


def _derived(master: bytes, purpose: bytes) -> bytes:
    return hmac.digest(master, b"tocsin " + purpose, sha256().name)
