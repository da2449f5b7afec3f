"""A backup is sealed whole: without its key nothing in it is read, changed or cut off."""

import hmac
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from runtime import Keys
from runtime.backups import BadBackup, Manifest, list_parts, pack_backup, unpack_backup
from runtime.backups.contents import MissingBackup
from runtime.backups.sealing import OtherKey, SealedReader
from runtime.keys import create_keys

BLOCK = (1 << 20) + 16
HEAD = 51
WORDS = "ΠΑΓΕΤΟΣ στο Πανόραμα\n".encode()
NAME = "templates/own/sms.el.txt"


def packed(folder: Path, keys: Keys, name: str = "kept.tar") -> Path:
    parts = folder / "parts"
    (parts / NAME).parent.mkdir(parents=True, exist_ok=True)
    (parts / NAME).write_bytes(WORDS * 80_000)
    made = datetime(2026, 11, 27, tzinfo=UTC)
    manifest = Manifest("1", "0026", made, "0:", {}, list_parts(parts))
    pack_backup(parts, manifest, keys, folder / name)
    return folder / name


def into(folder: Path) -> Path:
    (folder / "into").mkdir()
    return folder / "into"


def sealed_before(folder: Path, keys: Keys) -> Path:
    """The same backup as the version before sealed it: without the fingerprint of its key."""
    file = packed(folder, keys)
    with file.open("rb") as opened:
        reader = SealedReader(opened, keys)
        clear = b"".join(iter(lambda: reader.read(1 << 20), b""))
    head = b"tocsin backup\x02\x01" + os.urandom(32)
    cipher = AESGCM(hmac.digest(keys.ring.own.derive(b"backup"), head, "sha256"))
    blocks = [clear[at : at + (1 << 20)] for at in range(0, len(clear), 1 << 20)]
    nonces = [at.to_bytes(11, "big") + bytes((at == len(blocks) - 1,)) for at in range(len(blocks))]
    sealed = [cipher.encrypt(*each, head) for each in zip(nonces, blocks, strict=True)]
    file.write_bytes(head + b"".join(sealed))
    return file


@pytest.mark.parametrize("name", ["kept.tar", "kept.tar.gz"])
def test_a_sealed_backup_is_opened_by_its_key(vault: Keys, tmp_path: Path, name: str) -> None:
    file = packed(tmp_path, vault, name)

    unpack_backup(file, into(tmp_path), vault)

    assert (tmp_path / "into" / NAME).read_bytes() == WORDS * 80_000


def test_a_sealed_backup_tells_no_word(vault: Keys, tmp_path: Path) -> None:
    content = packed(tmp_path, vault).read_bytes()

    assert len(content) > 2 * BLOCK
    assert not [each for each in (WORDS, b"manifest", b"ustar", b"0026") if each in content]


def test_a_sealed_backup_is_not_read_without_a_key(vault: Keys, tmp_path: Path) -> None:
    file = packed(tmp_path, vault)

    with pytest.raises(BadBackup, match="without its key"):
        unpack_backup(file, into(tmp_path), None)


def swapped(content: bytes) -> bytes:
    first, second = HEAD + BLOCK, HEAD + 2 * BLOCK
    return content[:HEAD] + content[first:second] + content[HEAD:first] + content[second:]


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "a flipped bit": lambda it: it[:-5000] + bytes((it[-5000] ^ 1,)) + it[-4999:],
    "another salt": lambda it: it[: HEAD - 1] + bytes((it[HEAD - 1] ^ 1,)) + it[HEAD:],
    "cut between blocks": lambda it: it[: HEAD + 2 * BLOCK],
    "cut in a block": lambda it: it[:-1],
    "cut to its head": lambda it: it[:HEAD],
    "blocks swapped": swapped,
    "something behind it": lambda it: it + b"more",
    "a block twice": lambda it: it[: HEAD + BLOCK] + it[HEAD:],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_sealed_backup_is_refused(
    vault: Keys, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    file = packed(tmp_path, vault)
    file.write_bytes(change(file.read_bytes()))

    with pytest.raises(BadBackup, match="made with this key"):
        unpack_backup(file, into(tmp_path), vault)


def test_a_backup_of_another_key_names_both_fingerprints(vault: Keys, tmp_path: Path) -> None:
    other = create_keys(tmp_path / "own.key")
    forged = packed(tmp_path, other)

    with pytest.raises(OtherKey) as refused:
        unpack_backup(forged, into(tmp_path), vault)

    assert refused.value.details == (
        f"It is sealed with another key, {other.ring.own.name}; in this key file: {vault.ring.own.name}.",
    )


def test_an_older_key_file_is_told_from_tampering(vault: Keys, tmp_path: Path) -> None:
    file = packed(tmp_path, Keys(vault.ring.with_coming().taken_over()))

    with pytest.raises(OtherKey, match="since this copy of the key file was made"):
        unpack_backup(file, into(tmp_path), vault)


def test_a_forged_head_makes_no_backup_good(vault: Keys, tmp_path: Path) -> None:
    """Whoever writes our fingerprint onto a file of their own key has not our key."""
    forged = packed(tmp_path, create_keys(tmp_path / "own.key"))
    content = forged.read_bytes()
    forged.write_bytes(content[:15] + vault.ring.own.fingerprint + content[19:])

    with pytest.raises(BadBackup, match="made with this key"):
        unpack_backup(forged, into(tmp_path), vault)


def test_a_sealed_backup_of_the_version_before_is_opened(vault: Keys, tmp_path: Path) -> None:
    file = sealed_before(tmp_path, vault)

    unpack_backup(file, into(tmp_path), vault)

    assert (tmp_path / "into" / NAME).read_bytes() == WORDS * 80_000


def test_a_backup_that_is_not_there_is_told_so(vault: Keys, tmp_path: Path) -> None:
    with pytest.raises(MissingBackup, match="disk is mounted"):
        unpack_backup(tmp_path / "kept.tar", into(tmp_path), vault)
