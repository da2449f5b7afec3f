"""`tocsin residents import`: residents from a workbook or a CSV file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import open_terminal
from console.terminal.options import AsJson
from console.terminal.output import leave

if TYPE_CHECKING:
    from console.terminal.door import Terminal
    from runtime import Home
    from subscribers.lists import ResidentImport

Written = Annotated[
    str,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="How the text is written, where it does not show: windows-1253, iso-8859-7, cp737, windows-1252, utf-8.",
        show_default=False,
    ),
]
Yes = Annotated[
    bool, typer.Option("--yes", help="Do not ask how the text is written where it is certain.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, change nothing.")]
Update = Annotated[
    bool, typer.Option("--update", help="Where a name or language differs, take that of the file.")
]
Replace = Annotated[
    bool,
    typer.Option(
        "--replace", help="Zones, topics and groups of the file instead of those there are."
    ),
]
File = Annotated[
    Path,
    typer.Argument(
        help="An Excel workbook (.xlsx) or a CSV file.", exists=True, dir_okay=False, readable=True
    ),
]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an import was asked for: the encoding as typed, nothing asked where it is certain,
    nothing changed.

    `update` and `replace` say what of those who are known it may overwrite.
    """

    encoding: str
    yes: bool
    dry_run: bool
    update: bool
    replace: bool


def import_file(
    context: typer.Context,
    file: File,
    encoding: Written = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    update: Update = False,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Import residents from Excel or CSV; the same file twice changes nothing.

    The first sheet of a workbook (.xlsx), or CSV as Excel saves it. Needed are a column for the
    mobile or the e-mail address, one for the source of the consent and one for its date, in Greek
    or as phone, email, consent_source and consent_at; name, language, zones, groups, topics,
    landline, needs_help and normal_letters may be there. Rows that cannot be imported go to
    FILE.rejected.csv with the reason, and the others are imported (exit code 3).

    Of somebody who is known already nothing is overwritten: zones, topics, groups and contacts are
    added, another name or language is shown and stays, unless --update or a column update says yes.

    Example: tocsin residents import residents.csv --dry-run
    """
    from console.residents.import_result import show_import, show_leftovers
    from runtime import Exit

    beside = file.with_suffix(".rejected.csv")
    done, rejects = _import(
        open_terminal(context), file, beside, ImportOptions(encoding, yes, dry_run, update, replace)
    )
    show_import(done, "" if dry_run else rejects.name, dry_run=dry_run, as_json=as_json)
    if not dry_run:
        show_leftovers(done, file, beside, rejects)
    leave(Exit.PARTIAL if done.rejected else Exit.DONE)


def _import(
    terminal: "Terminal", file: Path, beside: Path, wanted: ImportOptions
) -> "tuple[ResidentImport, Path]":
    """What became of the file, and where its rejected rows are."""
    import gc

    from console.residents.import_result import interruptible
    from console.residents.list_preview import open_shown
    from console.terminal.language import spoken
    from subscribers.jobs import AttendedImport
    from subscribers.lists import (
        ImportProgress,
        ImportTerms,
        MergeRules,
        RejectsFile,
        rehearse_import,
    )

    home, by = terminal.home, terminal.by
    # What is loaded stays: looking it over again and again takes a quarter of the time.
    gc.freeze()
    rules = MergeRules(wanted.update, wanted.replace)
    terms = ImportTerms(home.config.municipality, by, home.now(), rules)
    rejects = RejectsFile(beside, spoken)
    with file.open("rb") as opened, rejects:
        people = open_shown(terminal, opened, wanted.encoding, sure=wanted.yes or wanted.dry_run)
        with interruptible(dry_run=wanted.dry_run) as reached:
            if wanted.dry_run:
                progress = ImportProgress(reached=reached)
                return rehearse_import(home.database, home.keys, people, terms, progress), beside
            attended = AttendedImport.begin(home, file, people, terms, wanted.encoding)
            _tell_others(home, attended.record.id)
            done = attended.carry_out(people, rejects, reached)
    return done, rejects.path


def _tell_others(home: "Home", number: int) -> None:
    from console.terminal.output import say
    from runtime import counted
    from subscribers.jobs import list_other_jobs

    with home.database.reading() as session:
        others = list_other_jobs(session, number)
    if others:
        say(
            counted(
                len(others),
                "Another import is under way, number {numbers}; `tocsin residents imports` shows how far it is. Both go on.",
                "Other imports are under way, numbers {numbers}; `tocsin residents imports` shows how far they are. All go on.",
                numbers=", ".join(map(str, others)),
            )
        )
