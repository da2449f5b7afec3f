"""Titles: an office's name as a sentence needs it, «Ο Δήμος ...», «του Δήμου ...», proposed by what
kind of office its name says it is."""

from runtime.articles import Proposal

# What a name begins with: how a sentence begins with it, and how it is said whose something is.
KINDS = {
    "el": {
        "Δήμος": ("Ο Δήμος", "του Δήμου"),
        "Δημοτική Αστυνομία": ("Η Δημοτική Αστυνομία", "της Δημοτικής Αστυνομίας"),
        "Δημοτική Ενότητα": ("Η Δημοτική Ενότητα", "της Δημοτικής Ενότητας"),
        "Κοινότητα": ("Η Κοινότητα", "της Κοινότητας"),
        "Περιφέρεια": ("Η Περιφέρεια", "της Περιφέρειας"),
        "Περιφερειακή Ενότητα": ("Η Περιφερειακή Ενότητα", "της Περιφερειακής Ενότητας"),
        "Πολιτική Προστασία": ("Η Πολιτική Προστασία", "της Πολιτικής Προστασίας"),
    },
    "en": {
        kind: (f"The {kind}", f"of the {kind}")
        for kind in ("City of", "Community of", "Municipality", "Region of", "Regional Unit of")
    },
}


def propose_beginning(language: str, name: str) -> Proposal:
    """How a sentence begins with a name; the name itself, unsure, where it says no known kind."""
    for kind, (beginning, _) in KINDS.get(language, {}).items():
        if name.startswith(beginning):
            return Proposal(name)
        if _is_of(kind, name):
            return Proposal(f"{beginning}{name.removeprefix(kind)}")
    return Proposal(name, sure=language not in KINDS)


def propose_genitive(language: str, name: str) -> Proposal:
    """Whose something is: «του Δήμου Πύλου», "of the Municipality of Pylos"; nothing where the name
    says no known kind."""
    for kind, (beginning, genitive) in KINDS.get(language, {}).items():
        for start in (beginning, kind):
            if _is_of(start, name):
                return Proposal(f"{genitive}{name.removeprefix(start)}")
    return Proposal("", sure=language not in KINDS)


def _is_of(kind: str, name: str) -> bool:
    return name == kind or name.startswith(f"{kind} ")
