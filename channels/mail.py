"""Mail: one RFC 5322 message a wording, built once; for each person only the personal slots are
patched, in bytes."""

import re
import secrets
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from types import MappingProxyType

from channels.contract import UNSUBSCRIBE_SLOT, Message, Wording
from channels.headers import Sender, UnsafeHeader, encoded, guarded, mailbox
from channels.pictures import without_pictures

__all__ = ["MailForm", "Sender", "without_pictures"]

_TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_LINK = re.compile(r"[A-Za-z0-9:/?#@!$&'()*+,;=%._~-]{1,800}")
_SOFT_BREAK = b"=\r\n"
_LINE = 75  # RFC 2045 6.7: 76 with the soft break
_LISTED = b"List-Unsubscribe: <%b>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
_HEAD = b"Date: %b\r\nTo: %b\r\nMessage-ID: <%b@%b>\r\nExpires: %b\r\n%b%b"
_THREAD = b"In-Reply-To: %b\r\nReferences: %b\r\n"
_MOST_REFERENCES = 20
_LEADING_DOT = re.compile(rb"(?m)^\.")
_PERSONAL = frozenset(
    {
        "date",
        "to",
        "message-id",
        "expires",
        "in-reply-to",
        "references",
        "list-unsubscribe",
        "list-unsubscribe-post",
    }
)
_STRUCTURE = frozenset({"mime-version", "content-type", "content-transfer-encoding"})


@dataclass(frozen=True, slots=True)
class MailForm:
    """A mail that lacks only what is personal; `fill` costs microseconds, where building a message
    costs milliseconds."""

    domain: bytes
    common: bytes
    text_slot: bytes
    html_slot: bytes

    @classmethod
    def of(
        cls, wording: Wording, sender: Sender, names: Mapping[str, str] = MappingProxyType({})
    ) -> "MailForm":
        """Build the form of a wording; raises UnsafeHeader when its subject or the sender's name
        could forge a header.

        A sender without a name has that of the municipality, whose `names` are by language.
        """
        sender = sender.named(names, wording.language)
        marks = [secrets.token_hex(12).encode() for _ in range(2)]
        head = {
            "From": sender.header(),
            "Subject": encoded(guarded(wording.subject, "subject").strip(), "Subject"),
            "Auto-Submitted": "auto-generated",  # RFC 3834
        }
        written = "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode("ascii")
        body = _body(wording, marks[0], marks[1]).as_bytes(policy=SMTP)
        form = cls(sender.domain.encode(), written + body, marks[0], marks[1])
        _check(
            form,
            {
                "from": sender,
                "subject": wording.subject.strip(),
                "auto-submitted": "auto-generated",
            },
        )
        return form

    def fill(self, message: Message, at: datetime) -> bytes:
        """The mail for one person, sent at that moment; the Message-ID stays the same when it is
        repeated.

        It is ready for the wire: every line ends in CRLF and none begins with a dot (RFC 5321
        4.5.2).

        Raises UnsafeHeader when the address, the token or the link could forge a header.
        List-Unsubscribe: RFC 8058."""
        link = message.unsubscribe
        if not all(map(_TOKEN.fullmatch, (message.token, *message.replies_to))):
            raise UnsafeHeader("token")
        if link and (not _LINK.fullmatch(link) or "=?" in link):
            raise UnsafeHeader("unsubscribe")
        head = _HEAD % (
            _date(at.replace(microsecond=0)),
            mailbox(message.to).encode("ascii"),
            message.token.encode("ascii"),
            self.domain,
            _date(message.expires_at.replace(microsecond=0)),
            self._thread(message.replies_to),
            _LISTED % link.encode("ascii") if link else b"",
        )
        body = self.common.replace(self.text_slot, _quoted(link))
        return head + body.replace(self.html_slot, _quoted(escape(link)))

    def _thread(self, tokens: Sequence[str]) -> bytes:
        """The mails that this one follows (RFC 5322 3.6.4); of very many the first and the last,
        each on a line of its own."""
        if not tokens:
            return b""
        found = [b"<%b@%b>" % (token.encode("ascii"), self.domain) for token in tokens]
        shown = (
            found if len(found) <= _MOST_REFERENCES else [found[0], *found[1 - _MOST_REFERENCES :]]
        )
        return _THREAD % (found[-1], b"\r\n ".join(shown))


@lru_cache(maxsize=256)
def _date(moment: datetime) -> bytes:
    return format_datetime(moment).encode("ascii")


def _body(wording: Wording, text_mark: bytes, html_mark: bytes) -> EmailMessage:
    mail = EmailMessage()
    _fill_part(mail, wording.text, "plain", text_mark)
    if not wording.html:
        return mail
    html, pictures = without_pictures(wording.html)
    alternative = EmailMessage()
    _fill_part(alternative, html, "html", html_mark)
    if pictures:
        alternative.make_related()
    for picture in pictures:
        alternative.attach(picture.part())
    mail.make_alternative()
    mail.attach(alternative)
    del alternative["MIME-Version"]
    return mail


def _fill_part(part: EmailMessage, words: str, subtype: str, mark: bytes) -> None:
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part["MIME-Version"] = "1.0"
    # The slot stands on a line of its own between soft breaks, so that no fold of the words can
    # part it.
    slot = (_SOFT_BREAK + mark + _SOFT_BREAK).decode()
    part.set_payload(slot.join(_printable(piece) for piece in words.split(UNSUBSCRIBE_SLOT)))


def _printable(words: str) -> str:
    lines = words.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8")
    folded = b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    return _LEADING_DOT.sub(b"=2E", folded).decode("ascii")


def _quoted(link: str) -> bytes:
    """A link in quoted-printable, folded between characters when it is longer than a line."""
    whole = link.replace("=", "=3D").encode("ascii")
    if len(whole) <= _LINE:
        return whole
    folded, line = [], b""
    for character in link:
        written = b"=3D" if character == "=" else character.encode("ascii")
        if len(line) + len(written) > _LINE:
            folded.append(line)
            line, written = b"", written.replace(b".", b"=2E")
        line += written
    return _SOFT_BREAK.join([*folded, line])


def _check(form: MailForm, meant: Mapping[str, object]) -> None:
    """Read the form back as a mail reader would: the headers must be those that were set, each
    once, with their values."""
    read = BytesParser(policy=default).parsebytes(form.common)
    names = [name.lower() for name in read]
    if sorted(names) != sorted([*meant, *(_STRUCTURE & set(names))]) or _PERSONAL & set(names):
        raise UnsafeHeader("headers")
    if str(read["Subject"]) != meant["subject"]:
        raise UnsafeHeader("subject")
    sender = meant["from"]
    assert isinstance(sender, Sender)
    if not sender.is_read_in(read["From"]):
        raise UnsafeHeader("sender")
