"""What `tocsin keys list` does: the keys of one file, by what can be told of them."""

import os
from collections.abc import Iterator
from pathlib import Path

from console.terminal.output import show_json, table
from runtime import Said, said
from runtime.config import load_config
from runtime.keys import Key, KeyRing, read_keys


def show_keys(home: Path, file: Path | None, *, as_json: bool) -> None:
    """Show what is in a key file, that of the home if none is given; raises LostKey."""
    ring = read_keys(file or home / load_config(home, os.environ).config.key_file).ring
    if as_json:
        return show_json(
            [
                {"number": key.number, "fingerprint": key.fingerprint.hex(), "use": use}
                for key, use, _ in _listed(ring)
            ]
        )
    rows = [(str(key.number), key.fingerprint.hex(), words) for key, _, words in _listed(ring)]
    return table([said("key"), said("fingerprint"), said("use")], rows)


def _listed(ring: KeyRing) -> Iterator[tuple[Key, str, Said]]:
    """Each key with what it is for, the newest first."""
    if ring.coming:
        yield ring.coming, "coming", said("comes next, read and not used yet")
    yield ring.own, "own", said("in use")
    for key in reversed(ring.retired):
        yield key, "retired", said("of before: older backups, links and the journal need it")
