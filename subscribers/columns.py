"""The columns of a residents file, by all the names their headings go by."""

from collections import Counter
from collections.abc import Sequence

from areas import folded
from runtime import Problem, said

COLUMNS = ("name", "language", "phone", "email", "zones", "groups", "topics", "consent_source", "consent_at")
# A file may leave this one out: then it stays as it is.
OPTIONAL = ("needs_help",)
# Tocsin's own, in a FILE.rejected.csv that was corrected and comes in again.
REMARKS = ("row", "problem")

_HEADINGS = {
    "name": "name, όνομα, ονοματεπώνυμο",
    "language": "language, lang, γλώσσα",
    "phone": "phone, mobile, κινητό, τηλέφωνο, κινητό τηλέφωνο",
    "email": "email, e-mail, ηλ. ταχυδρομείο, ηλεκτρονικό ταχυδρομείο, ηλ. διεύθυνση",
    "zones": "zones, zone, περιοχές, περιοχή, ζώνες, ζώνη",
    "groups": "groups, group, ομάδες, ομάδα",
    "topics": "topics, topic, θέματα, θέμα",
    "consent_source": "consent source, πηγή συγκατάθεσης, συγκατάθεση",
    "consent_at": "consent at, consent date, ημερομηνία συγκατάθεσης",
    "needs_help": "needs help, χρειάζεται βοήθεια, χρειάζονται βοήθεια",
    "row": "row",
    "problem": "problem",
}
_MEANT = {folded(word): column for column, words in _HEADINGS.items() for word in words.split(", ")}


class WrongColumns(Problem):
    """Nothing was imported. The first line names each of these once: name, language, phone, email, zones, groups, topics, consent_source, consent_at; needs_help may be there too (`tocsin residents import --help`)."""

    for_programs = "Nothing was imported. The first line names each of these once: name, language, phone, email, zones, groups, topics, consent_source, consent_at; needs_help may be there too."


def read_headings(headings: Sequence[str]) -> tuple[str, ...]:
    """The column that each heading means; raises WrongColumns, which says everything that is wrong with them."""
    meant = [_MEANT.get(folded(heading.replace("_", " ")), "") for heading in headings]
    faults = [
        _said(
            said("These columns are unknown: {columns}."),
            [h for h, column in zip(headings, meant, strict=True) if not column],
        ),
        _said(
            said("These columns are there twice: {columns}."),
            [c for c, times in Counter(meant).items() if c and times > 1],
        ),
        _said(
            said("These columns are missing: {columns}."),
            [column for column in COLUMNS if column not in meant],
        ),
    ]
    if found := [fault for fault in faults if fault]:
        raise WrongColumns(*found)
    return tuple(meant)


def _said(what: str, columns: Sequence[str]) -> str:
    shown = ", ".join(column[:40] or "(without a name)" for column in columns)
    return said(what, columns=shown) if columns else ""
