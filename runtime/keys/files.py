"""The key file: JSON, readable by its owner alone, and replaced whole or not at all."""

import base64
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from runtime.keys.ring import KeyRing
from runtime.keys.single import Key
from runtime.problems import Exit, Problem
from runtime.sentences import said
from runtime.system_errors import why_refused

NEW = ".new"


class LostKey(Problem):
    """Without it no address can be read. Put the key file back from where you keep it, for no
    backup holds it, or name it in `key_file`; `tocsin doctor` checks it."""

    exit = Exit.UNREACHABLE


class KeyFileExists(Problem):
    """A key is never overwritten, since what it sealed could not be read again. Move the file away
    first if you are sure."""


class KeyFileUnwritable(Problem):
    """Nothing was changed. Let the user of the home write the file and its folder; where systemd
    hands out copies of it (LoadCredential), docs/keys.md says what to do."""

    exit = Exit.UNREACHABLE


def create_file(path: Path) -> None:
    """Make a new key file, readable by its owner alone; raises KeyFileExists."""
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileExists(said("{file} is there already.", file=path.name)) from None
    with os.fdopen(file, "w") as out:
        out.write(_written(KeyRing(Key.drawn(1))))


def read_ring(path: Path) -> KeyRing:
    """Read a key file; raises LostKey when it is missing or damaged."""
    try:
        content = json.loads(path.read_text("ascii"))
        coming = content.get("coming")
        retired = tuple(map(_key, content.get("retired", ())))
        return KeyRing(_key(content), retired, _key(coming) if coming else None)
    except FileNotFoundError:
        raise LostKey(said("The key file {file} is missing.", file=path.name)) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise LostKey(
            said("The key file {file} is damaged or cannot be read.", file=path.name)
        ) from None


def write_ring(path: Path, ring: KeyRing) -> None:
    """Put another content into a key file, on the disk before this returns: whoever reads it finds
    the one or the other. Raises KeyFileUnwritable."""
    place = path.resolve()
    new = place.with_name(place.name + NEW)
    try:
        before = place.stat()
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            os.fchmod(out.fileno(), before.st_mode & 0o777)
            os.fchown(out.fileno(), before.st_uid, before.st_gid)
            out.write(_written(ring))
            out.flush()
            os.fsync(out.fileno())
        new.replace(place)
        _sync(place.parent)
    except OSError as error:
        with suppress(OSError):
            new.unlink()
        raise KeyFileUnwritable(
            said(
                "The key file {file} cannot be written: {why}.",
                file=path.name,
                why=why_refused(error),
            )
        ) from None


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _key(content: Mapping[str, Any]) -> Key:
    master = base64.b64decode(content["key"], validate=True)
    links = bool(content.get("links", True))
    return Key(int(content["number"]), master, bool(content.get("bound")), links)


def _written(ring: KeyRing) -> str:
    content = _told(ring.own)
    if ring.retired:
        content["retired"] = [_told(each) | {"links": each.links} for each in ring.retired]
    if ring.coming:
        content["coming"] = _told(ring.coming)
    return json.dumps(content) + "\n"


def _told(key: Key) -> dict[str, object]:
    return {
        "number": key.number,
        "key": base64.b64encode(key.master).decode(),
        "bound": key.bound,
    }
