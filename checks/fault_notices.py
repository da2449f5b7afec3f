"""Fault notices: what staff read when a check fails while nobody looks, and when that is over."""

from collections.abc import Mapping

from alerts.staff_notices import format_notice
from checks.results import CheckResult
from delivery import NoticeText
from runtime.languages import load_translator

# A check whose failure is told: its title in Greek and in English. The breakers tell of the
# channels themselves.
TITLES: Mapping[str, tuple[str, str]] = {
    "tables": ("Η βάση δεδομένων δεν μπορεί να χρησιμοποιηθεί", "The database cannot be used"),
    "disk": ("Ο δίσκος γέμισε", "The disk is full"),
    "database": (
        "Στη βάση δεδομένων δεν γράφεται τίποτα",
        "Nothing can be written to the database",
    ),
    "clock": ("Ένα ρολόι δείχνει λάθος ώρα", "A clock shows the wrong time"),
    "settings": ("Το tocsin.toml έχει λάθη", "tocsin.toml is wrong"),
    "worker": (
        "Μηνύματα περιμένουν και κανείς δεν τα στέλνει",
        "Messages wait and nobody sends them",
    ),
    "progress": (
        "Επείγοντα μηνύματα περιμένουν και δεν φεύγουν",
        "Urgent messages wait and do not go out",
    ),
    "approval": (
        "Κανείς δεν μπορεί να εγκρίνει μια ειδοποίηση",
        "Nobody can approve an alert that waits",
    ),
    "schedules": (
        "Κάτι προγραμματισμένο δεν στάλθηκε στην ώρα του",
        "Something scheduled was not sent on time",
    ),
}
LOOK = "\n\ntocsin status\ntocsin doctor\n"


def fault_notice(result: CheckResult) -> Mapping[str, NoticeText]:
    """A check has failed; the sentence stands in the mail as `tocsin status` says it."""
    greek, english = TITLES[result.check]
    words = f"{result.what.rstrip('.')}. {result.fix}{LOOK}"
    what, fix = map(load_translator("el").of, (result.what, result.fix))
    in_greek = f"{what.rstrip('.')}. {fix}{LOOK}"
    return {
        "el": format_notice(
            greek, f"{greek}. Το Tocsin λέει:\n\n{in_greek}", f"TOCSIN: {greek}. tocsin status"
        ),
        "en": format_notice(
            english, f"{english}. Tocsin says:\n\n{words}", f"TOCSIN: {english}. tocsin status"
        ),
    }


def end_notice(check: str) -> Mapping[str, NoticeText]:
    """A check that had failed is well again."""
    greek, english = TITLES[check]
    return {
        "el": format_notice(
            f"Το πρόβλημα λύθηκε: {greek}",
            f"Το πρόβλημα λύθηκε: {greek}.{LOOK}",
            f"TOCSIN: το πρόβλημα λύθηκε ({greek}).",
        ),
        "en": format_notice(
            f"Over: {english}",
            f"This is over: {english}.{LOOK}",
            f"TOCSIN: this is over: {english}.",
        ),
    }


def not_taken(result: CheckResult) -> Mapping[str, NoticeText]:
    """A channel did not take its test message."""
    greek, english = (
        "Ένα κανάλι δεν πήρε το δοκιμαστικό μήνυμα",
        "A channel did not take its test message",
    )
    what = load_translator("el").of(result.what)
    return {
        "el": format_notice(
            greek, f"{greek}. Το Tocsin λέει:\n\n{what}.{LOOK}", f"TOCSIN: {greek}. tocsin status"
        ),
        "en": format_notice(
            english,
            f"{english}. Tocsin says:\n\n{result.what}.{LOOK}",
            f"TOCSIN: {english}. tocsin status",
        ),
    }


def link_test(language: str, time: str) -> NoticeText:
    """The words of the daily test message."""
    if language == "en":
        words = f"Test message of {time}. This channel works; there is nothing to do."
        return format_notice("Tocsin: test message", f"{words}\n", f"TOCSIN: {words}")
    words = f"Δοκιμαστικό μήνυμα των {time}. Το κανάλι λειτουργεί. Δεν χρειάζεται να κάνετε τίποτα."
    return format_notice("Tocsin: δοκιμαστικό μήνυμα", f"{words}\n", f"TOCSIN: {words}")
