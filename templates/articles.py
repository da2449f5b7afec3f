"""Articles: the article of a Greek place, found by how its name is declined, where the area's own
data does not say it."""

import unicodedata
from collections.abc import Mapping

# The final ν of την stays before these (school grammar); τον keeps it always.
_KEEP_NU = (
    "α",
    "ε",
    "η",
    "ι",
    "ο",
    "υ",
    "ω",
    "κ",
    "π",
    "τ",
    "ξ",
    "ψ",
    "γκ",
    "μπ",
    "ντ",
    "τσ",
    "τζ",
)


def with_article(forms: Mapping[str, str]) -> str:
    """A Greek name in the accusative with its article: «τον Χορτιάτη», «την Εξοχή», «τους
    Αμπελόκηπους».

    `in`, if there is one, is what follows «χιονόπτωση»: «στον Χορτιάτη». Otherwise the first word
    that is declined decides."""
    if forms.get("in", "").startswith("στ"):
        return forms["in"][1:]
    accusative = forms.get("accusative") or forms.get("nominative", "")
    return f"{_article(forms, accusative)} {accusative}"


def _article(forms: Mapping[str, str], accusative: str) -> str:
    nominative, genitive = forms.get("nominative", ""), forms.get("genitive", "")
    words = list(
        zip(*(_plain(each).split() for each in (nominative, genitive, accusative)), strict=False)
    )
    head = next((word for word in words if word[0] != word[1]), words[0] if words else ("", "", ""))
    if head[1].endswith("ων"):
        return _plural(head[0], head[2])
    if head[0].endswith("ς"):
        return "το" if head[0] == head[2] else "τον"
    neuter = head[1].endswith("τος") or (head[0] == head[1] and head[0].endswith("μα"))
    if neuter or not head[0].endswith(("η", "ω", "α")):
        return "το"
    return "την" if _plain(accusative).startswith(_KEEP_NU) else "τη"


def _plural(nominative: str, accusative: str) -> str:
    if nominative.endswith(("ες", "εις")):
        return "τις"
    return "τους" if accusative.endswith("ους") else "τα"


def _plain(text: str) -> str:
    marks = unicodedata.normalize("NFD", text.casefold().replace("σ ", "ς "))
    bare = "".join(mark for mark in marks if not unicodedata.combining(mark))
    # Casefold turns the final ς into σ.
    return " ".join(word[:-1] + "ς" if word.endswith("σ") else word for word in bare.split())
