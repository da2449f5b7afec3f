"""Headings: all the names by which the columns of a residents list go, and what an unknown one may
mean."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache

from areas import fold_text
from subscribers.lists.questions import (
    AGREED,
    DECLINED,
    agreement_asked,
    contacts_named,
    kind_named,
)
from subscribers.readings.cells import tidied

# A list needs one of these and both of the consent.
CONTACTS = ("phone", "email")
REPEATED = ("phone", "email", "landline", AGREED, DECLINED)
UNREAD = ""
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
    "normal_letters": "normal letters, sms in normal letters, κανονικα γραμματα, sms με κανονικα γραμματα, sms με κανονικα ελληνικα γραμματα, "
    "sms με πεζα",
    "update": "update, ενημερωση, ενημερωση στοιχειων",
    "row": "row, γραμμη",
    "problem": "problem, προβλημα",
}
# What these mean where no other heading says it.
_OTHERWISE = {
    "consent_source": "πηγη, source, προελευση, τροπος",
    "consent_at": "date, timestamp, χρονικη σημανση, ημερομηνια, ημ/νια, ημερομηνια δηλωσης, ημερομηνια εγγραφης",
}
TITLES = {
    "name": "Ονοματεπώνυμο",
    "surname": "Επώνυμο",
    "language": "Γλώσσα",
    "phone": "Κινητό",
    "landline": "Σταθερό",
    "email": "e-mail",
    "zones": "Περιοχές",
    "groups": "Ομάδες",
    "topics": "Θέματα",
    "consent_source": "Πηγή συγκατάθεσης",
    "consent_at": "Ημερομηνία συγκατάθεσης",
    "needs_help": "Χρειάζεται βοήθεια",
    "normal_letters": "SMS με κανονικά γράμματα",
    "update": "Ενημέρωση",
}
_NOT_LETTERS = re.compile(r"[^\w/]+")
_ADDED = re.compile(r"\(.*?\)|\[.*?\]|\*|:")
_NUMBERED = re.compile(r"(.*\D) ?\d")
# Greek letters that sound alike: «Κινιτό» is heard as «κινητό».
_SOUNDS = ((re.compile("ει|οι|υι|[ηυ]"), "ι"), (re.compile("ω"), "ο"), (re.compile("αι"), "ε"))
# The source of the consent, and a question where another heading is that source.
_CONSENT = frozenset({"consent", "συγκαταθεση"})


def bare_heading(heading: str) -> str:
    """A heading without case, accents, signs and what stands in brackets."""
    words = _ADDED.sub(" ", fold_text(tidied(heading)))
    return " ".join(_NOT_LETTERS.sub(" ", words.replace("_", " ")).split())


_MEANT, _WEAKLY = (
    {bare_heading(word): column for column, words in table.items() for word in words.split(", ")}
    for table in (_HEADINGS, _OTHERWISE)
)


def near_columns(bare: str) -> list[str]:
    """The columns that an unknown heading may be: by its spelling, else the contacts that it
    names."""
    sounds = {_sound(word): column for word, column in _MEANT.items()}
    near = get_close_matches(_sound(bare), sounds, 1, 0.88)
    return [sounds[word] for word in near] or (
        [] if agreement_asked(bare) else [*contacts_named(bare)]
    )


def _sound(words: str) -> str:
    for letters, sound in _SOUNDS:
        words = letters.sub(sound, words)
    return words


def meanings_of(headings: Sequence[str]) -> list[str]:
    """The column that each heading means, UNREAD for none; what others of the same list mean counts
    too."""
    meant = [_meaning(heading) for heading in headings]
    weak = [_weak_meaning(heading) for heading in headings]
    if "consent_source" in weak or meant.count("consent_source") > 1:
        meant = [
            AGREED if bare_heading(each) in _CONSENT else column
            for each, column in zip(headings, meant, strict=True)
        ]
    return [
        column
        or (
            other
            if other in REPEATED or (other not in meant and other not in weak[:place])
            else UNREAD
        )
        for place, (column, other) in enumerate(zip(meant, weak, strict=True))
    ]


def _weak_meaning(heading: str) -> str:
    """What a heading means where no other says it; a question about the resident's own contact
    always counts."""
    bare = bare_heading(heading)
    return _WEAKLY.get(bare) or agreement_asked(bare) or kind_named(bare)


@cache
def _meaning(heading: str) -> str:
    bare = bare_heading(heading)
    plain = bare.replace("/", " ")
    numbered = _NUMBERED.fullmatch(bare)
    for word in (bare, plain, plain.replace(" ", ""), numbered[1].strip() if numbered else ""):
        if found := _MEANT.get(word):
            return found
    return UNREAD
