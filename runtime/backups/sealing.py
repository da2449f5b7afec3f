"""Sealing: a backup as blocks under AES-GCM with the key of its home, so that without it nothing in
the file is told, changed, cut off or put in another order."""

import hmac
import os
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from runtime.backups.contents import BadBackup, MissingBackup
from runtime.keys import NAME_BYTES, Key, KeyRing, Keys
from runtime.problems import Exit, Problem
from runtime.sentences import said
from runtime.system_errors import why_refused

if TYPE_CHECKING:
    from typing_extensions import Buffer

MARK = b"tocsin backup\x03"
# Those of versions before do not tell the fingerprint of their key.
UNNAMED = b"tocsin backup\x02"
SALT_BYTES, TAG_BYTES, COUNT_BYTES = 32, 16, 11
# The mark, the number of the key, its fingerprint, a salt.
HEADS = {MARK: len(MARK) + 1 + NAME_BYTES + SALT_BYTES, UNNAMED: len(UNNAMED) + 1 + SALT_BYTES}
BLOCK = 1 << 20


class OtherKey(Problem):
    """Nothing was restored. The backup may be whole: it opens with the key file of the home it was
    made in, as it was then or later. Look where you keep copies of that file, and name it with
    --key; `tocsin keys list --key FILE` shows the fingerprints in a file."""

    exit = Exit.UNREACHABLE


@dataclass(frozen=True, slots=True)
class Seal:
    """Which key a sealed backup says it opens with: its number and its fingerprint, without one in
    backups of versions before."""

    number: int
    fingerprint: str

    @property
    def name(self) -> str:
        """Number and fingerprint, as `Key.name` has them."""
        return f"{self.number}:{self.fingerprint}" if self.fingerprint else str(self.number)

    def find_key(self, keys: Keys) -> Key | None:
        """The key of a key file that it names."""
        key = keys.find(self.number)
        return key if key and (not self.fingerprint or key.name == self.name) else None


def sealing_key(file: Path) -> Seal | None:
    """The key that a backup is sealed with; none for one that lies open, as those of versions
    before. Raises MissingBackup."""
    try:
        with file.open("rb") as opened:
            return _seal(_head(opened))
    except FileNotFoundError:
        raise MissingBackup(said("There is no file {file}.", file=file.name)) from None
    except OSError as error:
        raise MissingBackup(
            said("{file} cannot be read: {reason}.", file=file.name, reason=why_refused(error))
        ) from None


class SealedWriter(BufferedIOBase):
    """What is written to it goes into a file, sealed; only `finish` makes the file whole."""

    def __init__(self, file: IO[bytes], keys: Keys) -> None:
        self._file, self._waiting, self._count = file, bytearray(), 0
        key = keys.ring.own
        self._head = MARK + bytes((key.number,)) + key.fingerprint + os.urandom(SALT_BYTES)
        self._cipher = _cipher(self._head, key)
        file.write(self._head)

    def write(self, content: "Buffer", /) -> int:
        """Take some bytes."""
        self._waiting += content
        while len(self._waiting) > BLOCK:
            self._put(bytes(self._waiting[:BLOCK]), last=False)
            del self._waiting[:BLOCK]
        return memoryview(content).nbytes

    def finish(self) -> None:
        """Write what is left as the last block: a file without it was cut off."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, block: bytes, *, last: bool) -> None:
        nonce = _nonce(self._count, last=last)
        self._file.write(self._cipher.encrypt(nonce, block, self._head))
        self._count += 1


class SealedReader(BufferedIOBase):
    """What `SealedWriter` wrote, in clear; not a byte is given out before its block was proved.
    Raises BadBackup."""

    def __init__(self, file: IO[bytes], keys: Keys) -> None:
        self._file, self._count = file, 0
        self._head = _head(file)
        seal = _seal(self._head)
        key = seal.find_key(keys) if seal else None
        if key is None:
            raise OtherKey(*_why_other(seal.name if seal else "", keys.ring))
        self._cipher = _cipher(self._head, key)
        self._next, self._clear = file.read(BLOCK + TAG_BYTES), b""
        self._ended = False

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes, at most so many or a block; none at the end of a backup that is whole."""
        while not self._clear and not self._ended:
            self._open()
        most = len(self._clear) if size is None or size < 0 else size
        given, self._clear = self._clear[:most], self._clear[most:]
        return given

    def finish(self) -> None:
        """Prove what nobody has read."""
        while not self._ended:
            self._open()

    def _open(self) -> None:
        block, self._next = self._next, self._file.read(BLOCK + TAG_BYTES)
        self._ended = not self._next
        nonce = _nonce(self._count, last=self._ended)
        try:
            self._clear = self._cipher.decrypt(nonce, block, self._head)
        except (InvalidTag, ValueError):  # too short to be a block
            raise BadBackup(self._why()) from None
        self._count += 1

    def _why(self) -> str:
        if self._count or self._head.startswith(MARK):
            return said("It was made with this key, but is damaged, cut off or was changed.")
        return said("It was not made with this key, or is damaged or was changed.")


def _head(file: IO[bytes]) -> bytes:
    """What a sealed backup begins with; nothing where it lies open."""
    mark = file.read(len(MARK))
    length = HEADS.get(mark, 0)
    head = mark + file.read(length - len(mark)) if length else b""
    return head if len(head) == length else b""


def _seal(head: bytes) -> Seal | None:
    if not head:
        return None
    at = len(MARK) + 1
    named = head[at : at + NAME_BYTES] if head.startswith(MARK) else b""
    return Seal(head[len(MARK)], named.hex())


def _why_other(name: str, ring: KeyRing) -> tuple[str, ...]:
    mine = ", ".join(key.name for key in ring.every())
    other = said(
        "It is sealed with another key, {name}; in this key file: {mine}.", name=name, mine=mine
    )
    if int(name.partition(":")[0] or 0) > ring.newest.number:
        return (
            other,
            said(
                "The key was changed since this copy of the key file was made, or the file is another home's."
            ),
        )
    return (other,)


def _cipher(head: bytes, key: Key) -> AESGCM:
    """A key for this one file: so its blocks may be counted."""
    return AESGCM(hmac.digest(key.derive(b"backup"), head, "sha256"))


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(COUNT_BYTES, "big") + bytes((last,))
