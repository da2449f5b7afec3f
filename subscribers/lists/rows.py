"""Rows: one record of a residents list, read into an entry, or everything that is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import TypeVar

from areas import Gazetteer
from delivery.contacts import Address
from runtime import Municipality
from runtime.chains import DEFAULT_LANGUAGE
from subscribers.lists.columns import Layout, kind_of
from subscribers.lists.csv_files import Record
from subscribers.lists.faults import CellFault, EncodedTwice
from subscribers.lists.optional_cells import first_language, instead, read_need, several_languages
from subscribers.lists.questions import AGREED, DECLINED
from subscribers.lists.row_contacts import read_contacts
from subscribers.people import GivenConsent, Profile
from subscribers.readings.bad_values import BadValue
from subscribers.readings.cells import is_encoded_twice, is_nothing, tidied
from subscribers.readings.dates import read_given_at
from subscribers.readings.languages import read_language
from subscribers.readings.places import NotAZone, read_zones
from subscribers.readings.texts import (
    read_agreement,
    read_name,
    read_needs_help,
    read_refusal,
    read_source,
    read_topics,
    read_words,
)

ZONES_KEPT = 10_000
ANSWERS = {AGREED: read_agreement, DECLINED: read_refusal}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A row that can be read: `addresses` are by column, phone first."""

    record: Record
    profile: Profile
    addresses: Mapping[str, Address]
    consent: GivenConsent
    needs_help: bool | None = None  # None: the file does not say
    remarks: tuple[CellFault, ...] = ()  # what of the row is left out or kept otherwise
    speaks: bool = False  # whether the row names a language
    update: bool = False  # whether it says that it is right where the list says otherwise
    normal_letters: bool | None = None  # None: the file does not say


@dataclass(frozen=True, slots=True)
class RowRejection:
    """A row that is not imported, and why."""

    record: Record
    faults: tuple[CellFault, ...]


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reads rows by the rules of a municipality: its zones, its phone numbers, its clocks."""

    municipality: Municipality
    gazetteer: Gazetteer
    layout: Layout
    now: datetime
    known_zones: dict[str, frozenset[int] | NotAZone] = field(default_factory=dict)

    def read(self, record: Record) -> ListEntry | RowRejection:
        """The entry in a record, or why there is none."""
        if record.fault:
            return RowRejection(record, (CellFault(record.row, "", record.fault),))
        if any(map(is_encoded_twice, record.cells)):
            return RowRejection(record, (CellFault(record.row, "", EncodedTwice().told),))
        cells = _Cells(
            record.row, dict(zip(self.layout.columns, map(tidied, record.cells), strict=True))
        )
        entry = self._entry(record, cells)
        return RowRejection(record, (*cells.faults, *cells.remarks)) if cells.faults else entry

    def _entry(self, record: Record, cells: "_Cells") -> ListEntry:
        contacts = read_contacts(record.row, cells.texts, self.municipality)
        cells.faults.extend(contacts.faults)
        cells.remarks.extend(contacts.remarks)
        needs_help = self._need(cells)
        normal_letters = cells.choose("normal_letters", read_needs_help, None)
        language = self._language(cells)
        profile = Profile(
            self._name(cells),
            language or DEFAULT_LANGUAGE,
            cells.read("zones", self._zones, frozenset()),
            cells.read("groups", read_words, frozenset()),
            cells.choose("topics", read_topics, frozenset()),
            needs_help=bool(needs_help),
            landline=contacts.landline,
            normal_letters=bool(normal_letters),
        )
        consent = self._consent(cells)
        for column, answer in _questions(tuple(cells.texts)):
            cells.read(column, answer, None)
        update = bool(cells.choose("update", read_needs_help, None))
        return ListEntry(
            record,
            profile,
            contacts.addresses,
            consent,
            needs_help,
            tuple(cells.remarks),
            bool(language),
            update,
            normal_letters,
        )

    def _name(self, cells: "_Cells") -> str:
        """A name is decoration: one that cannot be read costs nobody their warning."""
        try:
            return read_name(" ".join(filter(None, (cells.text("name"), cells.text("surname")))))
        except BadValue as problem:
            cells.remarks.append(CellFault(cells.row, "name", problem.told))
            return ""

    def _language(self, cells: "_Cells") -> str:
        """The language of a row, the first of several; empty where none is understood."""
        text = cells.text("language")
        if not text:
            return ""
        try:
            return read_language(text)
        except BadValue as problem:
            first = first_language(text)
            told = several_languages(first) if first else instead("language", problem)
            cells.remarks.append(CellFault(cells.row, "language", told))
            return first

    def _consent(self, cells: "_Cells") -> GivenConsent:
        given_at = partial(read_given_at, municipality=self.municipality, now=self.now)
        source = cells.read("consent_source", read_source, "")
        return GivenConsent(source, cells.read("consent_at", given_at, self.now))

    def _need(self, cells: "_Cells") -> bool | None:
        needs_help, told = read_need(cells.text("needs_help"))
        if told:
            cells.remarks.append(CellFault(cells.row, "needs_help", told))
        return needs_help

    def _zones(self, text: str) -> frozenset[int]:
        """The zones of a cell; a list has few different ones, so each is looked up once."""
        found = self.known_zones.get(text)
        if found is None:
            try:
                found = read_zones(text, self.gazetteer, self.municipality.name.values())
            except NotAZone as problem:
                found = problem
            if len(self.known_zones) >= ZONES_KEPT:
                self.known_zones.clear()
            self.known_zones[text] = found
        if isinstance(found, NotAZone):
            raise found.with_traceback(None)
        return found


@lru_cache(maxsize=128)
def _questions(columns: tuple[str, ...]) -> Sequence[tuple[str, Callable[[str], None]]]:
    """Those of a list's columns that ask whether somebody agrees; every row of a list has the
    same."""
    return [(each, ANSWERS[kind_of(each)]) for each in columns if kind_of(each) in ANSWERS]


@dataclass(frozen=True, slots=True)
class _Cells:
    row: int
    texts: Mapping[str, str]
    faults: list[CellFault] = field(default_factory=list)
    remarks: list[CellFault] = field(default_factory=list)

    def text(self, column: str) -> str:
        """What stands in that column, nothing for `-` and the like."""
        text = self.texts.get(column, "")
        return "" if is_nothing(text) else text

    def choose(self, column: str, reader: Callable[[str], T], otherwise: T) -> T:
        """An optional cell: one that is not understood is remarked, and the row stays."""
        try:
            return reader(self.text(column))
        except BadValue as problem:
            self.remarks.append(CellFault(self.row, column, instead(column, problem)))
            return otherwise

    def read(self, column: str, reader: Callable[[str], T], otherwise: T) -> T:
        try:
            return reader(self.text(column))
        except BadValue as problem:
            self.faults.append(CellFault(self.row, column, problem.told))
            return otherwise
