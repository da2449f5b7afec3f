"""The journal: every act, and the proof that none was changed, taken out or moved."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field, JsonValue

from runtime import Right
from staff.journal import BrokenJournal, Entry, prove_journal, read_entries
from web.admin.cursors import After, Limit, cursor, number_of, page
from web.admin.fields import Shown
from web.admin.guards import Guarded, Reads
from web.admin.request_context import RequestContext

router = APIRouter(prefix="/v1/journal", tags=["journal"], route_class=Guarded)

Auditor = Annotated[RequestContext, Depends(Reads(Right.READ_JOURNAL))]
Anchor = Annotated[
    str, Query(max_length=100, description="`head` of an earlier verification, kept elsewhere")
]


class EntryShown(Shown):
    """One act: who did what to what; ids, hashes and counts only."""

    seq: int
    at: datetime
    actor: str = Field(examples=["member:3"])
    action: str = Field(examples=["alert.issued"])
    subject: str = Field(examples=["alert:42"])
    facts: dict[str, JsonValue]
    hash: str

    @classmethod
    def of(cls, entry: Entry) -> "EntryShown":
        """As `tocsin journal show` tells it."""
        return cls.model_validate(
            {
                name: getattr(entry, name)
                for name in ("seq", "at", "actor", "action", "subject", "facts", "hash")
            }
        )


class EntryPage(Shown):
    """Entries, the oldest first; `next` is empty on the last page."""

    entries: list[EntryShown]
    next: str


class VerifiedShown(Shown):
    """Whether the journal is whole; `head`, kept elsewhere, shows later whether its end was cut
    off."""

    whole: bool
    entries: int
    head: str
    signed_from: int = Field(
        description="the first entry that is signed with the key of the home, as all after it"
    )
    first_bad: int | None = Field(description="the first entry that is not as it was written")
    problem: str


@router.get("", summary="The entries")
def list_entries(context: Auditor, after: After = "", limit: Limit = 50) -> EntryPage:
    """From the first on; follow `next` to the end."""
    behind = number_of("journal", after)
    with context.reading() as session:
        found, more = page(read_entries(session, after=behind, limit=limit + 1), limit)
    following = cursor("journal", found[-1].seq) if more else ""
    return EntryPage(entries=[EntryShown.of(each) for each in found], next=following)


@router.get("/verify", summary="Is the journal whole?")
def verify_journal(context: Auditor, anchor: Anchor = "") -> VerifiedShown:
    """Follows the chain from the first entry to the last; the answer names the first bad one."""
    try:
        with context.reading() as session:
            proved = prove_journal(session, context.home.keys, anchor=anchor)
    except BrokenJournal as broken:
        problem = " ".join(broken.details)
        return VerifiedShown(
            whole=False, entries=0, head="", signed_from=0, first_bad=broken.seq, problem=problem
        )
    return VerifiedShown(
        whole=True,
        entries=proved.entries,
        head=proved.head,
        signed_from=proved.signed_from,
        first_bad=None,
        problem="",
    )
