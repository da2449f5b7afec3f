"""Packing: a backup as one tar file inside its seal, and back; nothing is written but what its
signed list names, under names that lead nowhere else."""

import hmac
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO

from runtime.backups.contents import NAMES, BadBackup, Manifest, Part, digest_of
from runtime.backups.sealing import SealedReader, SealedWriter, sealing_key
from runtime.keys import Keys
from runtime.sentences import said

MANIFEST, SEAL = "manifest.json", "manifest.seal"
LONGEST_HEAD = 1 << 20
AT_ONCE = 1 << 20
_BROKEN = (
    tarfile.TarError,
    EOFError,
    zlib.error,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)


def pack_backup(folder: Path, manifest: Manifest, keys: Keys, to: Path) -> str:
    """Write the parts that a manifest names into a new file, 0600 and safe on the disk; returns its
    SHA-256."""
    written = manifest.written()
    with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        zipped = to.suffix in {".gz", ".tgz"}
        sealed = SealedWriter(file, keys)
        with _opened_to_write(sealed, zipped=zipped) as tar:
            for name, content in ((MANIFEST, written), (SEAL, _sign(written, keys))):
                _add(tar, name, len(content), manifest, io.BytesIO(content))
            for name, part in manifest.parts.items():
                with (folder / name).open("rb") as opened:
                    _add(tar, name, part.size, manifest, opened)
        sealed.finish()
        file.flush()
        os.fsync(file.fileno())
    return digest_of(to)


def _opened_to_write(sealed: SealedWriter, *, zipped: bool) -> tarfile.TarFile:
    if zipped:
        return tarfile.open(fileobj=sealed, mode="w|gz")
    return tarfile.open(fileobj=sealed, mode="w|")


def unpack_backup(file: Path, into: Path, keys: Keys | None) -> Manifest:
    """Write the parts of a backup into an empty folder; with keys, make sure that it was made with
    them, and only they open one that is sealed. Raises BadBackup."""
    sealed = sealing_key(file) is not None
    if sealed and keys is None:
        raise BadBackup(said("It is sealed: without its key nothing of it can be read."))
    try:
        with file.open("rb") as opened:
            return _unpack(opened, into, keys, sealed=sealed)
    except _BROKEN:
        raise BadBackup(said("{file} is no backup, or is damaged.", file=file.name)) from None


def _unpack(file: IO[bytes], into: Path, keys: Keys | None, *, sealed: bool) -> Manifest:
    if not sealed or keys is None:
        with tarfile.open(fileobj=file, mode="r:*") as tar:
            return _unpack_tar(tar, into, keys)
    reader = SealedReader(file, keys)
    with tarfile.open(fileobj=reader, mode="r|*") as tar:
        manifest = _unpack_tar(tar, into, keys)
    reader.finish()
    return manifest


def _unpack_tar(tar: tarfile.TarFile, into: Path, keys: Keys | None) -> Manifest:
    written, signature = _head(tar, MANIFEST), _head(tar, SEAL)
    manifest = _read(written)
    found = [_extract(tar, member, manifest, into) for member in _rest(tar)]
    if sorted(found) != sorted(manifest.parts):
        raise BadBackup(said("A part of it is missing, or there twice."))
    if keys and not hmac.compare_digest(signature, _sign(written, keys)):
        raise BadBackup(
            said("It was not made with this key, or was changed by somebody who does not have it.")
        )
    return manifest


def _sign(written: bytes, keys: Keys) -> bytes:
    return keys.sign(b"backup" + written).hex().encode()


def _add(
    tar: tarfile.TarFile, name: str, size: int, manifest: Manifest, content: IO[bytes]
) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(manifest.made_at.timestamp())
    tar.addfile(entry, content)


def _head(tar: tarfile.TarFile, name: str) -> bytes:
    member = tar.next()
    if member is None or member.name != name or not member.isreg() or member.size > LONGEST_HEAD:
        raise ValueError
    content = tar.extractfile(member)
    assert content is not None
    return content.read()


def _read(written: bytes) -> Manifest:
    told = json.loads(written)
    parts = {name: Part(**part) for name, part in told.pop("parts").items()}
    return Manifest(**told | {"made_at": datetime.fromisoformat(told["made_at"]), "parts": parts})


def _rest(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    while (member := tar.next()) is not None:
        yield member


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, manifest: Manifest, into: Path) -> str:
    """Write one part; its name, kind, size and content are what the manifest says, or BadBackup."""
    name, part = member.name, manifest.parts.get(member.name)
    if part is None or not NAMES.fullmatch(name) or not member.isreg() or member.size != part.size:
        raise BadBackup(said("Something is in it that does not belong there."))
    content = tar.extractfile(member)
    assert content is not None
    path, seen = into / name, sha256()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while some := content.read(AT_ONCE):
            seen.update(some)
            out.write(some)
        out.flush()
        os.fsync(out.fileno())
    if seen.hexdigest() != part.sha256:
        raise BadBackup(said("{name} in it is not as it was written.", name=name))
    return name
