"""The list of people not reached as files: one for a spreadsheet, and a page to print."""

import csv
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from alerts.plain_words import template_title
from alerts.reports import MissedRecipient
from console.alerts.missed_list import MissedPeople
from console.alerts.missed_page import MissedPage, PageGroup, PagePerson, page_html
from console.terminal.duty import STREAM
from console.terminal.language import SPOKEN, spoken
from console.terminal.output import say
from runtime import Said, UsageProblem, counted, joined, mark, said, why_refused
from subscribers.readings import guard_cell

COLUMNS = (
    "resident",
    "needs_help",
    "name",
    "language",
    "zones",
    "contacts",
    "why",
    "tried_by",
    "told_in_person",
    "told_by",
)


def write_csv(path: Path, missed: MissedPeople) -> None:
    """Write the list for a spreadsheet: a BOM, so that Excel reads Greek, and no cell that it takes
    for a formula."""
    with _opened(path, "utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(
            tuple(guard_cell(cell) for cell in _cells(missed, each)) for each in missed.people
        )
    if path != STREAM:
        say(
            counted(
                len(missed.people),
                "{count} person is in {file}.",
                "{count} people are in {file}.",
                file=path.name,
            )
        )
    for line in (*([missed.over] if missed.over else []), *missed.told_since()):
        say(line)
    if (trial := missed.trial()) is not None:
        say(trial)


def write_page(path: Path, missed: MissedPeople) -> None:
    """Write one page of HTML that prints on A4: a heading a zone, a box to tick a person."""
    with _opened(path, "utf-8") as file:
        file.write(page_html(_paper(missed)))
    if path != STREAM:
        say(said("Open {file} in a browser and print it.", file=path.name))


def _cells(missed: MissedPeople, each: MissedRecipient) -> tuple[str, ...]:
    person, tries = each.person, each.person.tries
    channels = dict.fromkeys(tried.channel or tried.medium for tried in tries)
    at = f"{missed.office.local(each.told_at):%Y-%m-%d %H:%M}" if each.told_at else ""
    return (
        str(person.resident_id),
        "yes" if person.needs_help else "",
        person.name,
        person.language,
        "; ".join(person.zones),
        "; ".join(missed.addresses(each)),
        spoken(missed.why(each)),
        "; ".join(channels),
        at,
        missed.names.get(each.told_by, each.told_by),
    )


def _paper(missed: MissedPeople) -> MissedPage:
    language = SPOKEN.get()
    title = said(
        mark("Whom to phone or visit while nothing goes out")
        if missed.listed_waiting
        else mark("Whom to phone or visit")
    )
    made = said("Printed {at:%A %d/%m/%Y %H:%M}", at=missed.office.local(missed.made_at))
    facts = joined(" ", [_facts(missed, made), *(missed.told_since() if missed.people else ())])
    for first in (missed.over, missed.trial()):
        if first is not None:
            facts = joined(" ", [first, facts])
    office = missed.office.name.get(language) or missed.office.name.get("el", "")
    running = f"{office} · {spoken(said('alert {number}', number=missed.kept.id))} · {spoken(made)}"
    return MissedPage(
        language,
        spoken(title),
        office,
        spoken(facts),
        running,
        tuple(_groups(missed)),
        spoken(missed.nobody()),
    )


def _facts(missed: MissedPeople, made: Said) -> Said:
    """Which alert it was, when it was sent, and how many people are in the list."""
    alert = missed.kept
    return said(
        "Alert {number}, {template}, sent {at:%A %d/%m/%Y %H:%M}. {made}. People: {people}, told already: {told}.",
        number=alert.id,
        template=template_title(alert.template),
        at=missed.office.local(alert.issued_at or missed.made_at),
        made=made,
        people=len(missed.people),
        told=sum(1 for each in missed.people if each.told_at is not None),
    )


def _groups(missed: MissedPeople) -> Iterator[PageGroup]:
    """Whoever needs help under a heading of their own, then a heading for each zone: of somebody
    with several, the first."""
    helped = spoken(said("NEEDS HELP: first of all"))
    whole = spoken(said("No zone given: the whole municipality"))

    groups: dict[str, list[PagePerson]] = {}
    for each in missed.people:
        first, *others = each.person.zones or (whole,)
        title = helped if each.person.needs_help else first
        groups.setdefault(title, []).append(_line(missed, each, _zones(each, others)))
    for title, people in groups.items():
        yield PageGroup(title, tuple(people))


def _zones(each: MissedRecipient, others: Sequence[str]) -> str:
    """The zones of a person that do not stand above them."""
    if each.person.needs_help:
        return ", ".join(each.person.zones)
    return spoken(said("also: {zones}", zones=", ".join(others))) if others else ""


def _line(missed: MissedPeople, each: MissedRecipient, zone: str) -> PagePerson:
    language = each.person.language if each.person.language != "el" else ""
    return PagePerson(
        str(each.person.resident_id),
        each.person.name or "-",
        zone,
        language,
        tuple(missed.addresses(each)),
        spoken(missed.why(each)),
        spoken(missed.told(each)),
    )


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    """A file for whoever gave the command alone, since it holds names and numbers; for `-` what the
    command puts out."""
    if path == STREAM:
        sys.stdout.write("\ufeff" if encoding == "utf-8-sig" else "")
        yield sys.stdout
        return
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        os.fchmod(handle, 0o600)
        with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
            yield file
    except OSError as error:
        raise UsageProblem(
            said("{file} cannot be written: {why}.", file=path.name, why=why_refused(error))
        ) from None
