"""Sealing: a backup as blocks under AES-GCM with the key of its home, so that without it nothing in
the file is told, changed, cut off or put in another order."""

import hmac
import os
from io import BufferedIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from runtime.backups.contents import BadBackup
from runtime.keys import Key, Keys
from runtime.sentences import said

if TYPE_CHECKING:
    from typing_extensions import Buffer

MARK = b"tocsin backup\x02"
SALT_BYTES, TAG_BYTES, COUNT_BYTES = 32, 16, 11
HEAD_BYTES = len(MARK) + 1 + SALT_BYTES  # the mark, the number of the key, a salt
BLOCK = 1 << 20


def sealing_key(file: Path) -> int | None:
    """The number of the key that a backup is sealed with; none for one that lies open, as those of
    versions before. Raises BadBackup."""
    try:
        with file.open("rb") as opened:
            head = opened.read(HEAD_BYTES)
    except FileNotFoundError:
        raise BadBackup(said("There is no file {file}.", file=file.name)) from None
    except OSError:
        raise BadBackup(said("{file} is no backup, or is damaged.", file=file.name)) from None
    return head[len(MARK)] if len(head) == HEAD_BYTES and head.startswith(MARK) else None


class SealedWriter(BufferedIOBase):
    """What is written to it goes into a file, sealed; only `finish` makes the file whole."""

    def __init__(self, file: IO[bytes], keys: Keys) -> None:
        self._file, self._waiting, self._count = file, bytearray(), 0
        key = keys.ring.own
        self._head = MARK + bytes((key.number,)) + os.urandom(SALT_BYTES)
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
        self._head = file.read(HEAD_BYTES)
        self._number, self._newest = self._head[len(MARK)], keys.ring.newest.number
        key = keys.find(self._number)
        self._known = key is not None
        self._cipher = _cipher(self._head, key or keys.ring.own)
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
            raise BadBackup(*self._why()) from None
        self._count += 1

    def _why(self) -> tuple[str, ...]:
        if not self._known:
            return (
                said(
                    "It is sealed with key {number}; this is key {own}.",
                    number=self._number,
                    own=self._newest,
                ),
            )
        if self._count:
            return (said("It was made with this key, but is damaged, cut off or was changed."),)
        return (said("It was not made with this key, or is damaged or was changed."),)


def _cipher(head: bytes, key: Key) -> AESGCM:
    """A key for this one file: so its blocks may be counted."""
    return AESGCM(hmac.digest(key.derive(b"backup"), head, "sha256"))


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(COUNT_BYTES, "big") + bytes((last,))
