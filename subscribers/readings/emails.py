"""E-mail addresses, in the one form that is stored, also out of a cell with what mail programs put
around them."""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from channels import Medium
from delivery.contacts import Address
from subscribers.readings.bad_values import BadValue

LONGEST_EMAIL = 254  # RFC 3696, erratum 1690
DOMAINS_KEPT = 10_000
# The local part of RFC 5321 4.1.2, without quotes.
_DOT_ATOM = re.compile(
    r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
)
_AROUND = " <>()[]'`´’‘\"“”«».,;:"
_NAMED = re.compile(r"[^<>@]*<([^<>]+)>\s*")
_LABEL = re.compile(r"(?i)(?:mailto|e-?mail|mail)\s*:\s*")


class NotAnEmail(BadValue):
    """This is no e-mail address. Write it like name@example.gr, in Latin letters before the @."""


class TwoEmails(NotAnEmail):
    """There are two e-mail addresses in one cell. Leave one in it."""


def read_email(text: str) -> Address:
    """An address with an ASCII local part, its domain in lower case (IDNA); raises NotAnEmail."""
    local, _, domain = text.rpartition("@")
    if not _DOT_ATOM.fullmatch(local) or "=?" in text:
        raise NotAnEmail
    address = f"{local}@{_domain(domain)}"
    if len(address) > LONGEST_EMAIL:
        raise NotAnEmail
    return Address(Medium.EMAIL, address)


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


@lru_cache(maxsize=DOMAINS_KEPT)
def _domain(text: str) -> str:
    """A town's addresses end in a few domains; each is examined once."""
    # A capital sigma at the end of a word is a final one; by itself, IDNA takes it for the other.
    lower = ".".join(label.lower() for label in text.split("."))
    try:
        found = validate_email(
            f"a@{lower}", check_deliverability=False, allow_smtputf8=False
        ).ascii_domain
    except EmailNotValidError:
        raise NotAnEmail from None
    return found
