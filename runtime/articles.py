"""Articles: a name as a sentence needs it, with its preposition or its article. What nobody has
written down is proposed by how the name is declined."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

__all__ = ["IN", "as_object", "correct_in", "fits_in", "propose_in"]

Forms = Mapping[str, str]
IN = "in"  # the case that follows «χιονόπτωση»: preposition, article and accusative
VOWELS = ("α", "ε", "η", "ι", "ο", "υ", "ω")
# The final ν of την stays before these (school grammar); τον keeps it always.
KEEP_NU = (*VOWELS, "κ", "π", "τ", "ξ", "ψ", "γκ", "μπ", "ντ", "τσ", "τζ", *"13456789")
# Short forms that are not declined: Δημοτική Ενότητα, Τοπική Κοινότητα, Περιφερειακή Ενότητα.
FEMININE_SHORT = frozenset({"δ.ε.", "δε", "τ.κ.", "τκ", "δ.κ.", "δκ", "π.ε.", "πε"})
# Feminine in spite of their ending, as most islands are; and what ends as these do: Αλόννησος.
_FEMININE = """
    αμμοχωστος αμοργος ανδρος αντιπαρος δηλος επιδαυρος ζακυνθος θασος ιος καλυμνος καρπαθος κασος
    κιμωλος κισσαμος κορινθος κυθνος κυπρος κως λεμεσος λερος λεσβος λεωφορος λημνος μηλος μυκονος ναξος
    νησος νισυρος οδος ολυνθος παρος πατμος παφος πυλος ροδος σαμος σεριφος σικινος σιφνος σκιαθος
    σκοπελος σκυρος συρος τηλος τηνος φολεγανδρος χιος ψεριμος
"""
FEMININE = frozenset(_FEMININE.split())
FEMININE_ENDS = ("νησος", "οδος", "κορινθος")
_MASCULINE = """
    αγιος αλιαρτος αλιμος αλμυρος ασπροπυργος βολος διονυσος ευοσμος ιασμος καμπος λοφος μεγαλος
    μικρος μυλος νεος οικισμος ολυμπος ορχομενος παλαιος παλιος παρνασσος πολυγυρος πορος προφητης
    πυργος σταθμος συνοικισμος ταυρος τυρναβος υμηττος χολαργος ωρωπος
"""
MASCULINE = frozenset(_MASCULINE.split())
MASCULINE_ENDS = ("πυργος", "μυλος", "λοφος", "ποταμος", "καμπος", "ισμος")
# English names that are described and so have an article.
DESCRIBED = (
    "Community of ",
    "District of ",
    "Local ",
    "Municipal ",
    "Municipality of ",
    "Region of ",
    "Settlement of ",
    "Village of ",
)
PREPOSITIONS = ("in", "on", "at", "near", "around", "along")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A form of a name as grammar has it, and whether a person need not look at it; no words where
    there is no rule."""

    words: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Head:
    """The word of a name that decides, by its cases, without accents."""

    nominative: str
    genitive: str
    accusative: str

    @property
    def declined(self) -> bool:
        return self.nominative != self.genitive


def propose_in(language: str, forms: Forms) -> Proposal:
    """What follows «χιονόπτωση», by the other forms of a name: «στον Χορτιάτη», "in Panorama"."""
    if language == "el":
        accusative = forms.get("accusative") or forms.get("nominative", "")
        article = _article(forms, accusative)
        return Proposal(f"σ{article.words} {accusative}", article.sure)
    if language == "en":
        name = forms.get("nominative", "")
        if name.startswith("The "):
            return Proposal(f"in the {name[4:]}")
        return Proposal(f"in the {name}" if name.startswith(DESCRIBED) else f"in {name}")
    return Proposal("")


def as_object(language: str, forms: Forms) -> str:
    """A name as an object, with its article where it has one: «τον Χορτιάτη», "the Municipal Unit
    of Panorama"."""
    said = forms.get(IN) or propose_in(language, forms).words
    if language == "el":
        said = said if said.startswith("στ") else propose_in(language, forms).words
        return said[1:]
    first, _, rest = said.partition(" ")
    return rest if first in PREPOSITIONS else forms.get("accusative", forms.get("nominative", ""))


