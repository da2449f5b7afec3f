"""docs/night-el.md: the screens of the journey, with what differs from one run to the next set to
one value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap

from tests.journeys.conftest import ROOT

PAGE = ROOT / "docs" / "night-el.md"
WIDTH = 80
HEAD = """# Η κάρτα νυχτερινής βάρδιας, οθόνη προς οθόνη

Οι εντολές της [κάρτας](night-card.md) σε τερματικό 80 × 24, με `TOCSIN_LANGUAGE=el`: ό,τι γράφει μετά το `$` το πληκτρολογείτε, τα υπόλοιπα τα απαντά το Tocsin. Οι άνθρωποι και οι αριθμοί είναι επινοημένοι και ο πάροχος είναι το sandbox αυτού του μηχανήματος: γι’ αυτό γράφει «ΔΟΚΙΜΗ» και «στο sandbox», εκεί όπου μια πραγματική αποστολή γράφει «ΠΡΑΓΜΑΤΙΚΗ ΕΙΔΟΠΟΙΗΣΗ» και «στον πάροχο». Όσο στέλνεται μια ειδοποίηση, η οθόνη δείχνει πώς προχωρά· εδώ μένει μόνο η τελευταία γραμμή.

<!-- made by a test: make night (tests/journeys/test_night.py) -->
"""
# The number of an alert, as the world knows it, ends in chance.
IDENTIFIER = re.compile(r"(gr-\d{8}T\d{3})\d{3}Z-[0-9a-f]{8}")
# So does the number by which everybody may ask for it.
PUBLIC = re.compile(r"(/a/|Ειδοποίηση \d+  |δημόσιος αρ\.\s+)[0-9A-Z]{5}\b")
CLOCK = re.compile(r"\b(\d{2}:\d)\d(?::\d{2})?\b")
RATE = re.compile(r"\([\d.]+/δευτ\.(?:, απομένουν [^)]+)?\)")
SECONDS = re.compile(r"\d+,\d δευτ\.")
PROGRESS = re.compile(r"(?:Ολοκληρώθηκαν .*?\n)+?(?=Ειδοποίηση \d)", re.DOTALL)
SPANS = re.compile(r"  χρόνος μέχρι .*?\n(?=  κόστος)", re.DOTALL)


@dataclass(frozen=True)
class Screen:
    """One command as it was typed, what the terminal showed from then on, and the exit code."""

    title: str
    typed: str
    seen: str
    code: int

    @property
    def shown(self) -> str:
        """The same on every run."""
        text = PROGRESS.sub(lambda found: _again(f"Ολ{found[0].rpartition('Ολ')[2]}"), self.seen)
        text = SPANS.sub(lambda found: _again(found[0], "  "), text)
        text = PUBLIC.sub(r"\g<1>7K3QD", text)
        text = CLOCK.sub(r"\g<1>0", IDENTIFIER.sub(r"\g<1>000Z-7a0c1463", text))
        return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())


def page(screens: Iterable[Screen]) -> str:
    """The page as it should be."""
    return HEAD + "".join(_section(number, each) for number, each in enumerate(screens, 1))


def _section(number: int, screen: Screen) -> str:
    typed = f"$ {screen.typed}"
    if len(typed) > WIDTH:
        typed = typed.replace(" --set ", " \\\n    --set ")
    ended = f"\nΚωδικός: {screen.code}\n" if screen.code else ""
    return f"\n## {number}. {screen.title}\n\n```\n{typed}\n{screen.shown}\n```\n{ended}"


def _again(text: str, step: str = "") -> str:
    """A sentence whose spans are of this run, with others in their place, in lines as before."""
    sentence = RATE.sub("(10/δευτ.)", SECONDS.sub("0,8 δευτ.", " ".join(text.split())))
    return "\n".join(wrap(step + sentence, WIDTH, subsequent_indent=step)) + "\n"
