"""Correspondence: the letters of the house to one person, such as a code; they look like the
warnings, and are no templates of staff."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from channels import Medium, PartLimits
from runtime import Municipality
from runtime.chains import DEFAULT_CHAINS, Chains, read_in
from templates.cap_words import Severity
from templates.files import read_shipped
from templates.folders import LIBRARY
from templates.phrases import read_phrases
from templates.rendering import Words
from templates.sandbox import environment, fill
from templates.slots import office_slots, severity_slots
from templates.sms.encoding import measure_sms, to_gsm7
from templates.speech import Speech

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
) -> Words:
    """The words of a letter in the first language of the reader's chain that letters are written
    in."""
    reads = read_in(language, LANGUAGES, chains)
    files = _files(name)
    phrases, _ = read_phrases(files, files, LANGUAGES)
    speech = Speech(reads, phrases[reads], office.zone)
    sandbox = environment(files, speech)
    house = _house_slots(speech, office)

    def filled(file: str) -> str:
        return fill(sandbox, name, file, {**slots, **house}).strip()

    if medium is Medium.SMS:
        text = to_gsm7(filled(f"sms.{reads}.txt"))
        return Words(medium, reads, "", text, "", measure_sms(text, PartLimits()))
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
