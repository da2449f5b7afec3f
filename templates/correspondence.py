"""Correspondence: the letters of the house to one person, such as a code; they look like the
warnings, and are no templates of staff."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from channels import Letters, Medium, PartLimits
from runtime import Municipality
from runtime.chains import DEFAULT_CHAINS, Chains, read_in
from templates.cap_words import Severity
from templates.files import read_shipped
from templates.folders import LIBRARY
from templates.phrases import read_phrases
from templates.sandbox import environment, fill
from templates.slots import office_slots, severity_slots
from templates.speech import Speech
from templates.words import Words, write_sms

__all__ = ["LETTERS", "LETTERS_BY_SMS", "write_letter"]


FOLDER = Path(__file__).parent / "letters"
LETTERS = ("code", "ending", "known", "manage", "stopping")
LETTERS_BY_SMS = (*LETTERS, "welcome")
LANGUAGES = ("el", "en")


def write_letter(
    name: str,
    slots: Mapping[str, str],
    *,
    office: Municipality,
    medium: Medium,
    language: str,
    chains: Chains = DEFAULT_CHAINS,
    letters: Letters = Letters.USUAL,
) -> Words:
    """The words of a letter in the first language of the reader's chain that letters are written
    in; an SMS in those `letters`."""
    reads = read_in(language, LANGUAGES, chains)
    files = _files(name)
    phrases, _ = read_phrases(files, files, LANGUAGES)
    speech = Speech(reads, phrases[reads], office.zone)
    sandbox = environment(files, speech)
    house = _house_slots(speech, office)

    def filled(file: str) -> str:
        return fill(sandbox, name, file, {**slots, **house}).strip()

    if medium is Medium.SMS:
        written = write_sms(filled(f"sms.{reads}.txt"), reads, PartLimits())
        return (letters is Letters.UNICODE and written.unicode) or written
    subject = " ".join(filled(f"email.{reads}.subject.txt").split())
    house["title"] = subject
    text = f"{filled(f'email.{reads}.txt')}\n\n{filled(f'footer.{reads}.txt')}\n"
    return Words(medium, reads, subject, text, filled(f"email.{reads}.html") + "\n", None)


def _house_slots(speech: Speech, office: Municipality) -> dict[str, object]:
    """What the layout of a warning asks for, as far as a letter has it."""
    return {
        # Kept for each person: a picture would be kept as often.
        "office": {**office_slots(office, speech.language), "logo": ""},
        "language": speech.language,
        "exercise": "",
        "severity": {**severity_slots(Severity.MINOR, speech, shown=Severity.MINOR), "label": ""},
        "unsubscribe": "",
        "pages": "",
        "replaces": "",
        "spared": frozenset(),
        "glance": "",
    }


@cache
def _files(name: str) -> Mapping[str, str]:
    """The letter's own files, those of all letters, and the layout it shares with the warnings."""
    return {**read_shipped(LIBRARY), **read_shipped(FOLDER), **read_shipped(FOLDER / name)}
