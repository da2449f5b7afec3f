"""Lists of residents over the API: the files that are taken, and how an encoding is named."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from subscribers.jobs import JobState, JobView
from subscribers.lists import CellFault, ChangeKind, Encoding, ImportChange
from web.admin.bodies import LIST, WORKBOOK
from web.admin.fields import Shown

Written = Annotated[
    Encoding | None,
    Query(description="how the text is written, where the file does not show it for certain"),
]
Update = Annotated[
    bool,
    Query(description="where a name or language differs from what is known, take that of the file"),
]
Replace = Annotated[
    bool, Query(description="zones, topics and groups of the file instead of those there are")
]
HEADINGS = "name,language,phone,email,zones,groups,topics,consent_source,consent_at"
FILE = {
    "required": True,
    "content": {
        LIST.types[0]: {
            "schema": {
                "type": "string",
                "description": "CSV, as `tocsin residents import` takes it",
            },
            "example": f"{HEADINGS}\nΆννα Παράδειγμα,el,6900000000,,panorama,,,form,2026-03-31\n",
        },
        WORKBOOK: {
            "schema": {
                "type": "string",
                "format": "binary",
                "description": "the first sheet of a workbook",
            }
        },
    },
}


class FaultShown(Shown):
    """What is wrong with one cell; it never repeats an address or a name."""

    row: int = Field(examples=[203])
    column: str = Field(examples=["phone"])
    heading: str = Field(examples=["Κινητό"], description="the heading as it stands in the file")
    cell: str = Field(examples=["C203"], description="the cell, as spreadsheets name it")
    problem: str


class ExampleShown(Shown):
    """A row and what it changes; a name is shown as initials to a token that may not read
    residents."""

    row: int
    old: str = Field(examples=["panorama"])
    new: str = Field(examples=["panorama; pylaia"])


class ChangeShown(Shown):
    """How many rows change something of one kind, and the first three; `conflict` is a name that
    differs and stays."""

    kind: ChangeKind
    count: int
    examples: list[ExampleShown]


class NewGroupShown(Shown):
    """A group that nobody was in before; `near` is the nearest there was, empty where none is
    near."""

    name: str = Field(examples=["volunters"])
    near: str = Field(examples=["volunteers"])


class ImportShown(Shown):
    """An import, handed in here or begun at a terminal: how far it is, and what became of the rows
    so far; of very many errors the first thousand.

    What is counted is committed and stays, however it ends; after a dry run nothing has changed.
    """

    id: int = Field(alias="import", examples=[3])
    state: JobState
    by: str = Field(description="who began it", examples=["Μαρία"])
    dry_run: bool
    reached: int = Field(description="the row up to which all is done", examples=[5001])
    lines: int | None = Field(
        description="lines of the file; null for a workbook", examples=[20001]
    )
    created_at: datetime
    ended_at: datetime | None
    imported: int = Field(examples=[200])
    updated: int
    unchanged: int
    rejected: int
    landlines: int = Field(description="rows of which a landline is kept, to be phoned by hand")
    read_as: str = Field(
        examples=["windows-1253"], description="the encoding the file is read in, or xlsx"
    )
    unread: list[str] = Field(description="headings of columns that are not read")
    changes: list[ChangeShown]
    new_groups: list[NewGroupShown] = Field(
        description="empty to a token that may not read residents"
    )
    errors: list[FaultShown]
    problem: str = Field(description="why it failed, and what to do next; empty where it did not")


def import_shown(job: JobView) -> ImportShown:
    """How an import stands."""
    return ImportShown.model_validate(
        {
            "import": job.id,
            "state": job.state,
            "by": job.by,
            "dry_run": job.dry_run,
            "reached": job.reached,
            "lines": job.lines,
            "created_at": job.created_at,
            "ended_at": job.ended_at,
            "imported": job.done.imported,
            "updated": job.done.updated,
            "unchanged": job.done.unchanged,
            "rejected": job.done.rejected,
            "landlines": job.done.landlines,
            "read_as": job.read_as,
            "unread": list(job.report.unread),
            "changes": [_change(each) for each in job.done.changes],
            "new_groups": [asdict(group) for group in job.done.new_groups],
            "errors": [_fault(each) for each in job.done.faults],
            "problem": job.report.problem,
        }
    )


def _change(found: ImportChange) -> ChangeShown:
    examples = [ExampleShown(row=row.row, old=row.old, new=row.new) for row in found.examples]
    return ChangeShown(kind=found.kind, count=found.count, examples=examples)


def _fault(found: CellFault) -> FaultShown:
    return FaultShown(
        row=found.row,
        column=found.column,
        heading=found.heading,
        cell=found.cell,
        problem=found.problem,
    )
