"""The columns of a residents list, by all the names their headings go by, and where in a file the headings stand."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache

from areas import folded
from runtime import Problem, Said, joined, mark, said
from subscribers.cells import is_encoded_twice, tidied
from subscribers.faults import Fault
from subscribers.questions import AGREED, DECLINED, agreement_asked, contacts_named, kind_named

COLUMNS = ("name", "language", "phone", "email", "zones", "groups", "topics", "consent_source", "consent_at")
# A list needs one of these and both of the consent.
CONTACTS = ("phone", "email")
# Tocsin's own, in a FILE.rejected.csv that was corrected and comes in again.
REMARKS = ("row", "problem")
REPEATED = ("phone", "email", "landline", AGREED, DECLINED)
UNREAD = ""
HEADINGS_WITHIN = 20  # rows from the beginning of a list

_HEADINGS = {
    "name": "name, full name, ονομα, ονοματεπωνυμο, ονομα και επωνυμο, ονομα επωνυμο, επωνυμο και ονομα, επωνυμο ονομα, ον/μο, ον/νυμο, "
    "δημοτης, κατοικος, first name, given name, μικρο ονομα",
    "surname": "surname, last name, family name, επωνυμο, επιθετο",
    "language": "language, lang, γλωσσα, γλωσσα επικοινωνιας, γλωσσα ειδοποιησης",
    "phone": "phone, mobile, mobile phone, mobile number, phone number, cell, cell phone, telephone, tel, κινητο, κινητα, κιν, "
    "τηλεφωνο, τηλ, τηλεφωνα, κινητο τηλεφωνο, κινητο τηλ, κιν τηλ, κιν τηλεφωνο, τηλ κιν, τηλ κινητο, τηλεφωνο κινητο, "
    "αριθμος κινητου, αρ κινητου, αριθμος τηλεφωνου, τηλεφωνο επικοινωνιας, κινητο επικοινωνιας, sms",
    "landline": "landline, home phone, σταθερο, σταθερο τηλεφωνο, σταθερο τηλ, τηλεφωνο σταθερο, τηλ σταθερο, τηλεφωνο οικιας, "
    "τηλ οικιας, σταθ, σταθ τηλ",
    "email": "email, e-mail, mail, email address, e-mail address, ηλ ταχυδρομειο, ηλεκτρονικο ταχυδρομειο, ηλ διευθυνση, "
    "ηλεκτρονικη διευθυνση, διευθυνση email, διευθυνση e-mail, διευθυνση ηλεκτρονικου ταχυδρομειου, "
    "διευθυνση ηλ ταχυδρομειου, ημειλ, ιμειλ, μειλ",
    "zones": "zones, zone, area, areas, περιοχες, περιοχη, ζωνες, ζωνη, οικισμος, οικισμοι, κοινοτητα, δημοτικη ενοτητα, δ ε, "
    "δημοτικη κοινοτητα, τοπικη κοινοτητα, περιοχη κατοικιας, συνοικια",
    "groups": "groups, group, ομαδες, ομαδα",
    "topics": "topics, topic, θεματα, θεμα",
    "consent_source": "consent source, consent, πηγη συγκαταθεσης, συγκαταθεση, τροπος συγκαταθεσης, προελευση συγκαταθεσης",
    "consent_at": "consent at, consent date, date of consent, ημερομηνια συγκαταθεσης, ημ/νια συγκαταθεσης, "
    "ημ νια συγκαταθεσης, ημνια συγκαταθεσης, ημ συγκαταθεσης, ημερ συγκαταθεσης",
    "needs_help": "needs help, χρειαζεται βοηθεια, χρειαζονται βοηθεια, αναγκη βοηθειας",
    "update": "update, ενημερωση, ενημερωση στοιχειων",
    "row": "row, γραμμη",
    "problem": "problem, προβλημα",
}
# What these mean where no other heading says it.
_OTHERWISE = {
    "consent_source": "πηγη, source, προελευση, τροπος",
    "consent_at": "date, timestamp, χρονικη σημανση, ημερομηνια, ημ/νια, ημερομηνια δηλωσης, ημερομηνια εγγραφης",
}
_LACKING = {
    "contact": mark("the mobile or the e-mail address"),
    "consent_source": mark("the source of the consent"),
    "consent_at": mark("the date of the consent"),
}
TITLES = {
    "name": "Ονοματεπώνυμο", "surname": "Επώνυμο", "language": "Γλώσσα", "phone": "Κινητό", "landline": "Σταθερό", "email": "e-mail",
    "zones": "Περιοχές", "groups": "Ομάδες", "topics": "Θέματα", "consent_source": "Πηγή συγκατάθεσης",
    "consent_at": "Ημερομηνία συγκατάθεσης", "needs_help": "Χρειάζεται βοήθεια", "update": "Ενημέρωση",
}  # fmt: skip
_NOT_LETTERS = re.compile(r"[^\w/]+")
_ADDED = re.compile(r"\(.*?\)|\[.*?\]|\*|:")
_NUMBERED = re.compile(r"(.*\D) ?\d")
# Greek letters that sound alike: «Κινιτό» is heard as «κινητό».
_SOUNDS = ((re.compile("ει|οι|υι|[ηυ]"), "ι"), (re.compile("ω"), "ο"), (re.compile("αι"), "ε"))
# The source of the consent, and a question where another heading is that source.
_CONSENT = frozenset({"consent", "συγκαταθεση"})


def _bare(heading: str) -> str:
    """A heading without case, accents, signs and what stands in brackets."""
    words = _ADDED.sub(" ", folded(tidied(heading)))
    return " ".join(_NOT_LETTERS.sub(" ", words.replace("_", " ")).split())


_MEANT, _WEAKLY = (
    {_bare(word): column for column, words in table.items() for word in words.split(", ")}
    for table in (_HEADINGS, _OTHERWISE)
)


class WrongColumns(Problem):
    """Nothing was imported. A list needs a heading for the mobile or the e-mail address, for the source of the consent and for its date: «Κινητό» or «e-mail», «Πηγή συγκατάθεσης», «Ημερομηνία συγκατάθεσης» (phone, email, consent_source, consent_at)."""

    for_programs = "Nothing was imported. A list needs headings for phone or email, for consent_source and for consent_at."


@dataclass(frozen=True, slots=True)
class Layout:
    """How one list is written: its headings as they stand, the column that each means (UNREAD for none), and their row.

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

    def placed(self, fault: Fault) -> Fault:
        """The fault with the heading as it stands in the file and the name of its cell."""
        if not fault.column or fault.column not in self.columns:
            return fault
        number = self.columns.index(fault.column)
        return replace(fault, heading=self.headings[number], cell=f"{letters_of(number)}{fault.row}")


