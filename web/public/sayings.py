"""Sayings: what a problem says to a resident, who types no commands: a heading by its status, and
what to do next."""

from collections.abc import Mapping

from runtime import Problem
from web.public.challenges import NoProof, StaleProof
from web.public.errands import TooBusy
from web.public.forms import Garbled, NotAForm, TooBig
from web.public.languages import mark
from web.public.visitors import ForeignForm

HEADINGS: Mapping[int, str] = {
    403: mark("This was not accepted"),
    404: mark("This page does not exist"),
    405: mark("This cannot be done here"),
    410: mark("This link is no longer valid"),
    500: mark("Something went wrong here"),
    503: mark("The service does not answer at the moment"),
}
ADVICE: Mapping[int, str] = {
    404: mark(
        "The address may have been cut short, or the link is too old. Start again from the front page."
    ),
    405: mark("The page was asked for in a way it does not know. Start again from the front page."),
    410: mark("It is too old, or the contact is no longer registered. You can ask for a new link."),
    500: mark("Nothing of what you sent is lost by your doing. Please try again in a few minutes."),
    503: mark("Please try again in a few minutes. Warnings are sent all the same."),
}
OTHERWISE = (
    mark("This did not work"),
    mark("What was sent cannot be read. Open the page again and fill it in anew."),
)
ASKED = mark("Look at your messages")
ASKED_MORE = mark(
    "Nothing has changed yet. We send you a message with a link: emergencies stop only when you open it and press the button. If nothing comes, phone us."
)
SAYINGS: Mapping[type[Problem], str] = {
    NoProof: mark(
        "The short check against misuse has not been done. It needs JavaScript in your browser. Without it, phone us and we will register you."
    ),
    StaleProof: mark(
        "The short check against misuse is no longer valid. Please send the form again."
    ),
    TooBusy: mark(
        "Too many people are registering at this moment. Please try again in a few minutes."
    ),
    TooBig: mark(
        "What was sent is too large for this form. Open the page again and fill it in anew."
    ),
    NotAForm: mark(
        "This address takes only the form of the page. Open the page again and fill it in anew."
    ),
    Garbled: mark("What was sent cannot be read. Open the page again and fill it in anew."),
    ForeignForm: mark(
        "The form was sent from another website, so nothing was done. Open the page here and send it again."
    ),
}


def heading(status: int) -> str:
    """What the page of a status is headed, in English."""
    return HEADINGS.get(status, OTHERWISE[0])


def advice(status: int, problem: Problem | None = None) -> str:
    """What a resident should do, in English."""
    for kind in type(problem).__mro__:
        if kind in SAYINGS:
            return SAYINGS[kind]
    return ADVICE.get(status, OTHERWISE[1])
