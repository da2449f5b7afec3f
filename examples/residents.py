"""Invented residents, any number of them: `python -m examples.residents 20000 [--seed 7] >
residents.csv`.

The same number and seed give the same file; every phone and e-mail address stands in it once.
"""

import argparse
import csv
import os
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TextIO

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


def _words(text: str) -> list[str]:
    return text.split()


WOMEN = _words(
    "Μαρία Ελένη Κατερίνα Βασιλική Σοφία Αγγελική Δήμητρα Άννα Ιωάννα Χριστίνα Παρασκευή Φωτεινή"
)
MEN = _words(
    "Γιώργος Γιάννης Κώστας Δημήτρης Νίκος Παναγιώτης Βασίλης Χρήστος Θανάσης Μιχάλης Στέλιος Ηλίας"
)
SURNAMES_OF_MEN = _words(
    "Παπαδόπουλος Γεωργίου Δημητριάδης Νικολαΐδης Κωνσταντίνου Ιωαννίδης Βλάχος Σιδηρόπουλος "
    "Καραγιάννης Αντωνίου Μακρής Χατζής Τσολάκης Ζαφειρίου Κεχαγιάς Ξενίδης"
)
SURNAMES_OF_WOMEN = _words(
    "Παπαδοπούλου Γεωργίου Δημητριάδου Νικολαΐδου Κωνσταντίνου Ιωαννίδου Βλάχου Σιδηροπούλου "
    "Καραγιάννη Αντωνίου Μακρή Χατζή Τσολάκη Ζαφειρίου Κεχαγιά Ξενίδου"
)
FOREIGN = {
    "en": (
        _words("Emma Oliver Alice James Grace Henry Ruth"),
        _words("Smith Walker Hughes O'Neill Baker Reed Clarke"),
    ),
    "sq": (
        _words("Arben Drita Ilir Elira Besnik Mirela"),
        _words("Hoxha Shehu Prifti Kola Gjoka Leka"),
    ),
    "de": (
        _words("Anna Jürgen Klara Stefan Ute Max"),
        _words("Müller Schäfer Weiß Vogel Braun Koch"),
    ),
}
LANGUAGES = ("el",) * 80 + ("en",) * 16 + ("sq",) * 3 + ("de",)
ZONES = (
    ("pylaia",) * 7
    + ("panorama",) * 5
    + ("asvestochori",) * 2
    + ("filyro",) * 2
    + ("chortiatis", "exochi", "")
)
TOPICS = ("",) * 6 + (
    "emergency;weather",
    "weather;utilities",
    "utilities",
    "weather;events",
    "events;roads;schools",
)
GROUPS = ("",) * 18 + ("volunteers", "schools-staff")
SOURCES = ("form", "desk", "web", "phone")
DOMAINS = ("example.gr", "example.org", "example.com")
PREFIX = "+30692"
NUMBERS = 10_000_000
STRIDE = 7_368_787  # shares no factor with NUMBERS, so that every number comes once
FIRST_DAY = date(2023, 1, 9)
_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋΐΰς",
        _words("a v g d e z i th i k l m n x o p r s t y f ch ps o a e i i o y o i y i y s"),
        strict=True,
    )
)
_LATIN = str.maketrans(_LETTERS | {"ü": "ue", "ä": "ae", "ö": "oe", "ß": "ss", "'": "", "ë": "e"})


def invent(number: int, seed: int = 7) -> Iterator[tuple[str, ...]]:
    """Rows in the order of COLUMNS; up to ten million of them are all different."""
    chance = random.Random(seed)
    start = chance.randrange(NUMBERS)
    for index in range(number):
        phone = f"{PREFIX}{(start + index * STRIDE) % NUMBERS:07d}"
        yield _resident(chance, index, phone)


def write(out: TextIO, number: int, seed: int = 7) -> None:
    """Write a residents file."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(invent(number, seed))


def _resident(chance: random.Random, index: int, phone: str) -> tuple[str, ...]:
    language = chance.choice(LANGUAGES)
    first, last = _name(chance, language)
    email = f"{_latin(first)}.{_latin(last)}.{index + 1}@{chance.choice(DOMAINS)}"
    way = (
        chance.random()
    )  # half have both, a third a phone alone, the others an e-mail address alone
    given = FIRST_DAY + timedelta(days=chance.randrange(1000))
    return (
        f"{first} {last}" if chance.random() < 0.95 else "",
        language,
        phone if way < 0.83 else "",
        email if way < 0.5 or way >= 0.83 else "",
        _zones(chance),
        chance.choice(GROUPS),
        chance.choice(TOPICS),
        chance.choice(SOURCES),
        given.isoformat(),
    )


def _name(chance: random.Random, language: str) -> tuple[str, str]:
    if language != "el":
        first, last = FOREIGN[language]
        return chance.choice(first), chance.choice(last)
    if chance.random() < 0.5:
        return chance.choice(WOMEN), chance.choice(SURNAMES_OF_WOMEN)
    return chance.choice(MEN), chance.choice(SURNAMES_OF_MEN)


def _zones(chance: random.Random) -> str:
    home = chance.choice(ZONES)
    if not home or chance.random() > 0.1:
        return home
    return ";".join(dict.fromkeys((home, chance.choice(ZONES[:-1]))))


def _latin(name: str) -> str:
    return name.lower().translate(_LATIN)


def main() -> None:
    """Write a residents file to stdout."""
    parser = argparse.ArgumentParser(prog="python -m examples.residents", description=__doc__)
    parser.add_argument("number", type=int, help="how many residents, up to 10,000,000")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    if not 0 <= asked.number <= NUMBERS:
        parser.error(f"the number must lie between 0 and {NUMBERS:,}")
    try:
        with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as out:
            write(out, asked.number, asked.seed)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
