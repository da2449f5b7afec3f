"""Pictures of a mail: parts of their own, named by the HTML, the same for everybody."""

from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import default

import fast_mail_parser

from channels import Medium
from channels.mail import MailForm, Sender
from channels.testing.bench import a_message

BODY = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
HELD = f'<img src="data:image/png;base64,{b64encode(BODY).decode()}" alt="Έμβλημα">'
MAIL = a_message(Medium.EMAIL)


def written(html: str) -> bytes:
    message = replace(MAIL, wording=replace(MAIL.wording, html=html))
    form = MailForm.of(message.wording, Sender.of("Δήμος <alerts@example.gr>"))
    return form.fill(message, datetime(2026, 11, 26, tzinfo=UTC))


def test_a_picture_travels_beside_the_html_and_stays_the_same() -> None:
    mail = BytesParser(policy=default).parsebytes(written(f"<p>{HELD} {HELD}</p>"))
    [text, related] = mail.iter_parts()
    [html, picture] = related.iter_parts()

    assert [part.get_content_type() for part in (mail, text, related, html, picture)] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    assert html.get_content().count(f'src="cid:{picture["Content-ID"].strip("<>")}"') == 2
    assert (picture.get_content(), picture.get_content_disposition()) == (BODY, "inline")


def test_another_reader_finds_the_picture_too() -> None:
    mail = fast_mail_parser.parse_email(written(HELD))

    [picture] = mail.attachments
    assert bytes(picture.content) == BODY
    assert "data:" not in mail.text_html[0]


def test_a_mail_without_pictures_has_two_parts() -> None:
    mail = BytesParser(policy=default).parsebytes(
        written('<p>data:image/png;base64,AAAA <img src="data:text/html;base64,AAAA"></p>')
    )

    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_picture_has_short_lines_that_begin_without_a_dot() -> None:
    lines = written(HELD).split(b"\r\n")

    assert max(map(len, lines)) <= 78
    assert not any(line.startswith(b".") for line in lines)
    full = [line for line in lines if len(line) == 76]
    # A full line of base64 holds 57 bytes.
    assert b64decode(b"".join(full)) == BODY[: len(BODY) // 57 * 57]
