"""Rows: one record of a residents file, read into an entry, or everything that is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from areas import Gazetteer
from delivery import Address
from runtime import Municipality, Problem
from subscribers.csv_files import Layout, Record
from subscribers.people import GivenConsent, Profile
from subscribers.readings import (
    listed,
    read_email,
    read_given_at,
    read_language,
    read_name,
    read_needs_help,
    read_phone,
    read_source,
    read_topics,
    read_words,
)

FORMULA_SIGNS = "=+-@\t\r＝＋－＠"
T = TypeVar("T")


class NoAddress(Problem):
    """There is neither a phone nor an e-mail address. Give one of them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell; it never repeats what stands there. `column` is empty when it is the whole row."""

    row: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be read: `addresses` are by column, phone first."""

    record: Record
    profile: Profile
    addresses: Mapping[str, Address]
    consent: GivenConsent
    needs_help: bool | None = None  # None: the file does not say


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that is not imported, and why."""

    record: Record
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows by the rules of a municipality: its zones, its phone numbers, its clocks."""

    municipality: Municipality
    gazetteer: Gazetteer
    layout: Layout
    now: datetime

    def read(self, record: Record) -> Entry | Rejection:
        """The entry in a record, or why there is none."""
        if record.fault:
            return Rejection(record, (Fault(record.row, "", record.fault),))
        cells = _Cells(record.row, dict(zip(self.layout.columns, map(_plain, record.cells), strict=True)))
        entry = self._entry(record, cells)
        return Rejection(record, tuple(cells.faults)) if cells.faults else entry

    def _entry(self, record: Record, cells: "_Cells") -> Entry:
        needs_help = cells.read("needs_help", read_needs_help, None)
        profile = Profile(
            cells.read("name", read_name, ""),
            cells.read("language", read_language, ""),
            cells.read("zones", self._zones, frozenset()),
            cells.read("groups", read_words, frozenset()),
            cells.read("topics", read_topics, frozenset()),
            needs_help=bool(needs_help),
        )
        consent = GivenConsent(
            cells.read("consent_source", read_source, ""),
            cells.read(
                "consent_at", partial(read_given_at, municipality=self.municipality, now=self.now), self.now
            ),
        )
        return Entry(record, profile, self._addresses(cells), consent, needs_help)

    def _addresses(self, cells: "_Cells") -> Mapping[str, Address]:
        readers: Mapping[str, Callable[[str], Address | None]] = {
            "phone": partial(read_phone, municipality=self.municipality),
            "email": read_email,
        }
        given = {column: read for column, read in readers.items() if cells.texts[column]}
        if not given:
            cells.faults.append(Fault(cells.row, "phone", NoAddress().why))
        found = {column: cells.read(column, read, None) for column, read in given.items()}
        return {column: address for column, address in found.items() if address is not None}

    def _zones(self, text: str) -> frozenset[int]:
        return frozenset(self.gazetteer.find(word).id for word in listed(text))


@dataclass(frozen=True, slots=True)
class _Cells:
    row: int
    texts: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def read(self, column: str, reader: Callable[[str], T], otherwise: T) -> T:
        try:
            return reader(self.texts.get(column, ""))
        except Problem as problem:
            self.faults.append(Fault(self.row, column, problem.why))
            return otherwise


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    text = cell.strip(" \u00a0")
    return text[1:] if text[:1] == "'" and text[1:].lstrip()[:1] in FORMULA_SIGNS and len(text) > 1 else text
