"""The wizard of `tocsin init`: what it asks, what it takes for an answer, and the summary before
anything is written."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from console.system.initializing import HomeAnswers
from console.terminal.output import say
from console.terminal.questions import AskedPerson, ask
from runtime import Problem, said
from staff import UnfitName, fit_name

FLAG = "--yes and edit tocsin.toml"
FEWEST_LETTERS, LONGEST_NAME, LONGEST_SMS_NAME = 3, 80, 40
_PHONE = re.compile(r"\+?\d{3,15}")
_YES = {"yes", "y", "ναι", "ν"}


class BadAnswer(Problem):
    """Write it again."""


def ask_answers(person: AskedPerson, admin: str) -> HomeAnswers:
    """Ask for what every warning says, and for a name unless it is given; again until it fits, and
    until it is right."""
    while True:
        answers = _asked(person, admin)
        for label, value in _summary(answers):
            say(said("  {label}: {value}", label=label, value=value or "-"))
        typed = ask(person, said("Is that right? yes writes it, no asks again"), FLAG)
        if typed.strip().lower() in _YES:
            return answers


def _asked(person: AskedPerson, admin: str) -> HomeAnswers:
    def until_fit(question: str, read: Callable[[str], str], flag: str = FLAG) -> str:
        while True:
            try:
                return read(_written(ask(person, question, flag, empty="")))
            except BadAnswer as bad:
                say(bad.details[0])

    return HomeAnswers(
        name_el=until_fit(said("Name in Greek, such as Δήμος Πυλαίας-Χορτιάτη"), read_greek),
        name_en=until_fit(
            said("Name in English, such as Municipality of Pylaia-Chortiatis"), read_latin
        ),
        sms_el=until_fit(
            said("Name an SMS begins with, in Greek, such as ΔΗΜΟΣ ΠΥΛΑΙΑΣ-ΧΟΡΤΙΑΤΗ"),
            lambda text: _short(read_greek(text)),
        ),
        sms_en=until_fit(
            said("Name an SMS begins with, in English, such as PYLAIA-CHORTIATIS"),
            lambda text: _short(read_latin(text)),
        ),
        phone=until_fit(said("Citizens' line, such as 15377"), read_line),
        web=until_fit(
            said("Page of the municipality, such as https://www.pilea-hortiatis.gr"), read_page
        ),
        admin=admin
        or until_fit(
            said("Your own name, for the journal, such as Maria Papadaki"), read_person, "--name"
        ),
    )


def _written(text: str) -> str:
    """What was typed; raises BadAnswer for Enter alone, since what the question shows is no
    default."""
    if not text.strip():
        raise BadAnswer(
            said(
                "Write it out: what stands behind 'such as' is an example, nothing is taken from it."
            )
        )
    return text.strip()


def read_greek(text: str) -> str:
    """A name with Greek letters; raises BadAnswer."""
    if not re.search("[Α-Ωα-ωΆ-Ώά-ώ]", text):
        raise BadAnswer(said("That has no Greek letters."))
    return _named(text)


def read_latin(text: str) -> str:
    """A name in Latin letters; raises BadAnswer."""
    if not re.search("[A-Za-z]", text) or re.search("[Α-Ωα-ω]", text):
        raise BadAnswer(said("Write it in Latin letters."))
    return _named(text)


def read_line(text: str) -> str:
    """A phone as it stands in a message, without blanks; raises BadAnswer."""
    number = re.sub(r"[\s().-]", "", text)
    if not _PHONE.fullmatch(number):
        raise BadAnswer(said("A phone has 3 to 15 digits, such as 15377 or 2313300000."))
    return number


def read_page(text: str) -> str:
    """An https address; raises BadAnswer."""
    try:
        parts = urlsplit(text)
        fits = (
            parts.scheme == "https" and "." in (parts.hostname or "") and not re.search(r"\s", text)
        )
    except ValueError:
        fits = False
    if not fits:
        raise BadAnswer(
            said("A page begins with https://, such as https://www.pilea-hortiatis.gr.")
        )
    return text


def read_person(text: str) -> str:
    """The name of whoever becomes the first administrator; raises BadAnswer."""
    if len(text) < 2:
        raise BadAnswer(said("One letter is no name."))
    try:
        return fit_name(text)
    except UnfitName as unfit:
        raise BadAnswer(said(unfit.why)) from None


def _named(text: str) -> str:
    if sum(map(str.isalpha, text)) < FEWEST_LETTERS:
        raise BadAnswer(said("A name has at least {fewest} letters.", fewest=FEWEST_LETTERS))
    if len(text) > LONGEST_NAME or not text.isprintable():
        raise BadAnswer(said("Write a name of at most {most} letters.", most=LONGEST_NAME))
    return text


def _short(text: str) -> str:
    if len(text) > LONGEST_SMS_NAME:
        raise BadAnswer(
            said("It stands in every SMS: at most {most} letters.", most=LONGEST_SMS_NAME)
        )
    return text


def _summary(answers: HomeAnswers) -> list[tuple[str, str]]:
    return [
        (said("Name"), f"{answers.name_el} / {answers.name_en}"),
        (said("In an SMS"), f"{answers.sms_el} / {answers.sms_en}"),
        (said("Citizens' line"), answers.phone),
        (said("Page"), answers.web),
        (said("First administrator"), answers.admin),
    ]
