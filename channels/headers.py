"""Headers: what may stand in a header of a mail, and how it is written so that every reader reads
the same."""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import AddressHeader
from email.utils import formataddr
from textwrap import TextWrapper
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator

from channels.contract import Outcome
from runtime import said
from runtime.chains import in_language

# The dot-atom of RFC 5321 4.1.2; what looks like an encoded word is refused before this is asked.
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*"
)
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|=\\?")
_NAMED = re.compile(r"\s*(?P<name>.*?)\s*<(?P<address>[^<>]*)>\s*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
# Letters that are not seen, such as marks of direction; but the joiner that an emoji is made with.
_UNSEEN = re.compile(
    r"[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_FAULTS = {
    "address": Outcome.INVALID_RECIPIENT,
    "smtputf8": Outcome.INVALID_RECIPIENT,
    "sender": Outcome.MISCONFIGURED,
}
LONGEST_ADDRESS = 254  # RFC 3696, erratum 1690
_LONGEST_WORD = 75  # RFC 2047, section 2: an encoded word
_LONGEST_FIRST = 76 - len("From: ")  # and a line that has one
_WRAPPER = TextWrapper(_LONGEST_FIRST, break_long_words=False, break_on_hyphens=False)
_GREEK = "iso-8859-7"  # one byte a letter: twice as much of a Greek name in an encoded word


class UnsafeHeader(ValueError):
    """A value that must not stand in a header: it holds controls, line ends or an encoded word;
    `code` says which kind."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def outcome(self) -> Outcome:
        """What a channel answers: the address is the person's fault, the sender is our settings',
        everything else the content's."""
        return _FAULTS.get(self.code, Outcome.CONTENT_REJECTED)


def guarded(text: str, code: str) -> str:
    """The same text, or UnsafeHeader: Python 3.11.7 turns an encoded word with a line end into a
    header (CVE-2024-6923)."""
    if _UNSAFE.search(text):
        raise UnsafeHeader(code)
    return text


def mailbox(address: str) -> str:
    """The ASCII form of a recipient's address, its domain in IDNA; raises UnsafeHeader("address" or
    "smtputf8")."""
    if _is_plain(address):
        return address
    if not guarded(address, "address").partition("@")[0].isascii():
        raise UnsafeHeader("smtputf8")
    try:
        found = (
            validate_email(address, check_deliverability=False, allow_smtputf8=False).ascii_email
            or ""
        )
    except EmailNotValidError:
        raise UnsafeHeader("address") from None
    if not _is_plain(found):
        raise UnsafeHeader("address")
    return found


def _is_plain(address: str) -> bool:
    return (
        bool(_PLAIN_ADDRESS.fullmatch(address))
        and "=?" not in address
        and len(address) <= LONGEST_ADDRESS
    )


def encoded(text: str, header: str) -> str:
    """A text as it stands in that header, folded; EmailMessage loses a space when it folds long
    Greek (RFC 2047)."""
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, header_name=header).encode(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail is from: the name as people read it, the address in ASCII."""

    name: str
    address: str

    @classmethod
    def of(cls, text: str) -> "Sender":
        """Read `Name <address>`, the name with or without quotes, or an address alone; raises
        UnsafeHeader."""
        named = _NAMED.fullmatch(guarded(text, "sender"))
        if named is None:
            return cls("", mailbox(text.strip()))
        quoted = _QUOTED.fullmatch(named["name"])
        name = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else named["name"]
        return cls(_seen(name), mailbox(named["address"].strip()))

    def named(self, names: Mapping[str, str], language: str) -> "Sender":
        """The same; where it has no name of its own, that of the municipality in the language of
        the mail."""
        name = in_language(names, language)
        return (
            self if self.name or not name else Sender(_seen(guarded(name, "sender")), self.address)
        )

    def is_read_in(self, header: AddressHeader | None) -> bool:
        """Whether a From, as it is read, names this sender and nobody else; without one it does
        not.

        Blanks do not count: Python 3.10 to 3.13 read one too many between two encoded words.
        """
        addresses = header.addresses if header else ()
        found = [("".join(each.display_name.split()), each.addr_spec) for each in addresses]
        return found == [("".join(self.name.split()), self.address)]

    @property
    def domain(self) -> str:
        """The part after the @, which our Message-IDs end with."""
        return self.address.rpartition("@")[2]

    def header(self) -> str:
        """The value of From, folded."""
        if self.name.isascii():
            return "\r\n ".join(_WRAPPER.wrap(formataddr((self.name, self.address))))
        words = list(_encoded_words(self.name))
        lead = "\r\n " if len(words[0]) > _LONGEST_FIRST else ""
        return lead + "\r\n ".join([*words, f"<{self.address}>"])


def _seen(name: str) -> str:
    """A name in composed letters, without what is not seen, one blank between two words."""
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", name)).split())


def _encoded_words(name: str) -> Iterator[str]:
    """A name as encoded words (RFC 2047), in Greek letters of one byte where that makes one word of
    it.

    Python 3.10 to 3.13 read a blank between two of them, so each ends, if it can, with the blank
    after a word of the name."""
    charset = _GREEK if len(name.encode()) > _room("utf-8") and _is_greek(name) else "utf-8"
    for piece in _pieces(name, charset):
        yield _encoded_word(piece, charset)


def _room(charset: str) -> int:
    """How many bytes an encoded word holds."""
    return (_LONGEST_WORD - len(f"=?{charset}?b??=")) // 4 * 3


def _is_greek(name: str) -> bool:
    try:
        return bool(name.encode(_GREEK))
    except UnicodeEncodeError:
        return False


def _encoded_word(piece: str, charset: str) -> str:
    return f"=?{charset}?b?{b64encode(piece.encode(charset)).decode('ascii')}?="


def _pieces(name: str, charset: str) -> Iterator[str]:
    """A name cut so that each piece fits into an encoded word: after a blank, else between two
    characters."""
    while len(name.encode(charset)) > _room(charset):
        fits = len(name.encode(charset)[: _room(charset)].decode(charset, "ignore"))
        cut = name.rfind(" ", 0, fits) + 1 or _between_characters(name, fits)
        yield name[:cut]
        name = name[cut:]
    yield name


def _between_characters(name: str, cut: int) -> int:
    """Where to cut at the latest so that no accent and no joined emoji is parted; there may be no
    such place."""
    for at in range(cut, 0, -1):
        if not _continues(name[at]) and name[at - 1] != "\u200d":
            return at
    return cut


def _continues(letter: str) -> bool:
    return (
        letter in "\u200d\ufe0f"
        or bool(unicodedata.combining(letter))
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
    )


def _readable(text: str) -> str:
    try:
        Sender.of(text)
    except UnsafeHeader:
        raise ValueError(said("write it as Name <address@example.org>")) from None
    return text


# A setting that says who mails are from.
SenderText = Annotated[str, AfterValidator(_readable)]
