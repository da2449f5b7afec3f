"""`tocsin alerts missed`: whom to phone or visit, a line a person."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.alert_options import WhichAlert
from console.terminal.door import open_terminal_to_look
from console.terminal.options import AsJson
from console.terminal.output import say, show, show_json, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.reports import MissedRecipient
    from console.alerts.missed_list import MissedPeople
    from runtime import Said

Csv = Annotated[
    Path | None,
    typer.Option(
        "--csv", help="Write the list to this file, names and numbers in full; - is stdout."
    ),
]
Page = Annotated[
    Path | None,
    typer.Option(
        "--print", help="Write a page to print, with boxes to tick, to this file; - is stdout."
    ),
]
Numbers = Annotated[
    str, typer.Option(metavar="9,12", show_default=False, help="Residents who were told in person.")
]
Waiting = Annotated[
    bool,
    typer.Option(
        "--waiting", help="List whom it may reach yet, or may have: while nothing goes out."
    ),
]
NotDone = Annotated[
    str,
    typer.Option(metavar="9,12", show_default=False, help="Residents who were not told after all."),
]


def list_missed(
    context: typer.Context,
    which: WhichAlert,
    csv: Csv = None,
    print_to: Page = None,
    done: Numbers = "",
    undone: NotDone = "",
    waiting: Waiting = False,
    as_json: AsJson = False,
) -> None:
    """List the people whom an alert did not reach by any medium: whoever needs help first, then by
    zone and name.

    Names and numbers are in full, so it needs the right `subscriber:read`, and the journal notes
    it. --done ticks off whom somebody told by phone or at the door; the report counts them.

    Examples:

      tocsin alerts missed 7

      tocsin alerts missed 7 --print patrol.html

      tocsin alerts missed 7 --done 9,12

      tocsin alerts missed 7 --waiting
    """
    from console.alerts.missed_list import read_missed

    terminal = open_terminal_to_look(context, as_json=as_json)
    missed = read_missed(terminal, which, _read(done), _read(undone), waiting=waiting)
    _put_out(missed, csv, print_to, as_json=as_json)


def _put_out(
    missed: "MissedPeople", csv: Path | None, print_to: Path | None, *, as_json: bool
) -> None:
    from console.alerts.missed_files import write_csv, write_page

    if csv:
        write_csv(csv, missed)
    if print_to:
        write_page(print_to, missed)
    if as_json:
        show_json(missed.as_json())
    elif not (csv or print_to):
        _show(missed)


def _read(text: str) -> "Sequence[int]":
    from runtime import UsageProblem, said

    numbers = [word.strip() for word in text.split(",") if word.strip()]
    if not all(word.isdecimal() and len(word) < 10 for word in numbers):
        raise UsageProblem(
            said("Give the numbers of residents with commas between them: --done 9,12")
        )
    return [int(word) for word in numbers]


def _show(missed: "MissedPeople") -> None:
    from runtime import counted

    for line in (missed.over, missed.way_on()):
        if line is not None:
            show(line)
    if not missed.people:
        show(missed.nobody())
        return
    _show_people(missed)
    for line in missed.told_since():
        say(line)
    if missed.waiting and not missed.listed_waiting:
        say(
            counted(
                missed.waiting,
                "{count} more person waits or may have it: tocsin alerts missed {alert} --waiting",
                "{count} more people wait or may have it: tocsin alerts missed {alert} --waiting",
                alert=missed.alert,
            )
        )


def _show_people(missed: "MissedPeople") -> None:
    from runtime import mark, said

    contacts = said("phone or e-mail"), said("why"), said("told")
    headings = [said("no"), "", said("name"), said("zone"), *contacts]
    rows = [_row(missed, each) for each in missed.people]
    used = [place for place in range(len(headings)) if any(row[place] for row in rows)]
    table([headings[place] for place in used], [[row[place] for place in used] for row in rows])
    show()
    told = sum(each.told_at is not None for each in missed.people)
    show(missed.summed_up(told))
    if told < len(missed.people):
        ticked = mark("Tick off who was told: tocsin alerts missed {alert} --done NUMBER,NUMBER")
        say(said(ticked, alert=missed.alert))


def _row(missed: "MissedPeople", each: "MissedRecipient") -> "tuple[str | Said, ...]":
    from runtime import said

    person = each.person
    return (
        str(person.resident_id),
        said("NEEDS HELP") if person.needs_help else "",
        person.name,
        ", ".join(person.zones) or "-",
        ", ".join(missed.addresses(each)),
        missed.why(each),
        missed.told(each),
    )
