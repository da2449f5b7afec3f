"""`tocsin journal`: who did what, and the proof that nothing in it was changed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import actor, open_home, open_without_key
from console.terminal.options import AsJson
from console.terminal.output import leave, say, show, show_json, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runtime import Keys, Municipality, Said
    from staff.journal import Entry, Verified

app = typer.Typer(help="Who did what: show, verify.", no_args_is_help=True)

After = Annotated[
    int | None, typer.Option(min=0, help="From the entry after this number on; else the latest.")
]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many.")]
Anchor = Annotated[
    str,
    typer.Option(
        help="What an earlier verify printed: then a cut end is found too.", show_default=False
    ),
]
Mirror = Annotated[
    Path | None, typer.Option(help="Compare it with this mirror, too.", show_default=False)
]


@app.command("show")
def show_journal(
    context: typer.Context, after: After = None, limit: Limit = 20, as_json: AsJson = False
) -> None:
    """Show who did what and when, the latest last; it names people by number only.

    Examples:

      tocsin journal show

      tocsin journal show --after 1200 --limit 100 --json
    """
    from runtime import Right
    from staff import names_of
    from staff.journal import read_entries

    home = open_home(context)
    actor(context, home).needs(Right.READ_JOURNAL)
    with home.database.reading() as session:
        found = read_entries(session, after=after, limit=limit)
        names = names_of(session, {each.actor for each in found})
    if as_json:
        show_json([_told(each) for each in found])
        return
    _show_entries(found, names, home.config.municipality)


@app.command("verify")
def verify_journal(
    context: typer.Context, anchor: Anchor = "", mirror: Mirror = None, as_json: AsJson = False
) -> None:
    """Prove that no entry was changed, taken out, moved or written anew; exit code 1 names the
    first bad one, 3 says that nothing is proved without the key.

    Keep what it prints outside this machine: it is the anchor of the next time.

    Example: tocsin journal verify --anchor 17:9f2c...
    """
    from runtime import Exit, Right
    from staff.journal import BrokenJournal, compare_mirror, prove_journal

    database, keys, by = open_without_key(context)
    by.needs(Right.READ_JOURNAL)
    try:
        with database.reading() as session:
            found = prove_journal(session, keys, anchor=anchor)
            seen = compare_mirror(session, mirror) if mirror else None
    except BrokenJournal as broken:
        if as_json:
            show_json({"whole": False, "first_bad": broken.seq, "problem": broken.details[0]})
        raise
    _tell(found, seen, proved=keys is not None, as_json=as_json)
    if keys and not as_json and _is_older(found, keys):
        say(_older(found))
    leave(Exit.DONE if keys and not _is_older(found, keys) else Exit.PARTIAL)


def _show_entries(
    found: "Sequence[Entry]", names: "Mapping[str, str]", municipality: "Municipality"
) -> None:
    from console.staff.journal_words import action_in_words, facts_in_words, subject_in_words
    from runtime import said

    rows = [
        (
            str(each.seq),
            said("{at:%a %d/%m/%Y %H:%M:%S}", at=municipality.local(each.at)),
            names[each.actor],
            action_in_words(each.action),
            subject_in_words(each.subject),
            facts_in_words(each.facts, municipality.zone),
        )
        for each in found
    ]
    table([said("no"), said("when"), said("who"), said("did"), said("to"), said("facts")], rows)


def _tell(found: "Verified", mirrored: int | None, *, proved: bool, as_json: bool) -> None:
    from runtime import said

    if as_json:
        show_json(
            {
                "whole": True,
                "proved": proved,
                "entries": found.entries,
                "signed_from": found.signed_from,
                "signed_by": found.signed_by,
                "head": found.head,
                "mirrored": mirrored,
            }
        )
        return
    if mirrored is not None:
        say(
            said(
                "The mirror has {mirrored:,} of them, and each is the same there.",
                mirrored=mirrored,
            )
        )
    for line in _lines(found) if proved else [_unproved(found)]:
        say(line)
    show(found.head)


def _lines(found: "Verified") -> "Iterator[Said]":
    from runtime import counted, said

    if found.signed_from > 1:
        yield said(
            "Signed with the key of this home from entry {first} on; whether what is before was rewritten earlier cannot be known.",
            first=found.signed_from,
        )
    yield counted(
        found.entries,
        "{count} entry, and it was not changed. Keep this line elsewhere, as the next anchor:",
        "{count} entries, and none of them was changed. Keep this line elsewhere, as the next anchor:",
    )


def _is_older(found: "Verified", keys: "Keys") -> bool:
    """Whether the end of the journal is signed with a retired key alone."""
    return 0 < found.signed_by < keys.number


def _older(found: "Verified") -> "Said":
    from runtime import said

    return said(
        "Its end is signed with key {number}, which is in use no more: whoever has that key may have written it. `tocsin keys rotate` signs it with the key in use.",
        number=found.signed_by,
    )


def _unproved(found: "Verified") -> "Said":
    from runtime import counted

    return counted(
        found.entries,
        "Not proved: without the key file whoever can write the database may have rewritten it all. {count} entry follows the chain:",
        "Not proved: without the key file whoever can write the database may have rewritten it all. {count} entries follow each other:",
    )


def _told(each: "Entry") -> dict[str, object]:
    return {
        "seq": each.seq,
        "at": each.at.isoformat(),
        "actor": each.actor,
        "action": each.action,
        "subject": each.subject,
        "facts": dict(each.facts),
        "hash": each.hash,
    }
