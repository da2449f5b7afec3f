"""What `tocsin keys rotate` does: a new key that is known to every worker before it is used, then
everything sealed anew. Each step is told by what lies there, so the next call goes on."""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

import web
from console.system.rotation_words import Progress, Rotated, tell_rotated
from console.terminal.output import say
from console.terminal.questions import AskedPerson, ask
from console.terminal.stopping import Stoppable, stoppable
from delivery.sending import workers_without
from runtime import Actor, Exit, Home, Problem, Said, UsageProblem, counted, joined, said
from runtime.keys import KeyRing, write_ring
from runtime.resealing import Resealed, count_older, reseal_column, sealed_columns
from staff import Facts, record
from staff.journal import check_key_file, prove_journal

ROOMS = (web,)  # loaded for its sealed column; the others are anyway
PATIENCE = 25.0  # seconds: a worker renews its lease, and reads the key file, within 20
LOOK_EVERY = 0.5
PASSES = 3


class WorkersBehind(Problem):
    """Nothing is sealed with it yet, and everything works as before. Copy the key file to each of
    these machines, or start the worker anew (`systemctl restart tocsin-worker`); then give `tocsin
    keys rotate` again, and it goes on."""

    exit = Exit.REFUSED


class RotationStopped(Problem):
    """What was sealed anew stays so, and everything works with both keys. `tocsin keys rotate` goes
    on where it stopped."""

    exit = Exit.INTERRUPTED


class RotationUnderWay(Problem):
    """Two at once would make two keys. Wait until it has ended; `tocsin doctor` tells whether
    anything is left."""

    exit = Exit.REFUSED


class NotRotated(UsageProblem):
    """Nothing was changed. Give the command again when you are ready."""

    exit = Exit.REFUSED


@dataclass(frozen=True, slots=True)
class Rotation:
    """One `tocsin keys rotate` of a home."""

    home: Home
    by: Actor
    leaked: bool
    as_json: bool

    @property
    def file(self) -> Path:
        """The key file."""
        return self.home.path / self.home.config.key_file

    @property
    def ring(self) -> KeyRing:
        """The keys that are in it."""
        return self.home.keys.ring

    def carry_out(self, person: AskedPerson, *, yes: bool) -> bool:
        """Finish a rotation that was broken off, else make one; whether nothing is left under a key
        of before. Raises what each step raises."""
        with _alone(self.file):
            if self.ring.coming is None and self.ring.retired:
                done = self._finish()
                if done is not None:
                    return self._tell(done, resumed=True)
            resumed = self.ring.coming is not None
            if not resumed:
                self._begin(person, yes=yes)
            with stoppable(RotationStopped) as stop:
                self._wait_for_workers(stop)
                self._take_over()
                return self._tell(self._reseal(stop), resumed=resumed)

    def _finish(self) -> Resealed | None:
        """What an earlier command or a backup left under a key of before, sealed anew; None where
        nothing was."""
        signed_by = self._signed_by()
        with stoppable(RotationStopped) as stop:
            self._end_links()
            self._sign_journal(signed_by)
            done = self._reseal(stop)
        return done if done.values or 0 < signed_by < self.ring.own.number else None

    def _signed_by(self) -> int:
        """With which key the journal ends: a broken one is not signed anew. Raises
        BrokenJournal."""
        with self.home.database.reading() as session:
            return prove_journal(session, self.home.keys).signed_by

    def _begin(self, person: AskedPerson, *, yes: bool) -> None:
        """Put a new key into the file, to be read and not used yet."""
        self._signed_by()
        coming = self.ring.with_coming()
        if not yes:
            question = said("Type yes to make key {number}", number=coming.newest.number)
            if ask(person, question, "--yes").strip().casefold() not in {"yes", "ναι"}:
                raise NotRotated(said("You typed something else than yes."))
        write_ring(self.file, coming)

    def _wait_for_workers(self, stop: Stoppable) -> None:
        """Until every worker has read the new key; raises WorkersBehind."""
        newest, until = self.ring.newest, time.monotonic() + PATIENCE
        told = False
        while behind := self._behind(newest.name):
            if time.monotonic() > until:
                raise WorkersBehind(
                    said(
                        "Not every worker has read key {number}: {workers}.",
                        number=newest.number,
                        workers=joined(", ", map(_worker, behind)),
                    )
                )
            if not told:
                say(
                    counted(
                        len(behind),
                        "Waiting until {count} worker has read the new key ...",
                        "Waiting until {count} workers have read the new key ...",
                    )
                )
            told = True
            stop.check(said("Stopped before the new key was in use."))
            time.sleep(LOOK_EVERY)

    def _behind(self, name: str) -> Sequence[tuple[str, int]]:
        with self.home.database.reading() as session:
            return workers_without(session, name)

    def _take_over(self) -> None:
        """From here on the new key is in use; the entry that says so is the first it signs. Raises
        OlderKeyFile."""
        ring, before = self.ring.taken_over(), self.ring.own.number
        with self.home.database.writing() as session:
            check_key_file(session, self.home.keys)
            write_ring(self.file, ring)
            facts = {"from": before, "to": ring.own.number}
            self._record(session, "key.rotated", ring.own.number, facts)
        self._end_links()

    def _sign_journal(self, signed_by: int) -> None:
        """A journal that ends with entries of a key before, as one from a backup does, goes on with
        the key in use."""
        number = self.ring.own.number
        if 0 < signed_by < number:
            with self.home.database.writing() as session:
                self._record(session, "key.rotated", number, {"from": signed_by, "to": number})

    def _end_links(self) -> None:
        if self.leaked and any(each.links for each in self.ring.retired):
            with self.home.database.writing() as session:
                write_ring(self.file, self.ring.without_old_links())
                self._record(session, "key.links_ended", self.ring.retired[-1].number, {})

    def _record(self, session: Session, action: str, number: int, facts: Facts) -> None:
        now = self.home.now()
        record(session, action, f"key:{number}", facts, by=self.by, now=now)

    def _reseal(self, stop: Stoppable) -> Resealed:
        """Seal everything anew; what others held, or wrote with the key of before, is tried
        again."""
        database, done = self.home.database, Resealed()
        for _ in range(PASSES):
            left = self._left()
            if left <= done.unreadable:
                break
            reached = Progress(left, stop).reached
            found = [
                reseal_column(database, self.home.keys, each, reached) for each in sealed_columns()
            ]
            values = done.values + sum(each.values for each in found)
            done = Resealed(values, sum(each.unreadable for each in found))
        if done.values:
            database.scrub()
        return done

    def _left(self) -> int:
        with self.home.database.reading() as session:
            return sum(count_older(session, self.home.keys.number).values())

    def _tell(self, done: Resealed, *, resumed: bool) -> bool:
        found = Rotated(self.ring, done, self._left(), resumed)
        tell_rotated(found, self.file.name, as_json=self.as_json)
        return found.left == 0


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Lock the folder of the key file against a second rotation; raises RotationUnderWay."""
    folder = os.open(file.resolve().parent, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RotationUnderWay(said("Another `tocsin keys rotate` is at work here.")) from None
        yield
    finally:
        os.close(folder)


def _worker(found: tuple[str, int]) -> Said:
    host, process = found
    return said("process {process} on {host}", process=process, host=host)
