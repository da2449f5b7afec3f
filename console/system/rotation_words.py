"""What `tocsin keys rotate` says while it goes on, and at its end."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from console.terminal.output import say, show_json
from console.terminal.stopping import Stoppable
from runtime import Said, counted, joined, said
from runtime.keys import KeyRing
from runtime.resealing import Resealed

TOLD_EVERY = 2.0  # seconds between two lines of progress


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation came to: the keys there are, what was sealed anew by this command, what is
    left under a key of before, and whether an earlier command had begun it."""

    ring: KeyRing
    done: Resealed
    left: int
    resumed: bool


class Progress:
    """How far a pass is: a line every two seconds, and an end where somebody asks for it."""

    def __init__(self, whole: int, stop: Stoppable) -> None:
        self._whole, self._stop, self._done = whole, stop, 0
        self._told = time.monotonic()

    def reached(self, more: int) -> None:
        """So many more were looked at; raises what the command raises that is stopped."""
        self._done += more
        self._stop.check(
            said("Stopped after {done:,} of {whole:,} values.", done=self._done, whole=self._whole)
        )
        if time.monotonic() - self._told > TOLD_EVERY:
            self._told = time.monotonic()
            say(
                said(
                    "{done:,} of {whole:,} values looked at ...",
                    done=self._done,
                    whole=self._whole,
                )
            )


def tell_rotated(found: Rotated, file: str, *, as_json: bool) -> None:
    """What became of it, and what to do with the key file now."""
    if as_json:
        return show_json(_json(found))
    for line in _lines(found, file):
        say(line)
    return None


def _json(found: Rotated) -> dict[str, object]:
    return {
        "key": found.ring.own.number,
        "retired": [each.number for each in found.ring.retired],
        "resealed": found.done.values,
        "unreadable": found.done.unreadable,
        "left": found.left,
        "resumed": found.resumed,
    }


def _lines(found: Rotated, file: str) -> Iterator[Said]:
    if found.resumed:
        yield said("An earlier rotation was continued.")
    yield counted(
        found.done.values,
        "Key {number} is in use; {count} value was sealed with it anew.",
        "Key {number} is in use; {count} values were sealed with it anew.",
        number=found.ring.own.number,
    )
    yield said(
        "{file} was changed: put a copy of it into your safe place now, and over the one on each other machine of this home. The copy of before opens no backup that is made from now on.",
        file=file,
    )
    before = joined(", ", [str(each.number) for each in found.ring.retired])
    if any(each.links for each in found.ring.retired):
        yield said(
            "In it stays what was in use before (key {numbers}): older backups, links in messages and the journal need it.",
            numbers=before,
        )
    else:
        yield said(
            "In it stays what was in use before (key {numbers}): older backups and the journal need it. Links in messages of before open nothing any more; residents ask for a new one on the front page.",
            numbers=before,
        )
    if found.done.unreadable:
        yield counted(
            found.done.unreadable,
            "{count} value opens with no key that is here: it was damaged or moved.",
            "{count} values open with no key that is here: they were damaged or moved.",
        )
    if found.left > found.done.unreadable:
        yield said("Others are still being written. Give the command again.")
