"""Mailboxes: the e-mail address in a cell, without what mail programs and spreadsheets put around
it."""

import re
import unicodedata

from delivery.contacts import Address
from subscribers.readings import NotAnEmail, read_email

_AROUND = " <>()[]'`´’‘\"“”«».,;:"
_NAMED = re.compile(r"[^<>@]*<([^<>]+)>\s*")
_LABEL = re.compile(r"(?i)(?:mailto|e-?mail|mail)\s*:\s*")


class TwoEmails(NotAnEmail):
    """There are two e-mail addresses in one cell. Leave one in it."""


def read_mailbox(text: str) -> Address:
    """The one e-mail address in a cell, such as `mailto:anna@example.gr` or `Anna
    <anna@example.gr>`; raises NotAnEmail."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.count("@") > 1:
        parts = {
            part.strip(_AROUND).casefold()
            for part in re.split(r"[\s,;/|<>]+", plain)
            if "@" in part
        }
        if len(parts) > 1:
            raise TwoEmails
    if named := _NAMED.fullmatch(plain):
        plain = named[1]
    plain = _LABEL.sub("", plain, count=1).strip(_AROUND)
    return read_email(re.sub(r"\s*@\s*", "@", plain))