def letters_of(number: int) -> str:
    """The name that spreadsheets give a column, counted from 0: A, B ... Z, AA."""
    above, last = divmod(number, 26)
    return (letters_of(above - 1) if above else "") + chr(ord("A") + last)


def count_known(cells: Sequence[str]) -> int:
    """How many different columns these cells would be the headings of."""
    return len(set(_meanings(cells)) - {UNREAD})


def headings_among(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows of a list holds its headings: the one with the most that are known, else the first."""
    return max(range(len(rows)), key=lambda place: (count_known(rows[place]), -place))


def read_headings(headings: Sequence[str]) -> tuple[str, ...]:
    """The column that each heading means; a second phone is `phone 2`. Raises WrongColumns, which says everything that is wrong."""
    meant = _meanings(headings)
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
        column for column, times in Counter(meant).items() if column and times > 1 and column not in REPEATED
    ]
    if twice:
        yield said(
            "These columns are there twice: {columns}. Delete one of them.",
            columns=_shown([h for h, c in zip(headings, meant, strict=True) if c in twice]),
        )
    yield from _unclear(headings, meant)


def _to_add(column: str, greek: bool) -> Said:
    """How a column that is not there is added to a list, such as that of a form."""
    name, *_ = (TITLES[each] if greek else each for each in (CONTACTS if column == "contact" else [column]))
    if column == "contact":
        mail = TITLES["email"] if greek else "email"
        return said(
            "Name the column of the mobiles «{phone}», that of the e-mail addresses «{mail}».",
            phone=name,
            mail=mail,
        )
    if column == "consent_at":
        return said("Add a column «{name}» with the day on which each agreed, like 31/3/2026.", name=name)
    return said("Add a column «{name}», and write in each row how they agreed: for example form.", name=name)


def _unclear(headings: Sequence[str], meant: Sequence[str]) -> Iterator[Said]:
    """The headings that are not read and may be a column that the list lacks."""
    contact = False
    for heading, column in zip(headings, meant, strict=True):
        near = [] if column else _near(_bare(heading))
        for meaning in (each for each in near if each not in meant and each in TITLES):
            title = meaning if heading.isascii() else TITLES[meaning]
            contact |= meaning in CONTACTS
            yield said("«{heading}» is unknown. Did you mean «{title}»?", heading=heading[:60], title=title)
    if contact:
        yield said("If it is another thing, take that column out of the list.")


def _near(bare: str) -> list[str]:
    """The columns that an unknown heading may be: by its spelling, else the contacts that it names."""
    sounds = {_sound(word): column for word, column in _MEANT.items()}
    near = get_close_matches(_sound(bare), sounds, 1, 0.88)
    return [sounds[word] for word in near] or ([] if agreement_asked(bare) else [*contacts_named(bare)])


def _sound(words: str) -> str:
    for letters, sound in _SOUNDS:
        words = letters.sub(sound, words)
    return words


def _shown(headings: Sequence[str]) -> str:
    return ", ".join(f"«{heading[:40]}»" for heading in headings if heading) or "-"


def _meanings(headings: Sequence[str]) -> list[str]:
    meant = [_meaning(heading) for heading in headings]
    weak = [_weak_meaning(heading) for heading in headings]
    if "consent_source" in weak or meant.count("consent_source") > 1:
        meant = [
            AGREED if _bare(each) in _CONSENT else column
            for each, column in zip(headings, meant, strict=True)
        ]
    return [
        column
        or (other if other in REPEATED or (other not in meant and other not in weak[:place]) else UNREAD)
        for place, (column, other) in enumerate(zip(meant, weak, strict=True))
    ]


def _weak_meaning(heading: str) -> str:
    """What a heading means where no other says it; a question about the resident's own contact always counts."""
    bare = _bare(heading)
    return _WEAKLY.get(bare) or agreement_asked(bare) or kind_named(bare)


@cache
def _meaning(heading: str) -> str:
    bare = _bare(heading)
    plain = bare.replace("/", " ")
    numbered = _NUMBERED.fullmatch(bare)
    for word in (bare, plain, plain.replace(" ", ""), numbered[1].strip() if numbered else ""):
        if found := _MEANT.get(word):
            return found
    return UNREAD
