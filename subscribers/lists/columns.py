"""The columns of a residents list: where in a file their headings stand, and what is wrong with
these."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from runtime import Problem, Said, joined, mark, said
from subscribers.lists.faults import CellFault
from subscribers.lists.headings import (
    CONTACTS,
    REPEATED,
    TITLES,
    UNREAD,
    bare_heading,
    meanings_of,
    near_columns,
)
from subscribers.readings.cells import is_encoded_twice

COLUMNS = (
    "name",
    "language",
    "phone",
    "email",
    "zones",
    "groups",
    "topics",
    "consent_source",
    "consent_at",
)
# Tocsin's own, in a FILE.rejected.csv that was corrected and comes in again.
REMARKS = ("row", "problem")
HEADINGS_WITHIN = 20  # rows from the beginning of a list

_LACKING = {
    "contact": mark("the mobile or the e-mail address"),
    "consent_source": mark("the source of the consent"),
    "consent_at": mark("the date of the consent"),
}


class WrongColumns(Problem):
    """Nothing was imported. A list needs a heading for the mobile or the e-mail address, for the
    source of the consent and for its date: «Κινητό» or «e-mail», «Πηγή συγκατάθεσης», «Ημερομηνία
    συγκατάθεσης» (phone, email, consent_source, consent_at)."""

    for_programs = "Nothing was imported. A list needs headings for phone or email, for consent_source and for consent_at."


@dataclass(frozen=True, slots=True)
class Layout:
    """How one list is written: its headings as they stand, the column that each means (UNREAD for
    none), and their row.

    `delimiter` is what stands between the cells of its rejected rows.
    """

    delimiter: str
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    row: int = 1

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings of the columns that are not read."""
        pairs = zip(self.headings, self.columns, strict=True)
        return tuple(heading for heading, column in pairs if column == UNREAD and heading)

    def placed(self, fault: CellFault) -> CellFault:
        """The fault with the heading as it stands in the file and the name of its cell."""
        if not fault.column or fault.column not in self.columns:
            return fault
        number = self.columns.index(fault.column)
        return replace(
            fault, heading=self.headings[number], cell=f"{letters_of(number)}{fault.row}"
        )


def letters_of(number: int) -> str:
    """The name that spreadsheets give a column, counted from 0: A, B ... Z, AA."""
    above, last = divmod(number, 26)
    return (letters_of(above - 1) if above else "") + chr(ord("A") + last)


def count_known(cells: Sequence[str]) -> int:
    """How many different columns these cells would be the headings of."""
    return len(set(meanings_of(cells)) - {UNREAD})


def headings_among(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows of a list holds its headings: the one with the most that are known,
    else the first."""
    return max(range(len(rows)), key=lambda place: (count_known(rows[place]), -place))


def read_headings(headings: Sequence[str]) -> tuple[str, ...]:
    """The column that each heading means; a second phone is `phone 2`. Raises WrongColumns, which
    says everything that is wrong."""
    meant = meanings_of(headings)
    if found := [*_faults(headings, meant)]:
        raise WrongColumns(*found)
    times: Counter[str] = Counter()
    columns: list[str] = []
    for column in meant:
        times[column] += bool(column)
        columns.append(f"{column} {times[column]}" if times[column] > 1 else column)
    return tuple(columns)


def kind_of(column: str) -> str:
    """The column without its number: `phone` for `phone 2`."""
    return column.partition(" ")[0]


def _faults(headings: Sequence[str], meant: Sequence[str]) -> Iterator[Said]:
    if any(map(is_encoded_twice, headings)):
        yield said(
            "The Greek of the headings was saved twice, in two encodings: save the list once more from where it comes from."
        )
        return
    there = {*meant, *(["contact"] if set(CONTACTS) & set(meant) else [])}
    if lacking := [said(words) for column, words in _LACKING.items() if column not in there]:
        yield said("There is no column for {columns}.", columns=joined(", ", lacking))
        yield said("The headings found are: {columns}.", columns=_shown(headings))
        greek = not all(map(str.isascii, headings))
        yield from (_to_add(column, greek) for column in _LACKING if column not in there)
    twice = [
        column
        for column, times in Counter(meant).items()
        if column and times > 1 and column not in REPEATED
    ]
    if twice:
        yield said(
            "These columns are there twice: {columns}. Delete one of them.",
            columns=_shown([h for h, c in zip(headings, meant, strict=True) if c in twice]),
        )
    yield from _unclear(headings, meant)


def _to_add(column: str, greek: bool) -> Said:
    """How a column that is not there is added to a list, such as that of a form."""
    name, *_ = (
        TITLES[each] if greek else each for each in (CONTACTS if column == "contact" else [column])
    )
    if column == "contact":
        mail = TITLES["email"] if greek else "email"
        return said(
            "Name the column of the mobiles «{phone}», that of the e-mail addresses «{mail}».",
            phone=name,
            mail=mail,
        )
    if column == "consent_at":
        return said(
            "Add a column «{name}» with the day on which each agreed, like 31/3/2026.", name=name
        )
    return said(
        "Add a column «{name}», and write in each row how they agreed: for example form.", name=name
    )


def _unclear(headings: Sequence[str], meant: Sequence[str]) -> Iterator[Said]:
    """The headings that are not read and may be a column that the list lacks."""
    contact = False
    for heading, column in zip(headings, meant, strict=True):
        near = [] if column else near_columns(bare_heading(heading))
        for meaning in (each for each in near if each not in meant and each in TITLES):
            title = meaning if heading.isascii() else TITLES[meaning]
            contact |= meaning in CONTACTS
            yield said(
                "«{heading}» is unknown. Did you mean «{title}»?", heading=heading[:60], title=title
            )
    if contact:
        yield said("If it is another thing, take that column out of the list.")


def _shown(headings: Sequence[str]) -> str:
    return ", ".join(f"«{heading[:40]}»" for heading in headings if heading) or "-"
