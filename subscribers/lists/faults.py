"""Faults: what is wrong with a row of a list, or left out of it, and where it stands."""

from dataclasses import dataclass

from runtime.kept_words import KeptWords
from subscribers.readings.bad_values import BadValue


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell; it never repeats an address or a name. `column` is empty when it
    is the whole row.

    `heading` is what stands above the cell in the file, `cell` its name in a spreadsheet, such as
    C5."""

    row: int
    column: str
    problem: KeptWords
    heading: str = ""
    cell: str = ""


class NoAddress(BadValue):
    """There is neither a mobile number nor an e-mail address. Give one of them."""


class EncodedTwice(BadValue):
    """The Greek of this row was saved twice, in two encodings, and cannot be read. Write it anew,
    or save the list once more from where it comes from."""


class KeptLandline(BadValue):
    """This is a landline: it is kept, to be phoned by hand. No SMS reaches it."""


class OnlyLandline(BadValue):
    """This is a landline, so no SMS reaches it. Give a mobile number, like 6912345678, or an e-mail
    address too."""
