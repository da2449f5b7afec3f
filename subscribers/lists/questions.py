"""Questions: the headings of a form, such as «Ποιο είναι το κινητό σας;», by the words in them. All
text is folded, without signs."""

import re
from functools import cache

AGREED = "agreed"  # a yes passes
DECLINED = "declined"  # a yes refuses
_NO_KIND = ""
_ASKED_FOR = (
    r"\b(?:συμφων(?!α\b|ητικ)\w*|συναιν\w*|συγκατα[θτ]\w*|αποδεχ\w*|αποδοχ\w*|δεχ(?:ομαι|εσαι|εστε|ομαστε|εται|θηκ\w*)|"
    r"i accept|accepts?|accepted|agree\w*|consent\w*|opt(?:ed|s)? ?in|(?:θελ|επιθυμ)\w+ να (?:λαμβαν|λαβ|παιρν|ενημερων|ειδοποι)\w*)\b"
)
_AGREEMENT = re.compile(_ASKED_FOR)
_DECLINED = re.compile(
    rf"\b(?:δεν?|μη|not|don t|doesn t|no) {_ASKED_FOR}|\bopt(?:ed|s)? ?out\b|\bδιαφων\w+"
)
_DAY = re.compile(r"\b(?:ημερομηνι\w*|ημ/?νι\w*|ημερ|ημερα|ποτε|date|day|when|time|timestamp)\b")
_SOURCE = re.compile(r"\b(?:πηγ\w+|προελευσ\w+|τροπο\w*|πωσ|source|how|method)\b")
_ASKS_WHICH = re.compile(r"(?:\w+ )?(?:ποι\w+|τι|what|which|where) ")
_SHORT = 5  # words; what names a day in so few is the day itself
_NAMED = {
    kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)")
    for kind, words in {
        "email": r"(?:διευθυνση )?(?:ηλ|ηλεκτρονικ\w+) (?:ταχυδρομει\w+|αλληλογραφι\w+|διευθυνσ\w+)|(?:διευθυνση )?(?:e ?mails?|mail|ημειλ|ιμειλ|μειλ)(?: address)?",
        "landline": r"(?:(?:τηλ|τηλεφων\w+) )?σταθερ(?:ο|ου|α|ων)(?:(?: σασ| σου)? (?:τηλ|τηλεφων\w+))?|land ?line|home phone",
        "phone": r"κινητ(?:ο|ου|α|ων)|κιν|τηλ|τηλεφων(?:ο|ου|α|ων)|sms|(?:mobile|cell|tele)? ?phone(?: number)?|mobile",
        "name": r"ονοματεπωνυμ\w+|ον(?:/|ομ/)?(?:ν?υ?μο)|ονομα(?:τοσ)?(?: και)? επωνυμ\w+|επωνυμ\w+(?: και)? ονομα|ονομα|(?:full |first )?name",
        "surname": r"επωνυμ\w+|επιθετ\w+|surname|(?:last|family) name",
        "zones": r"περιοχ\w+|ζωνη|ζωνεσ|οικισμ\w+|(?:(?:δημοτικ|τοπικ)\w+ )?(?:κοινοτητα|ενοτητα)|συνοικια|zone|area",
        "language": r"γλωσσ\w+|language",
    }.items()
}
_FILLERS = """
    ποιο ποια ποιοσ ποιον ποιοι ποιεσ τι ειναι το τα τη την τησ του των τον ο η οι σε στο στη στην απο με και σασ σου μου αριθμοσ
    αριθμο αριθμου αρ νουμερο δηλωστε συμπληρωστε γραψτε εισαγετε εισαγαγετε δωστε πειτε μασ παρακαλω για να επικοινωνια
    επικοινωνιασ ειδοποιησεισ ειδοποιησεων ειδοποιησησ μηνυματα μενετε μενεισ κατοικειτε κατοικω μενω κατοικια κατοικιασ
    διαμενετε διαμονησ ζειτε προσωπικο δικο θελετε επιθυμειτε προτιματε λαμβανετε λαμβανω ενημερωση οποιο οποια δημοτη κατοικου
    υποχρεωτικο προαιρετικο ελληνικα λατινικα what is your the please enter give us in which do you live number of a an my for to
    contact on receive alerts notifications prefer τισ λαβετε στισ στουσ τουσ
"""
_AROUND = frozenset(_FILLERS.split())


@cache
def agreement_asked(bare: str) -> str:
    """AGREED for a heading that asks whether somebody agrees, DECLINED for one that asks whether
    they do not, else empty."""
    asked = _AGREEMENT.search(bare)
    if not asked and not _DECLINED.search(bare):
        return _NO_KIND
    if _ASKS_WHICH.match(bare) or _told_of_agreement(bare):
        return _NO_KIND
    return DECLINED if _DECLINED.search(bare) else AGREED


def kind_named(bare: str) -> str:
    """The one column whose name such a heading holds, among words that only ask for it; else
    empty."""
    if told := _told_of_agreement(bare):
        return told
    if agreement_asked(bare):
        return _NO_KIND
    kinds: list[str] = []
    for kind, pattern in _NAMED.items():
        left = pattern.sub(" ", bare)
        kinds += [kind] if left != bare else []
        bare = left
    return kinds[0] if len(kinds) == 1 and _AROUND.issuperset(bare.split()) else _NO_KIND


def contacts_named(bare: str) -> tuple[str, ...]:
    """Which of phone and email occur in a heading, whatever else it says."""
    left = _NAMED["landline"].sub(" ", bare)
    return tuple(kind for kind in ("phone", "email") if _NAMED[kind].search(left))


@cache
def _told_of_agreement(bare: str) -> str:
    """`consent_at` or `consent_source` for a heading that names the day or the way of an
    agreement."""
    asked = _AGREEMENT.search(bare)
    for column, pattern in (("consent_at", _DAY), ("consent_source", _SOURCE)) if asked else ():
        found = pattern.search(bare)
        if found and asked and (found.start() < asked.start() or len(bare.split()) <= _SHORT):
            return column
    return _NO_KIND
