"""Our own token in a mail that came back: it names the delivery, wherever it stands and whatever
was wrapped around it.

SRS and BATV keep the local part of an envelope sender, and some servers write it in capitals.
"""

import re
from collections.abc import Iterator

from channels.bounces.opened import COPIES, FEEDBACK, OPENED, REPORTS, BounceMail

_TOKEN = r"(\d{1,18}-[0-9a-f]{12})(?![0-9a-z])"
_VERP = re.compile(rf"(?:\+|%2b|=2b){_TOKEN}", re.IGNORECASE)
_MESSAGE_ID = re.compile(rf"<{_TOKEN}@", re.IGNORECASE)
# The returned mail's own, and not one that it refers to: an update answers the mail before it.
_RETURNED_ID = re.compile(
    rf"message-id\W{{0,4}}:\s*\W{{0,6}}?(?:<|&lt;)?\s*{_TOKEN}@", re.IGNORECASE
)
# Where nothing else is found: a plus that became a dash, an id without its name.
_ANYWHERE = re.compile(rf"(?<![0-9a-z]){_TOKEN}(?=@)", re.IGNORECASE)
_CAME_TO = (
    "X-Original-To",
    "Delivered-To",
    "Envelope-To",
    "X-Envelope-To",
    "To",
    "Cc",
    "X-Rcpt-To",
    "Received",
)


def read_tokens(mail: BounceMail) -> Iterator[str]:
    """Every token that a mail names, the surest first."""
    return (token.lower() for token in _named(mail))


def _named(mail: BounceMail) -> Iterator[str]:
    for name in _CAME_TO:
        yield from _VERP.findall(mail.said(name))
    yield from _MESSAGE_ID.findall(mail.said("In-Reply-To"))
    for text in mail.texts(COPIES | REPORTS | FEEDBACK | OPENED):
        yield from _RETURNED_ID.findall(text)
    yield from _RETURNED_ID.findall(mail.text)
    # Of a thread the last one is the mail that is answered.
    yield from reversed(_MESSAGE_ID.findall(mail.said("References")))
    yield from _VERP.findall(mail.text)
    yield from _VERP.findall(mail.said(*mail.head.keys()))
    for text in (mail.said(*_CAME_TO), mail.text):
        yield from _ANYWHERE.findall(text)
