"""A mail that came back, taken apart: its head, and its parts as text, whatever they are encoded
in."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message as Mail
from functools import cached_property
from html import unescape
from unicodedata import combining, normalize

REPORTS = frozenset(
    {"message/delivery-status", "message/global-delivery-status"}
)  # RFC 3464, RFC 6533
OPENED = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
FEEDBACK = frozenset({"message/feedback-report"})  # RFC 5965
COPIES = frozenset(
    {
        "message/rfc822",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
        "message/partial",
        "message/rfc822-headers",
        "text/rfc822-header",
    }
)
# What Python's parser raises when a mail is broken in a way that nobody foresaw.
BROKEN = (
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    AssertionError,
)
LONGEST_WORDS = 20_000  # characters; a server's own words are a page
LONGEST_SUBJECT = 2_000
_LEAF = "text/x-whole; was="
_COPY = re.compile(
    r"^[ \t>|]*(?:received|return-path|message-id|dkim-signature|mime-version|x-mailer):\s"
    r"|^[ \t]*[-=*_#+]{2,}.{0,60}\b(?:copy|original|returned (?:mail|message)|unsent|headers?|below this line"
    r"|(?:message|mail) (?:text )?follows|source mail)\b",
    re.IGNORECASE | re.MULTILINE,
)
# Fields of the returned mail that a server repeats among its own words.
_REPEATED = re.compile(
    r"^[ \t>|*]*(?:subject|to|cc|from|sent|date|betreff|an|von|θέμα|προς|από)\s?:.*$", re.I | re.M
)
_TAGS = re.compile(
    r"<(?:style|script)\b.{0,4000}?</(?:style|script)>|<!--.{0,4000}?-->|</?[a-z!][^<>]*>",
    re.I | re.S,
)
_LINE_END = re.compile(r"\r*\n|\r")
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|From ")
_NO_FIELD = re.compile(rb"^(?![!-9;-~]+[ \t]*:|[ \t\r\n]|From )", re.MULTILINE)
_HEAD_END = re.compile(rb"\n\r*\n")
_ADDRESS = re.compile(r"<(\S{1,80}@\S{1,80})>")


@dataclass(frozen=True)
class PhrasePattern:
    """Patterns, written with accents, for a text that is folded; compiled when the first text
    comes, for start-up time."""

    words: tuple[str, ...]

    def occur_in(self, text: str) -> bool:
        """Whether one of them does."""
        return self._pattern.search(text) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        plain = (
            re.sub(r"[^\x00-\x7f]+", lambda each: folded(each[0]), word) for word in self.words
        )
        return re.compile("|".join(plain), re.MULTILINE)


class _Part(Mail):
    """A part of which no message within is taken apart: the parser would do so before it is
    decoded."""

    def get_content_type(self) -> str:
        """The declared type; for anything under message/, one that the parser leaves whole."""
        kind = super().get_content_type()
        return _LEAF + kind if kind.startswith("message/") else kind


@dataclass(frozen=True)
class BounceMail:
    """One mail; nothing of it is decoded before somebody asks."""

    head: Mail
    parts: tuple[tuple[str, Mail], ...]

    def said(self, *names: str) -> str:
        """All fields of these names, whatever characters stand in them."""
        return " ".join(
            str(value) for name in names for value in self.head.get_all(name, [])
        ).strip()

    def texts(self, kinds: Collection[str]) -> Iterator[str]:
        """The parts of these kinds, decoded."""
        return (_text(part) for kind, part in self.parts if kind in kinds)

    def has(self, kinds: Collection[str]) -> bool:
        """Whether there is a part of one of these kinds."""
        return any(kind in kinds for kind, _ in self.parts)

    @cached_property
    def subject(self) -> str:
        """The subject, to be compared with a phrase."""
        said = self.said("Subject")[:LONGEST_SUBJECT]
        try:
            return folded(str(make_header(decode_header(said))))
        except BROKEN:
            return folded(said)

    @cached_property
    def plain(self) -> str:
        """Subject and words, to be compared with phrases."""
        return f"{self.subject}\n{folded(self.words)}"

    @cached_property
    def text(self) -> str:
        """Everything below the head, decoded."""
        return "\n\n".join(
            [str(self.head.preamble or ""), *(_text(part) for _, part in self.parts)]
        )

    @cached_property
    def words(self) -> str:
        """What the server says in its own words, without the mail that it returns."""
        found = []
        for kind, part in self.parts:
            if kind in REPORTS | COPIES | FEEDBACK | OPENED:
                break
            if kind.startswith(("text/", "multipart/")):
                found.append(_plain(_text(part)) if kind == "text/html" else _text(part))
        said = "\n".join(found).strip() or str(self.head.preamble or "")
        said = said[: 2 * LONGEST_WORDS]
        copy = _COPY.search(said)
        return _REPEATED.sub("", said[: copy.start() if copy else len(said)][:LONGEST_WORDS])


def folded(text: str) -> str:
    """In lower case and without accents, which people leave out and Macs write apart."""
    if text.isascii():
        return text.lower()
    return "".join(each for each in normalize("NFKD", text) if not combining(each)).casefold()


def open_mail(raw: bytes) -> BounceMail:
    """A mail as it came; one that the parser cannot read is one text."""
    try:
        head: Mail = message_from_bytes(_mended(raw), _class=_Part)
        leaves = tuple((_kind(part), part) for part in head.walk() if not part.is_multipart())
    except BROKEN:
        head = Mail()
        head.set_payload(raw.decode("latin-1"))
        leaves = (("text/plain", head),)
    return BounceMail(head, leaves)


def _mended(raw: bytes) -> bytes:
    """The same without what ends the head too early: a mark or blank lines before it, and a line in
    it that is no field."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")  # as an old Mac wrote it
    raw = raw.lstrip(b"\xef\xbb\xbf\r\n")
    end = _HEAD_END.search(raw)
    if _FIELD.match(raw) is None or end is None:
        return raw
    return _NO_FIELD.sub(rb" \g<0>", raw[: end.start()]) + raw[end.start() :]


def _kind(part: Mail) -> str:
    return part.get_content_type().removeprefix(_LEAF)


def _text(part: Mail) -> str:
    """The text of a part, with one kind of line ends: \\r\\r\\n and a lone \\r occur."""
    return _LINE_END.sub("\n", _decoded(part))


def _decoded(part: Mail) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    for each in (_charset(part), "utf-8"):
        try:
            return payload.decode(each)
        except (LookupError, ValueError):
            continue
    return payload.decode("iso-8859-7", "replace")


def _charset(part: Mail) -> str:
    try:
        return part.get_content_charset() or "utf-8"
    except BROKEN:
        return "utf-8"


def _plain(markup: str) -> str:
    """The words of a page; what looks like a tag and is an address stays."""
    return unescape(_TAGS.sub(" ", _ADDRESS.sub(r" \1 ", markup[: 2 * LONGEST_WORDS])))
