"""Attended: an import that somebody watches at a terminal is a job as well, shown with the others
and called off as they are."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from runtime import Exit, Home, Problem, joined, moment, said
from runtime.database import DatabaseBusy, DatabaseUnreachable
from subscribers.jobs.intake import enter_job, first_report
from subscribers.jobs.records import JobLost, JobRecord
from subscribers.jobs.states import JobState
from subscribers.lists.import_run import import_residents
from subscribers.lists.imports import ImportProgress, ImportTerms, Rejects, ResidentImport
from subscribers.lists.opening import OpenedList

CHUNK = 1 << 20


class CalledOff(Problem):
    """What was committed stays in the list. Give the same command again: it goes on, and what is
    there already counts as unchanged."""


@dataclass(frozen=True, slots=True)
class AttendedImport:
    """An import at a terminal, and the number under which it is shown."""

    home: Home
    record: JobRecord
    terms: ImportTerms

    @classmethod
    def begin(
        cls, home: Home, file: Path, people: OpenedList, terms: ImportTerms, encoding: str
    ) -> "AttendedImport":
        """Keep that it is under way; `encoding` is what was typed, if anything."""
        runner = uuid4().hex
        row = {
            "state": JobState.RUNNING,
            "dry_run": False,
            "encoding": encoding,
            "runner": runner,
            "updates": terms.how.update,
            "replaces": terms.how.replace,
            "lines": _lines(file) if people.guess else None,
        }
        with home.database.writing() as session:
            shown = {**row, "seen_at": moment(session)}
            number = enter_job(session, home.keys, people, shown, by=terms.by, now=terms.now)
        report = first_report(people, terms.by)
        return cls(home, JobRecord(home.database, home.keys, number, runner, report), terms)

    def carry_out(
        self, people: OpenedList, rejects: Rejects, reached: Callable[[int], None]
    ) -> ResidentImport:
        """Import all rows that can be, and keep how it ended; raises CalledOff, and what
        `import_residents` and `reached` raise."""
        record, home = self.record, self.home

        def look_up(row: int) -> None:
            record.look_alive(row, committed=True)
            reached(row)

        try:
            progress = ImportProgress(committing=record.commit, reached=look_up)
            done = import_residents(home.database, home.keys, people, rejects, self.terms, progress)
        except JobLost:
            raise CalledOff(
                said(
                    "Import {number} was called off after line {line:,}.",
                    number=record.id,
                    line=record.row,
                )
            ) from None
        except Problem as problem:
            state = JobState.CANCELLED if problem.exit is Exit.INTERRUPTED else JobState.FAILED
            with suppress(DatabaseBusy, DatabaseUnreachable):
                record.fail(joined(" ", problem.details) or problem.why, problem.why, state)
            raise
        record.succeed(done)
        return done


def _lines(file: Path) -> int:
    with file.open("rb") as opened:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: opened.read(CHUNK), b""))
