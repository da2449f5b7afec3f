"""Contacts: how the person of a row is reached, by every cell that holds a phone or an e-mail
address."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from delivery.contacts import Address
from runtime import Municipality
from subscribers.lists.columns import kind_of
from subscribers.lists.faults import CellFault, KeptLandline, NoAddress, OnlyLandline
from subscribers.readings.bad_values import BadValue
from subscribers.readings.cells import is_nothing
from subscribers.readings.emails import read_mailbox
from subscribers.readings.phones import NotALandline, NotMobile, read_landline, read_phone

KINDS = ("phone", "email", "landline")


@dataclass(frozen=True, slots=True)
class RowContacts:
    """The addresses of a row by column, phones first, and a landline in E.164; one good address
    makes remarks of the faults."""

    addresses: Mapping[str, Address]
    landline: str
    faults: tuple[CellFault, ...]
    remarks: tuple[CellFault, ...]


def read_contacts(row: int, texts: Mapping[str, str], municipality: Municipality) -> RowContacts:
    """The contacts in the cells of a row, by column."""
    columns = _in_turn(tuple(texts))
    found: dict[str, Address] = {}
    landlines: dict[str, str] = {}
    bad: dict[str, BadValue] = {}
    for column in columns:
        if is_nothing(texts[column], contact=True):
            continue
        try:
            read = _read(kind_of(column), texts[column], municipality)
        except BadValue as problem:
            bad[column] = problem
            continue
        if isinstance(read, str):
            landlines[column] = read
        elif read not in found.values():
            found[column] = read
    bad |= {column: KeptLandline() if found else OnlyLandline() for column in landlines}
    if not found and not bad:
        bad[columns[0] if columns else ""] = NoAddress()
    told = tuple(CellFault(row, column, problem.told) for column, problem in bad.items())
    return RowContacts(
        found, next(iter(landlines.values()), ""), () if found else told, told if found else ()
    )


@lru_cache(maxsize=128)
def _in_turn(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a list's columns that hold contacts, phones first; every row of a list has the
    same."""
    theirs = (column for column in columns if kind_of(column) in KINDS)
    return tuple(sorted(theirs, key=lambda column: KINDS.index(kind_of(column))))


def _read(kind: str, text: str, municipality: Municipality) -> Address | str:
    """An address, or a landline in E.164; what stands in the column of another kind is read as what
    it is."""
    if "@" in text:
        return read_mailbox(text)
    if kind == "email" and not any(map(str.isdecimal, text)):
        return read_mailbox(text)
    try:
        return read_phone(text, municipality)
    except NotMobile:
        try:
            return read_landline(text, municipality)
        except NotALandline:
            raise NotMobile from None
    except BadValue:
        if kind == "email":
            return read_mailbox(text)
        raise
