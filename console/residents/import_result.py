"""How far the import of a list is, and what became of its rows."""

import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from console.residents.import_changes import change_lines
from console.terminal.output import say, show_json
from runtime import Exit, Problem, counted, said
from subscribers.lists import CellFault, ResidentImport

SHOWN = 20
_REJECTS = re.compile(r"\.rejected(?:-\d+)?$")
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 5.0  # seconds between two lines of progress


class ImportStopped(Problem):
    """What was committed stays in the list. Give the same command again: it goes on, and what is
    there already counts as unchanged."""

    exit = Exit.INTERRUPTED


class RehearsalStopped(Problem):
    """Nothing was changed. Give the same command again to see the whole file."""

    exit = Exit.INTERRUPTED


@contextmanager
def interruptible(*, dry_run: bool) -> Iterator[Callable[[int], None]]:
    """Say every few seconds which line of a file is read, and obey a signal to end between two
    thousands of rows.

    Raises ImportStopped or RehearsalStopped, which say how far it came."""
    told = time.monotonic()
    signals: list[int] = []

    def reached(line: int) -> None:
        nonlocal told
        if signals:
            stopped = RehearsalStopped if dry_run else ImportStopped
            raise stopped(said("Stopped after line {line:,}.", line=line))
        if time.monotonic() - told > PATIENCE:
            told = time.monotonic()
            say(said("Line {line:,} ...", line=line))

    before = {
        number: signal.signal(number, lambda got, _: signals.append(got)) for number in ENDINGS
    }
    try:
        yield reached
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def show_import(done: ResidentImport, rejects: str, *, dry_run: bool, as_json: bool) -> None:
    """What became of a file, or would; `rejects` is where its rejected rows are, if anywhere."""
    if as_json:
        show_json(import_json(done, dry_run=dry_run))
    else:
        for fault in done.faults[:SHOWN]:
            say(said("  row {where}: {problem}", where=_place(fault), problem=fault.problem))
        if len(done.faults) > SHOWN:
            say(
                said(
                    "  ... and {number:,} more; with `--json` you see all of them",
                    number=len(done.faults) - SHOWN,
                )
            )
        for line in change_lines(done):
            say(line)
        _say_counts(done, dry_run=dry_run)
        if dry_run:
            say(said("Nothing was changed: this was a dry run."))
    if rejects and done.rejected:
        say(
            said(
                "The rejected rows are in {rejects}. Correct them there and import that file.",
                rejects=rejects,
            )
        )


def show_leftovers(done: ResidentImport, file: Path, wanted: Path, rejects: Path) -> None:
    """What lies beside the list: an older file of rejected rows that stays, or one that is done
    with."""
    if done.rejected and rejects != wanted:
        say(
            said(
                "{older} was there already and stays as it is: somebody may have corrected it.",
                older=wanted.name,
            )
        )
    if not done.rejected and _REJECTS.search(file.stem):
        say(
            said(
                "All rows of {file} are imported. Delete it: it holds addresses in clear.",
                file=file.name,
            )
        )


def import_json(done: ResidentImport, *, dry_run: bool) -> Mapping[str, object]:
    """What became of a file, for programs."""
    errors = [
        {
            "row": f.row,
            "column": f.column,
            "heading": f.heading,
            "cell": f.cell,
            "problem": f.problem,
        }
        for f in done.faults
    ]
    changes = [
        {"kind": each.kind, "count": each.count, "examples": [asdict(row) for row in each.examples]}
        for each in done.changes
    ]
    return {
        "dry_run": dry_run,
        "imported": done.imported,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "rejected": done.rejected,
        "landlines": done.landlines,
        "changes": changes,
        "new_groups": [asdict(group) for group in done.new_groups],
        "errors": errors,
    }


def _place(fault: CellFault) -> str:
    """The row, and the cell as a spreadsheet names it, below which heading."""
    return f"{fault.row}, {fault.cell} «{fault.heading}»" if fault.cell else str(fault.row)


def _say_counts(done: ResidentImport, *, dry_run: bool) -> None:
    say(
        said(
            "{imported:,} imported, {updated:,} updated, {unchanged:,} unchanged, {rejected:,} rejected.",
            imported=done.imported,
            updated=done.updated,
            unchanged=done.unchanged,
            rejected=done.rejected,
        )
    )
    if done.contacts_lost:
        say(
            counted(
                done.contacts_lost,
                "{count} resident stays without a contact of their row: nothing is sent there. `--json` shows the cell; correct it and import the row again.",
                "{count} residents stay without a contact of their row: nothing is sent there. `--json` shows the cells; correct them and import the rows again.",
            )
        )
    _say_landlines(done, dry_run=dry_run)


def _say_landlines(done: ResidentImport, *, dry_run: bool) -> None:
    if done.landlines and dry_run:
        say(
            counted(
                done.landlines,
                "{count} landline would be kept, to be phoned by hand.",
                "{count} landlines would be kept, to be phoned by hand.",
            )
        )
    elif done.landlines:
        say(
            counted(
                done.landlines,
                "{count} landline is kept, to be phoned by hand.",
                "{count} landlines are kept, to be phoned by hand.",
            )
        )
