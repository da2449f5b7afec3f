"""Headers: what may stand in a header of a mail, and how it is written so that every reader reads the same."""

import re
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator

from channels.contract import Outcome

# The dot-atom of RFC 5321 4.1.2; what looks like an encoded word is refused before this is asked.
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*"
)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|=\\?")
_NAMED = re.compile(r'\s*"?(?P<name>.*?)"?\s*<(?P<address>[^<>]*)>\s*')
_FAULTS = {
    "address": Outcome.INVALID_RECIPIENT, "smtputf8": Outcome.INVALID_RECIPIENT, "sender": Outcome.MISCONFIGURED,
}  # fmt: skip
LONGEST_ADDRESS = 254  # RFC 3696, erratum 1690


class UnsafeHeader(ValueError):
    """A value that must not stand in a header: it holds controls, line ends or an encoded word; `code` says which kind."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def outcome(self) -> Outcome:
        """What a channel answers: the address is the person's fault, the sender is our settings', everything else the content's."""
        return _FAULTS.get(self.code, Outcome.CONTENT_REJECTED)


def guarded(text: str, code: str) -> str:
    """The same text, or UnsafeHeader: Python 3.11.7 turns an encoded word with a line end into a header (CVE-2024-6923)."""
    if _UNSAFE.search(text):
        raise UnsafeHeader(code)
    return text


def mailbox(address: str) -> str:
    """The ASCII form of a recipient's address, its domain in IDNA; raises UnsafeHeader("address" or "smtputf8")."""
    if _is_plain(address):
        return address
    if not guarded(address, "address").partition("@")[0].isascii():
        raise UnsafeHeader("smtputf8")
    try:
        found = validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email or ""
    except EmailNotValidError:
        raise UnsafeHeader("address") from None
    if not _is_plain(found):
        raise UnsafeHeader("address")
    return found


def _is_plain(address: str) -> bool:
    return bool(_PLAIN_ADDRESS.fullmatch(address)) and "=?" not in address and len(address) <= LONGEST_ADDRESS


def encoded(text: str, header: str) -> str:
    """A text as it stands in that header, folded; EmailMessage loses a space when it folds long Greek (RFC 2047)."""
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, header_name=header).encode(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail is from: the name as people read it, the address in ASCII."""

    name: str
    address: str

    @classmethod
    def of(cls, text: str) -> "Sender":
        """Read `Name <address>`, the name with or without quotes, or an address alone; raises UnsafeHeader."""
        named = _NAMED.fullmatch(guarded(text, "sender"))
        if named is None:
            return cls("", mailbox(text.strip()))
        return cls(" ".join(named["name"].split()), mailbox(named["address"].strip()))

    @property
    def domain(self) -> str:
        """The part after the @, which our Message-IDs end with."""
        return self.address.rpartition("@")[2]

    def header(self) -> str:
        """The value of From."""
        if self.name.isascii():
            return formataddr((self.name, self.address))
        return f"{encoded(self.name, 'From')}\r\n <{self.address}>"


def _readable(text: str) -> str:
    try:
        Sender.of(text)
    except UnsafeHeader:
        raise ValueError("write it as Name <address@example.org>") from None
    return text


# A setting that says who mails are from.
SenderText = Annotated[str, AfterValidator(_readable)]
