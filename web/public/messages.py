"""Messages: what a problem says to a resident, who types no commands: a heading by its status, and
what to do next."""

from collections.abc import Mapping

from runtime import Problem
from web.public.archive import NoSuchPlace
from web.public.background import TooBusy
from web.public.challenges import NoProof, StaleProof
from web.public.forms import Garbled, NotAForm, TooBig
from web.public.languages import mark
from web.public.visitors import ForeignForm

HEADINGS: Mapping[int, str] = {
    403: mark("Your request was not accepted"),
    404: mark("This page does not exist"),
    405: mark("This cannot be done from here"),
    410: mark("This link is no longer valid"),
    500: mark("Something went wrong on our side"),
    503: mark("The service is not available at the moment"),
}
ADVICE: Mapping[int, str] = {
    404: mark(
        "The address may be incomplete, or the link may be too old. Start again from the home page."
    ),
    405: mark("Start again from the home page."),
    410: mark(
        "It has expired, or the number or e-mail address is no longer registered. You can ask for a new link."
    ),
    500: mark("You did nothing wrong. Please try again in a few minutes."),
    503: mark("Please try again in a few minutes. Warnings are still being sent."),
}
OTHERWISE = (
    mark("This did not work"),
    mark(
        "We could not read what was sent. Open the page again and fill in the form from the start."
    ),
)
ASKED = mark("Check your SMS or e-mail")
ASKED_MORE = mark(
    "Nothing has changed yet. We are sending you a message with a link: emergency warnings stop only if you open it and press the button. If nothing arrives, phone us."
)
STOPPING_MORE = mark(
    "Nothing has changed yet. We are sending you a message with a link: the messages stop only if you open it and press the button. If nothing arrives, phone us."
)
MESSAGES: Mapping[type[Problem], str] = {
    NoSuchPlace: mark(
        "The address of this page names a place that does not exist here. The archive of alerts lists the places."
    ),
    NoProof: mark(
        "The security check was not done. It needs JavaScript in your browser. If you cannot use it, phone us and we will register you."
    ),
    StaleProof: mark("The security check is no longer valid. Please send the form again."),
    TooBusy: mark("Many people are registering at the moment. Please try again in a few minutes."),
    TooBig: mark(
        "The text is too long for this form. Open the page again and fill in the form from the start."
    ),
    NotAForm: mark(
        "Only the form on our page can be sent here. Open the page again and fill in the form from the start."
    ),
    Garbled: mark(
        "We could not read what was sent. Open the page again and fill in the form from the start."
    ),
    ForeignForm: mark(
        "The form was sent from another website, so nothing was done. Open the page here and send the form again."
    ),
}


def heading(status: int) -> str:
    """What the page of a status is headed, in English."""
    return HEADINGS.get(status, OTHERWISE[0])


def advice(status: int, problem: Problem | None = None) -> str:
    """What a resident should do, in English."""
    for kind in type(problem).__mro__:
        if kind in MESSAGES:
            return MESSAGES[kind]
    return ADVICE.get(status, OTHERWISE[1])