def fits_in(language: str, said: str) -> bool:
    """Whether it can follow «χιονόπτωση»: in Greek it begins with σε or what σε becomes."""
    first = said.partition(" ")[0]
    if language == "el":
        return _plain(first).startswith("σ") and " " in said
    return language != "en" or (first in PREPOSITIONS and " " in said)


def correct_in(language: str, said: str, forms: Forms) -> str:
    """What grammar has in place of a Greek form that somebody wrote down; the same where it has no
    doubt. Words that are none of the name's cases are left alone but for the final ν of στη(ν)."""
    article, _, rest = said.partition(" ")
    if language != "el" or not rest:
        return said
    proposal = propose_in(language, forms)
    if proposal.sure and _plain(rest) in {_plain(each) for each in forms.values()}:
        return proposal.words
    if _plain(article) in ("στη", "στην"):
        return f"{'στην' if _plain(rest).startswith(KEEP_NU) else 'στη'} {rest}"
    return said


def _article(forms: Forms, accusative: str) -> Proposal:
    """The article of a Greek name; the first word that is declined decides."""
    nominative = forms.get("nominative", "")
    cases = [nominative, forms.get("genitive") or nominative, accusative]
    words = list(zip(*(_plain(each).split() for each in cases), strict=False))
    head = next((_Head(*word) for word in words if word[0] != word[1]), None)
    if head is None:
        head = _Head(*words[0]) if words else _Head("", "", "")
    found = next(_readings(head), Proposal("το", sure=False))
    if len({len(each.split()) for each in cases}) > 1 or not head.declined:
        found = Proposal(found.words, sure=head.nominative in FEMININE_SHORT)
    if found.words == "τη" and _plain(accusative).startswith(KEEP_NU):
        return Proposal("την", found.sure)
    return found


def _readings(head: _Head) -> Iterator[Proposal]:
    """What its declension says, what is surest first."""
    name, of = head.nominative, head.genitive
    if name in FEMININE_SHORT:
        yield Proposal("τη")
    if of.endswith("ων") and of != name:
        yield from _plural(head)
    if name.endswith("ς"):
        yield from _masculine(head)
    if of == name and name.endswith("ου"):
        yield Proposal("του", sure=False)  # Ζωγράφου: the municipality of a man
    if name.endswith(("η", "α", "ω")):
        neuter = of.endswith("τος") or (of == name and name.endswith("μα"))
        feminine = of.endswith(("ης", "ας", "ως", "ους"))
        yield Proposal("το") if neuter else Proposal("τη", feminine)
    yield Proposal("το", of.endswith(("ου", "ους")))


def _plural(head: _Head) -> Iterator[Proposal]:
    if head.nominative.endswith("οι"):
        yield Proposal("τους")
    if head.nominative.endswith(("ωνες", "αδες", "ηδες")):
        yield Proposal("τους", sure=False)
    if head.nominative.endswith(("ες", "εις")):
        yield Proposal("τις")
    if head.accusative.endswith("ους"):
        yield Proposal("τους")
    yield Proposal("τα", head.nominative.endswith(("α", "η")))


def _masculine(head: _Head) -> Iterator[Proposal]:
    """Of a name that ends in ς: Χορτιάτης, but also Πύλος and Δάσος, which are none."""
    name = head.nominative
    if name == head.accusative:
        yield Proposal("το", head.genitive.endswith("ους"))
    if name in FEMININE or name.endswith(FEMININE_ENDS):
        yield Proposal("τη")
    if name.endswith("ις"):
        yield Proposal("τη", head.genitive.endswith("εως"))
    told = name in MASCULINE or name.endswith(MASCULINE_ENDS) or not name.endswith(("ος", "ως"))
    yield Proposal("τον", told)


def _plain(text: str) -> str:
    """Without case and accents; casefold turns the final ς into σ."""
    marks = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(mark for mark in marks if not unicodedata.combining(mark))
    return " ".join(word[:-1] + "ς" if word.endswith("σ") else word for word in bare.split())
