"""The keys as a process has them: it reads the file anew once it was replaced, so that a key can be
changed while everything runs."""

import hmac
from contextlib import suppress
from pathlib import Path

from runtime.keys.files import LostKey, create_file, read_ring
from runtime.keys.ring import KeyRing
from runtime.keys.single import Key, SealedPlace, WrongKey, head_of, moved
from runtime.problems import Exit, Problem
from runtime.sentences import said

SIGNATURE_BYTES = 10
Stamp = tuple[int, int, int] | None


class OlderKeyFile(Problem):
    """Nothing was changed. The key file here is older than the journal: `tocsin keys rotate` was
    given on another machine of this home, or a copy of before was put back here. Put the newest key
    file in its place, from that machine or from where you keep copies; `tocsin keys list --key FILE`
    shows what is in one."""

    exit = Exit.UNREACHABLE
    status = 503


class Keys:
    """The keys of one installation: what is sealed and signed by the one in use, and opened by any
    of them."""

    def __init__(self, ring: KeyRing, path: Path | None = None, stamp: Stamp = None) -> None:
        self._ring, self._path, self._stamp = ring, path, stamp

    @property
    def ring(self) -> KeyRing:
        """What is in the key file by now. One that lacks the key in use is another home's, and one
        that cannot be read may be again: with either this process goes on as before."""
        stamp = _stamp(self._path)
        if stamp and stamp != self._stamp:
            self._stamp = stamp
            with suppress(LostKey):
                self._take(read_ring(self._path or Path()))
        return self._ring

    @property
    def number(self) -> int:
        """The number of the key in use."""
        return self.ring.own.number

    @property
    def link_key(self) -> bytes:
        """For what is signed and must stay as it was, whichever key is in use."""
        return self._ring.oldest.derive(b"link")

    def seal(self, text: str, place: SealedPlace) -> bytes:
        """Encrypt a text for one place."""
        return self.ring.own.seal(text.encode(), place)

    def seal_file(self, content: bytes, place: SealedPlace) -> bytes:
        """Encrypt the content of a file as `seal` does a text."""
        return self.ring.own.seal(content, place)

    def open(self, sealed: bytes, place: SealedPlace) -> str:
        """Decrypt what `seal` made for this place; raises MovedValue or WrongKey."""
        try:
            return self.open_file(sealed, place).decode()
        except UnicodeDecodeError:
            raise moved(place) from None

    def open_file(self, sealed: bytes, place: SealedPlace) -> bytes:
        """Decrypt what `seal_file` made for this place; raises MovedValue or WrongKey."""
        key = self.find(int.from_bytes(head_of(sealed)[-1:], "big"))
        if key is None:
            raise WrongKey(said("The key file does not belong to this database."))
        clear = key.open(sealed, place)
        self._use(key)
        return clear

    def digest(self, text: str) -> bytes:
        """The keyed digest (HMAC-SHA-256, 32 bytes) by which an address is found without being
        stored."""
        return hmac.digest(self._ring.oldest.derive(b"digest"), text.encode(), "sha256")

    def sign(self, content: bytes) -> bytes:
        """An 80-bit signature for a name that stays, whichever key is in use; compare with
        `hmac.compare_digest`."""
        return hmac.digest(self.link_key, content, "sha256")[:SIGNATURE_BYTES]

    def sign_link(self, number: int, content: bytes) -> bytes:
        """An 80-bit signature for a link that names the number of its key."""
        key = self.find(number)
        assert key is not None
        return _signed(key, content)

    def is_link(self, number: int, content: bytes, signature: bytes) -> bool:
        """Whether `sign_link` made that signature, with a key whose links still open."""
        key = self.find(number)
        return (
            key is not None and key.links and hmac.compare_digest(_signed(key, content), signature)
        )

    def sign_entry(self, digest: str, after: str = "") -> str:
        """The signature of a journal entry with that hash; `after` is that of the entry before it,
        and no entry is signed with an older key than that. Raises OlderKeyFile."""
        key = self.ring.own
        if number_of(after) > key.number:
            self.check_age(after)
            key = self.find(number_of(after)) or key
            self._use(key)
        return key.sign_entry(digest)

    def signer(self, digest: str, signature: str) -> int:
        """The number of the key that signed a journal entry with that hash; 0 for none of these."""
        key = self.find(number_of(signature))
        if key is None:
            return 0
        same = hmac.compare_digest(key.sign_entry(digest).encode(), signature.encode())
        return key.number if same else 0

    def check_age(self, signature: str) -> None:
        """Raise OlderKeyFile when a journal entry with that signature was signed with a newer key
        than any of these."""
        number = number_of(signature)
        if number > self.ring.newest.number:
            raise OlderKeyFile(
                said(
                    "The journal is signed with key {number}, and the key file here ends with key {newest}.",
                    number=number,
                    newest=self.ring.newest.number,
                )
            )

    def find(self, number: int) -> Key | None:
        """The key with that number, also when it came into the file since."""
        return self._ring.find(number) or self.ring.find(number)

    def _use(self, key: Key) -> None:
        """Others use the key that was to come: so does this process from now on."""
        if self._ring.coming == key:
            self._ring = self._ring.taken_over()

    def _take(self, found: KeyRing) -> None:
        mine = self._ring.own
        other = found.find(mine.number)
        if other and other.master == mine.master and found.own.number >= mine.number:
            self._ring = found


def create_keys(path: Path) -> Keys:
    """Make a new key file, readable by its owner alone; raises KeyFileExists."""
    create_file(path)
    return read_keys(path)


def read_keys(path: Path) -> Keys:
    """Read a key file; raises LostKey when it is missing or damaged."""
    stamp = _stamp(path)
    return Keys(read_ring(path), path, stamp)


def number_of(signature: str) -> int:
    """The number of the key that a journal entry says it was signed with; 0 for none."""
    number, colon, _ = signature.partition(":")
    return int(number) if colon and number.isascii() and number.isdigit() else 0


def _signed(key: Key, content: bytes) -> bytes:
    return hmac.digest(key.derive(b"link"), content, "sha256")[:SIGNATURE_BYTES]


def _stamp(path: Path | None) -> Stamp:
    """By what it shows that a file was replaced; None where there is none."""
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
