"""Faults of a typed e-mail address, each in its own words, so that what is missing is said."""

import re

from web.public.languages import mark

NO_AT = mark("The @ is missing. Enter the whole address, such as name@example.gr.")
SEVERAL_AT = mark("There is more than one @. Enter one address only, such as name@example.gr.")
NOTHING_BEFORE = mark(
    "The part before the @ is missing. Enter the whole address, such as name@example.gr."
)
NOTHING_AFTER = mark(
    "The part after the @ is missing. Enter the whole address, such as name@example.gr."
)
BLANK = mark("There is a space in the address. Enter it without, such as name@example.gr.")
SIGN_AT_END = mark("The address ends with a punctuation mark. Delete it, as in name@example.gr.")
COMMA = mark("There is a comma in the address. Enter a dot in its place, as in name@example.gr.")
NOT_LATIN = mark("Enter an e-mail address such as name@example.gr, in Latin letters.")
STRAY_DOT = mark("There is a dot too many in the address. Enter it such as name@example.gr.")
NO_ENDING = mark(
    "The ending of the address is missing, such as .gr. Enter all of it, such as name@example.gr."
)
OTHERWISE = mark("This is not an e-mail address. Enter one such as name@example.gr.")
# The first that fits is said.
FAULTS = (
    (r"[^@]*", NO_AT),
    (r".*@.*@.*", SEVERAL_AT),
    (r"\s*@.*", NOTHING_BEFORE),
    (r".*@\s*", NOTHING_AFTER),
    (r".*\s.*", BLANK),
    (r".*[.,;:]", SIGN_AT_END),
    (r".*,.*", COMMA),
    (r".*\.\..*|\..*|.*\.@.*|.*@\..*", STRAY_DOT),
    (r".*[^\x00-\x7f].*", NOT_LATIN),
    (r".*@[^.]*", NO_ENDING),
)


def name_fault(typed: str) -> str:
    """What is wrong with an address that cannot be read, and what to enter; in English."""
    found = (words for form, words in FAULTS if re.fullmatch(form, typed, re.DOTALL))
    return next(found, OTHERWISE)
