"""Outcomes: how far the import of a list is, and what became of its rows."""

import time
from collections.abc import Callable
from dataclasses import asdict

from console.changing import change_lines
from console.door import say, show_json
from runtime import counted, said
from subscribers import Fault, ResidentImport

SHOWN = 20
PATIENCE = 5.0  # seconds between two lines of progress


def patience() -> Callable[[int], None]:
    """Says every few seconds which line of a file is read."""
    told = time.monotonic()

    def reached(line: int) -> None:
        nonlocal told
        if time.monotonic() - told > PATIENCE:
            told = time.monotonic()
            say(said("Line {line:,} ...", line=line))

    return reached


def show_import(done: ResidentImport, rejects: str, *, dry_run: bool, as_json: bool) -> None:
    """What became of a file, or would; `rejects` is where its rejected rows are, if anywhere."""
    if as_json:
        show_import_json(done, dry_run=dry_run)
    else:
        for fault in done.faults[:SHOWN]:
            say(said("  row {where}: {problem}", where=_place(fault), problem=fault.problem))
        if len(done.faults) > SHOWN:
            say(said("  ... and {number:,} more", number=len(done.faults) - SHOWN))
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


def show_import_json(done: ResidentImport, *, dry_run: bool) -> None:
    """What became of a file, as one JSON document."""
    errors = [
        {"row": f.row, "column": f.column, "heading": f.heading, "cell": f.cell, "problem": f.problem}
        for f in done.faults
    ]
    changes = [
        {"kind": each.kind, "count": each.count, "examples": [asdict(row) for row in each.examples]}
        for each in done.changes
    ]
    show_json(
        {
            "dry_run": dry_run,
            "imported": done.imported,
            "updated": done.updated,
            "unchanged": done.unchanged,
            "rejected": done.rejected,
            "landlines": done.landlines,
            "changes": changes,
            "errors": errors,
        }
    )


def _place(fault: Fault) -> str:
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
