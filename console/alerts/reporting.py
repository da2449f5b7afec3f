"""What `tocsin alerts report` shows: the counts, and on request the people behind them, addresses
masked."""

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO

from sqlmodel import Session

from alerts import Alert, Office, find_alert
from alerts.plain_words import (
    DOUBLED_WORDS,
    KNOWLEDGE_WORDS,
    MEDIUM_WORDS,
    ROUTE_WORDS,
    describe_outcome,
)
from alerts.reports import (
    list_every_delivery,
    list_not_reached,
    list_possibly_doubled,
    list_unknown,
    make_report,
)
from channels import Medium, Trial
from console.alerts.ending import report_lines
from console.terminal.duty import STREAM
from console.terminal.hindrances import describe_hindrances
from console.terminal.output import say, show, show_json, table
from delivery.status import DeliveryLine, Knowledge, Route
from runtime import Home, Keys, UsageProblem, counted, said, why_refused
from subscribers import owners_of_contacts
from subscribers.readings import guard_cell

COLUMNS = (
    "delivery",
    "resident",
    "contact",
    "medium",
    "language",
    "address",
    "state",
    "cause",
    "words",
    "attempts",
    "doubled",
    "accepted",
    "delivered",
    "road",
)
ON_SCREEN = {
    "resident": "",
    "medium": "",
    "address": "",
    "attempts": "1",
    "road": Route.FIRST,
    "words": "",
}
TITLES = {
    "not_reached": KNOWLEDGE_WORDS[Knowledge.NOT_REACHED],
    "unknown": KNOWLEDGE_WORDS[Knowledge.MAYBE],
    "possibly_doubled": DOUBLED_WORDS,
}
HEADINGS = {
    "resident": said("resident"),
    "medium": said("medium"),
    "address": said("address"),
    "road": said("try"),
    "words": said("what became of it"),
    "attempts": said("attempts"),
}
AT_ONCE = 1000
Row = tuple[str, ...]
Naming = Callable[[Session, Keys, Alert], Iterator[DeliveryLine]]


@dataclass(frozen=True, slots=True)
class ReportForms:
    """Which forms of the report were asked for."""

    as_json: bool
    csv: Path | None
    unknown: bool
    doubled: bool
    missed: bool

    def lists(self) -> Mapping[str, Naming]:
        """The lists of people that were asked for, by their title."""
        asked = (
            (self.missed, "not_reached", list_not_reached),
            (self.unknown, "unknown", list_unknown),
            (self.doubled, "possibly_doubled", list_possibly_doubled),
        )
        return {title: naming for wanted, title, naming in asked if wanted}


def show_report(home: Home, which: str, wanted: ReportForms) -> None:
    """Show the report of an alert in the forms that were asked for."""
    with home.database.reading() as session:
        alert = find_alert(session, which)
        found = make_report(session, alert, Office.of(home))
        named = {
            title: list(_rows(session, naming(session, home.keys, alert), found.trials))
            for title, naming in wanted.lists().items()
        }
        if wanted.csv:
            _write(
                wanted.csv,
                _rows(session, list_every_delivery(session, home.keys, alert), found.trials),
            )
    if wanted.csv == STREAM:
        return
    if wanted.as_json:
        lists = {
            title: [dict(zip(COLUMNS, row, strict=True)) for row in rows]
            for title, rows in named.items()
        }
        show_json(found.as_json() | {f"{title}_list": rows for title, rows in lists.items()})
        return
    for line in report_lines(found, home):
        show(line)
    for line in describe_hindrances({}, found.stopped):
        show(said("  {line}", line=line))
    _show_lists(named)


def _show_lists(named: Mapping[str, Sequence[Row]]) -> None:
    for title, rows in named.items():
        show(
            counted(
                len(rows),
                "\n{title}: {count} message",
                "\n{title}: {count} messages",
                title=TITLES[title],
            )
        )
        _show_people(rows)
    if any(named.values()):
        show(said("\nWho somebody is: tocsin residents show RESIDENT"))


def _show_people(rows: Sequence[Row]) -> None:
    """A list for a narrow screen: a column in which everybody has what nearly everybody has is left
    out."""
    told = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    headings = [
        name for name, usual in ON_SCREEN.items() if any(each[name] != usual for each in told)
    ]
    if headings:
        shown = [[_in_words(name, each[name]) for name in headings] for each in told]
        table([HEADINGS[name] for name in headings], shown)


def _in_words(name: str, value: str) -> str:
    if name == "road":
        return ROUTE_WORDS[Route(value)]
    return MEDIUM_WORDS[Medium(value)] if name == "medium" else value


def _rows(
    session: Session, found: Iterator[DeliveryLine], trials: Mapping[str, Trial]
) -> Iterator[Row]:
    """The lines as they are written, each with the number of the resident whose contact it is."""
    while some := list(islice(found, AT_ONCE)):
        whose = owners_of_contacts(session, [line.contact_id for line in some])
        yield from (_row(line, whose.get(line.contact_id), trials) for line in some)


def _row(line: DeliveryLine, resident: int | None, trials: Mapping[str, Trial]) -> Row:
    known = Knowledge.of(line.state, trials.get(line.channel, Trial.NONE))
    return (
        str(line.delivery_id),
        str(resident or ""),
        str(line.contact_id),
        line.medium,
        line.language,
        line.address,
        line.state,
        line.cause,
        describe_outcome(known, line.state, line.cause),
        str(line.attempts),
        "yes" if line.doubled else "",
        _moment(line.accepted_at),
        _moment(line.delivered_at),
        line.route,
    )


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _write(path: Path, rows: Iterator[Row]) -> None:
    if path == STREAM:
        _write_rows(sys.stdout, rows)
        return
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            _write_rows(file, rows)
    except OSError as error:
        raise UsageProblem(
            said("{file} cannot be written: {why}.", file=path.name, why=why_refused(error))
        ) from None
    say(said("Every delivery is in {file}.", file=path.name))


def _write_rows(file: TextIO, rows: Iterator[Row]) -> None:
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(tuple(guard_cell(cell) for cell in row) for row in rows)
