"""The list of the missed as the terminal, a spreadsheet and the patrol's paper have it; all times by the municipality's clocks."""

import csv
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TextIO

from alerts import (
    MEDIA,
    Alert,
    Missed,
    find_alert,
    missed_by,
    people_of,
    tick_off,
    titled,
    untick,
)
from channels import Trial, trials
from console.door import say
from console.duty import STREAM
from console.paper import Cell, Group, Paper, page
from console.speech import SPOKEN, spoken
from delivery import Known
from runtime import Actor, Home, Municipality, Said, UsageProblem, counted, joined, said, why_refused
from staff import names_of
from subscribers import guarded

COLUMNS = (
    "resident", "needs_help", "name", "language", "zones", "contacts", "why", "tried_by", "told_in_person", "told_by",
)  # fmt: skip
STILL_OPEN = (Known.WAITING, Known.ON_ITS_WAY, Known.MAYBE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Those whom an alert missed, in the order in which they are sought; `waiting` more may get it yet, or may have it, and for `tried` it was a trial."""

    kept: Alert
    people: Sequence[Missed]
    waiting: int
    names: Mapping[str, str]
    office: Municipality
    made_at: datetime
    tried: int = 0
    trials: Sequence[Trial] = ()

    @property
    def alert(self) -> int:
        """The number of the alert."""
        return self.kept.id or 0

    def addresses(self, each: Missed) -> list[str]:
        """The landline, to be phoned by hand, and every phone and e-mail address that was tried, once."""
        kept = [each.person.landline] if each.person.landline else []
        return list(dict.fromkeys([*kept, *(tried.address for tried in each.person.tries)]))

    def why(self, each: Missed) -> Said:
        """Why nothing arrived; of several messages each by its medium."""
        whys = each.whys()
        if len({str(why) for _, why in whys}) == 1:
            return whys[0][1]
        return joined(
            "; ", [said("{medium}: {why}", medium=MEDIA[tried.medium], why=why) for tried, why in whys]
        )

    def told(self, each: Missed) -> Said | str:
        """When and by whom somebody was told in person."""
        if each.told_at is None:
            return ""
        at = self.office.local(each.told_at)
        return said("{at:%a %d/%m %H:%M} {by}", at=at, by=self.names.get(each.told_by, each.told_by))

    def nobody(self) -> Said:
        """What is said when the list is empty: while people are open it does not say that all is well."""
        if not self.waiting:
            return self.trial() or said("Nobody was missed.")
        return counted(
            self.waiting,
            "Nobody is missed so far; {count} person still waits or may have it.",
            "Nobody is missed so far; {count} people still wait or may have it.",
        )

    def trial(self) -> Said | None:
        """What is said where the sandbox or a file got it in place of people, who are in no list."""
        if not self.tried:
            return None
        return counted(
            self.tried,
            "TRIAL: {count} person got nothing, and is not in this list.",
            "TRIAL: {count} people got nothing, and are not in this list.",
        )

    def as_json(self) -> dict[str, object]:
        """The documented form: docs/json.md; moments are UTC."""
        return {
            "alert": self.alert,
            "trial": list(self.trials),
            "tried": self.tried,
            "people": [_document(each) for each in self.people],
            "waiting": self.waiting,
        }


def look(home: Home, which: str, done: Sequence[int], undone: Sequence[int], *, by: Actor) -> Sheet:
    """Tick off and read the list in one transaction, which the journal notes."""
    now, config = home.now(), home.config
    at_present = trials(config.routes, config.channels, home.path).by_channel
    with home.database.writing() as session:
        alert = find_alert(session, which)
        if done:
            tick_off(session, home.keys, alert, done, by=by, now=now)
        if undone:
            untick(session, alert, undone, by=by, now=now)
        people = missed_by(session, home.keys, alert, SPOKEN.get(), by=by, now=now)
        summary = people_of(session, alert, at_present)
        names = names_of(session, {each.told_by for each in people if each.told_by})
        session.expunge(alert)
    waiting = sum(summary.counts.get(each, 0) for each in STILL_OPEN)
    return Sheet(alert, people, waiting, names, config.municipality, now, summary.tried, summary.trial)


def write_csv(path: Path, sheet: Sheet) -> None:
    """Write the list for a spreadsheet: a BOM, so that Excel reads Greek, and no cell that it takes for a formula."""
    with _opened(path, "utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(tuple(guarded(cell) for cell in _cells(sheet, each)) for each in sheet.people)
    if path != STREAM:
        say(
            counted(
                len(sheet.people),
                "{count} person is in {file}.",
                "{count} people are in {file}.",
                file=path.name,
            )
        )
    if (trial := sheet.trial()) is not None:
        say(trial)


def write_page(path: Path, sheet: Sheet) -> None:
    """Write one page of HTML that prints on A4: a heading a zone, a box to tick a person."""
    with _opened(path, "utf-8") as file:
        file.write(page(_paper(sheet)))
    if path != STREAM:
        say(said("Open {file} in a browser and print it.", file=path.name))


def _cells(sheet: Sheet, each: Missed) -> tuple[str, ...]:
    person, tries = each.person, each.person.tries
    channels = dict.fromkeys(tried.channel or tried.medium for tried in tries)
    at = f"{sheet.office.local(each.told_at):%Y-%m-%d %H:%M}" if each.told_at else ""
    return (
        str(person.resident_id), "yes" if person.needs_help else "", person.name, person.language, "; ".join(person.zones),
        "; ".join(sheet.addresses(each)), spoken(sheet.why(each)), "; ".join(channels), at,
        sheet.names.get(each.told_by, each.told_by),
    )  # fmt: skip


def _paper(sheet: Sheet) -> Paper:
    local, alert, language = sheet.office.local, sheet.kept, SPOKEN.get()
    issued = local(alert.issued_at or sheet.made_at)
    made = said("Printed {at:%A %d/%m/%Y %H:%M}", at=local(sheet.made_at))
    told = [each for each in sheet.people if each.told_at is not None]
    facts = said(
        "Alert {number}, {template}, sent {at:%A %d/%m/%Y %H:%M}. {made}. People: {people}, told already: {told}.",
        number=alert.id, template=titled(alert.template), at=issued, made=made, people=len(sheet.people), told=len(told),
    )  # fmt: skip
    if (trial := sheet.trial()) is not None:
        facts = joined(" ", [trial, facts])
    title = said("Whom to phone or visit")
    office = sheet.office.name.get(language) or sheet.office.name.get("el", "")
    running = f"{office} · {spoken(said('alert {number}', number=alert.id))} · {spoken(made)}"
    return Paper(
        language, spoken(title), office, spoken(facts), running, tuple(_groups(sheet)), spoken(sheet.nobody())
    )


def _groups(sheet: Sheet) -> Iterator[Group]:
    """Whoever needs help under a heading of their own, then zone by zone."""
    helped = spoken(said("NEEDS HELP: first of all"))
    whole = spoken(said("No zone given: the whole municipality"))

    def heading(each: Missed) -> str:
        zones = ", ".join(each.person.zones) or whole
        return helped if each.person.needs_help else zones

    for title, people in groupby(sheet.people, heading):
        yield Group(title, tuple(_line(sheet, each, with_zone=title == helped) for each in people))


def _line(sheet: Sheet, each: Missed, *, with_zone: bool) -> Cell:
    zone = ", ".join(each.person.zones) if with_zone else ""
    language = each.person.language if each.person.language != "el" else ""
    return Cell(
        str(each.person.resident_id), each.person.name or "-", zone, language, tuple(sheet.addresses(each)),
        spoken(sheet.why(each)), spoken(sheet.told(each)),
    )  # fmt: skip


def _document(each: Missed) -> dict[str, object]:
    person = each.person
    return {
        "resident": person.resident_id,
        "name": person.name,
        "language": person.language,
        "needs_help": person.needs_help,
        "landline": person.landline,
        "zones": person.zones,
        "tries": [
            {"medium": tried.medium, "channel": tried.channel, "address": tried.address, "state": tried.state, "cause": tried.cause, "words": why}
            for tried, why in each.whys()
        ],
        "told_at": each.told_at and each.told_at.isoformat(),
        "told_by": each.told_by,
    }  # fmt: skip


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    """A file for whoever gave the command alone, since it holds names and numbers; for `-` what the command puts out."""
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
