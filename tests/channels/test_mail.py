"""The bytes of a mail, read back as a mail program reads them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels import UNSUBSCRIBE_SLOT, Medium, Message, Wording
from channels.headers import UnsafeHeader, mailbox
from channels.mail import MailForm, Sender

AT = datetime(2026, 11, 1, 18, 0, tzinfo=UTC)
OFFICE = Sender.of("Δήμος Πυλαίας - Χορτιάτη, Πολιτική Προστασία <alerts@example.gr>")
LONG_SUBJECT = (
    "Προειδοποίηση για έντονη χιονόπτωση στον Δήμο Πυλαίας - Χορτιάτη από απόψε έως αύριο το πρωί"
)
WORDING = Wording(
    1,
    Medium.EMAIL,
    "el",
    f"Χιόνι.\nΔιαγραφή: {UNSUBSCRIBE_SLOT}",
    LONG_SUBJECT,
    f'<a href="{UNSUBSCRIBE_SLOT}">Έξοδος</a>',
)
LINK = "https://eidopoiisi.pylaia-chortiatis.example.gr/u/Ab3-_x9Qw1"
MESSAGE = Message("t-1", "ana@example.org", WORDING, AT + timedelta(hours=2), LINK)
NASTY = [
    "a\r\nBcc: evil@example.org",
    "a\nb",
    "a\x0bb",
    "a\x85b",
    "a\u2028b",
    "a\u2029b",
    "a\x00b",
    "\x1b[31m",
    "\ud800",
    "=?utf-8?q?hello=0D=0ABcc=3A_evil=40example.gr?=",
]
words = (
    st.text("αβγΆ ς.=?<>\"@_,\\'", max_size=300)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)
    | st.text(max_size=100)
)


def read(mail: bytes) -> EmailMessage:
    found = BytesParser(policy=default).parsebytes(mail)
    assert isinstance(found, EmailMessage)
    return found


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_mail_that_follows_others_names_them() -> None:
    follows = replace(MESSAGE, token="t-9", replies_to=("t-1", "t-5"))

    mail = read(MailForm.of(WORDING, OFFICE).fill(follows, AT))

    assert mail["In-Reply-To"] == "<t-5@example.gr>"
    assert str(mail["References"]).split() == ["<t-1@example.gr>", "<t-5@example.gr>"]
    assert mail["Message-ID"] == "<t-9@example.gr>"


def test_a_long_thread_names_its_first_and_last_mails() -> None:
    follows = replace(MESSAGE, replies_to=tuple(f"t-{number}" for number in range(200)))

    named = str(read(MailForm.of(WORDING, OFFICE).fill(follows, AT))["References"]).split()

    assert (len(named), named[0], named[-1]) == (20, "<t-0@example.gr>", "<t-199@example.gr>")


def test_a_token_that_could_forge_a_header_is_refused() -> None:
    with pytest.raises(UnsafeHeader):
        MailForm.of(WORDING, OFFICE).fill(replace(MESSAGE, replies_to=("a>\r\nBcc: x",)), AT)


def test_every_header_is_there_once() -> None:
    mail = read(MailForm.of(WORDING, OFFICE).fill(MESSAGE, AT))

    assert sorted(mail.keys()) == sorted(
        [
            "Date",
            "To",
            "Message-ID",
            "Expires",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "From",
            "Subject",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
        ]
    )
    assert mail["Message-ID"] == "<t-1@example.gr>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Date"].datetime == AT
    assert mail["Expires"] == "Sun, 01 Nov 2026 20:00:00 +0000"


def test_a_long_greek_subject_keeps_every_space() -> None:
    mail = read(MailForm.of(WORDING, OFFICE).fill(MESSAGE, AT))

    assert mail["Subject"] == LONG_SUBJECT


def test_the_link_is_in_the_text_the_html_and_header() -> None:
    message = replace(MESSAGE, unsubscribe="https://tocsin.example.gr/u/x?a=1&b=2")

    mail = read(MailForm.of(WORDING, OFFICE).fill(message, AT))

    assert body(mail, "plain") == "Χιόνι.\nΔιαγραφή: https://tocsin.example.gr/u/x?a=1&b=2"
    assert body(mail, "html") == '<a href="https://tocsin.example.gr/u/x?a=1&amp;b=2">Έξοδος</a>'
    assert mail["List-Unsubscribe"] == "<https://tocsin.example.gr/u/x?a=1&b=2>"


@pytest.mark.parametrize("length", [20, 60, 74, 75, 76, 77, 150, 300, 700])
def test_a_link_of_any_length_arrives_whole_and_unencoded(length: int) -> None:
    link = "https://tocsin.example.gr/u?=".ljust(length, "=").replace("u?=", "u/=")

    raw = MailForm.of(WORDING, OFFICE).fill(replace(MESSAGE, unsubscribe=link), AT)

    assert f"List-Unsubscribe: <{link}>\r\n".encode() in raw
    assert body(read(raw), "plain").endswith(f"Διαγραφή: {link}")
    assert all(len(line) <= 78 for line in raw.split(b"\r\n") if not line.startswith(b"List-"))


def test_no_list_header_is_ever_an_encoded_word() -> None:
    longest = f"https://{'a' * 63}.{'b' * 63}.{'c' * 50}.example.gr/u/{'x' * 40}"

    raw = MailForm.of(WORDING, OFFICE).fill(replace(MESSAGE, unsubscribe=longest), AT)

    assert [
        line for line in raw.split(b"\r\n") if line.startswith(b"List-") and b"=?" in line
    ] == []


def test_a_mail_without_a_link_has_no_list_headers() -> None:
    mail = read(MailForm.of(WORDING, OFFICE).fill(replace(MESSAGE, unsubscribe=""), AT))

    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None
    assert body(mail, "plain") == "Χιόνι.\nΔιαγραφή: "


def test_a_repeat_carries_the_same_message_id() -> None:
    form = MailForm.of(WORDING, OFFICE)

    first, again = form.fill(MESSAGE, AT), form.fill(MESSAGE, AT + timedelta(minutes=5))

    assert read(first)["Message-ID"] == read(again)["Message-ID"]
    assert read(first)["Date"] != read(again)["Date"]


@pytest.mark.parametrize("nasty", NASTY)
def test_a_value_that_could_forge_a_header_is_refused(nasty: str) -> None:
    form = MailForm.of(WORDING, OFFICE)

    for attempt in (
        lambda: MailForm.of(replace(WORDING, subject=nasty), OFFICE),
        lambda: Sender.of(f"{nasty} <alerts@example.gr>"),
        lambda: form.fill(replace(MESSAGE, to=f"{nasty}@example.org"), AT),
        lambda: form.fill(replace(MESSAGE, token=nasty), AT),
        lambda: form.fill(replace(MESSAGE, unsubscribe=f"https://example.gr/{nasty}"), AT),
    ):
        with pytest.raises(UnsafeHeader):
            attempt()


@pytest.mark.parametrize(
    ("given_address", "meant"),
    [
        ("ana@example.org", "ana@example.org"),
        ("ana@δήμος.gr", "ana@xn--jxalzmp.gr"),
        ("o'neil+x@a-b.example.org",) * 2,
    ],
)
def test_a_domain_travels_in_ascii(given_address: str, meant: str) -> None:
    assert mailbox(given_address) == meant


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("άννα@example.org", "smtputf8"),
        ("ana", "address"),
        ("@example.org", "address"),
        ("a b@example.org", "address"),
        ("a@b@example.org", "address"),
        ("a<x>@example.org", "address"),
        ("", "address"),
        ("a,b@example.org", "address"),
        (f"{'a' * 65}@example.org", "address"),
    ],
)
def test_an_address_that_cannot_be_carried_says_why(address: str, code: str) -> None:
    with pytest.raises(UnsafeHeader) as caught:
        mailbox(address)

    assert caught.value.code == code
    assert not address or address not in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(text=words, html=words, subject=words, name=words)
def test_a_mail_is_read_back_as_written_or_refused(
    text: str, html: str, subject: str, name: str
) -> None:
    wording = Wording(
        1, Medium.EMAIL, "el", f"{text}{UNSUBSCRIBE_SLOT}{text}", subject, f"<p>{html}</p>"
    )
    try:
        form = MailForm.of(wording, Sender.of(f"{name} <alerts@example.gr>"))
    except UnsafeHeader:
        return

    mail = read(form.fill(MESSAGE, AT))

    assert mail["Subject"] == subject.strip()
    assert len(mail.keys()) == 11
    assert body(mail, "plain") == plain(f"{text}{LINK}{text}")
    assert body(mail, "html") == plain(f"<p>{html}</p>")


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=200, deadline=None)
@given(address=st.text(max_size=80))
def test_no_address_adds_a_header(address: str) -> None:
    form = MailForm.of(WORDING, OFFICE)
    try:
        raw = form.fill(replace(MESSAGE, to=address), AT)
    except UnsafeHeader:
        return

    assert len(read(raw).keys()) == 11
