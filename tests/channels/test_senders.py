"""Who a mail is from, as three mail readers read it: Python's, one written in Rust and one in
Perl."""

import random
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from email.parser import BytesParser
from email.policy import default

import fast_mail_parser
import pytest

from channels import Medium, Outcome
from channels.mail import MailForm, Sender
from channels.sandbox import Sandbox
from channels.smtp import Smtp
from channels.testing.bench import a_message

ADDRESS = "alerts@example.gr"
MAIL = a_message(Medium.EMAIL)
NAMES = [
    "Δήμος Αμπελοκήπων-Μενεμένης",
    "Δήμος Νεάπολης-Συκεών",
    "Δήμος Πυλαίας-Χορτιάτη",
    "Δήμος Θερμαϊκού",
    "Δήμος Λουτρακίου-Περαχώρας-Αγίων Θεοδώρων",
    "Δήμος Νέας Φιλαδέλφειας-Νέας Χαλκηδόνας",
    "Δήμος Αθηναίων, Πολιτική Προστασία",
    "Δήμος Πυλαίας-Χορτιάτη (επίδειξη)",
    "Δήμος Άνω Σύρου «Ειδοποιήσεις»",
    "Αυτοτελές Τμήμα Πολιτικής Προστασίας Δήμου Πυλαίας-Χορτιάτη, Περιφέρεια Κεντρικής Μακεδονίας",
    'Δήμος "Τεστ"',
    '"Δήμος" και "Πολίτες"',
    "Δήμος Δοκιμής – Ειδοποιήσεις",
    "Δήμος Δοκιμής <112>",
    "Δήμος; Ναι: @home.gr",
    "Municipality of Athens, Civil Protection",
    "Municipality (test) [drill]",
    'The "Town" of Probe',
    "O'Neil & Sons; alerts:",
    "Municipality of Pylaia Chortiatis, Department of Civil Protection and of Public Works",
    "Back\\slash",
    "a.b.c",
    "x" * 90,
    "Δήμος Alpha Βήτα Gamma",
    "Δήμος 🔔",
    "🚨 Δήμος Δοκιμής 🚨 Πολιτική Προστασία 🚨 Ειδοποιήσεις 🚨",
    "Δήμος 👨‍👩‍👧‍👦 Οικογένεια",
    "Ä Ö Ü ß",
]
PIECES = [
    "Δήμος",
    "Νέας",
    "Χαλκηδόνας-Φιλαδέλφειας",
    "Ψυχικού",
    "(επίδειξη)",
    "«Άνω»",
    "Municipality",
    "of",
    "Probe,",
    '"Town"',
    "Civil",
    "Protection;",
    "<112>",
    "[test]",
    "🔔",
    "👩‍🚒",
    "–",
    "Ά.Π.",
    "Αγίων,",
    "Αντιδημαρχία",
    "O'Neil",
    "a@b.gr",
    "€",
    "1/2",
]
PERL = "binmode STDOUT, ':utf8'; print Encode::decode('MIME-Header', $_) for <>"


def made_up(count: int) -> list[str]:
    choose = random.Random(28)
    return [" ".join(choose.choices(PIECES, k=choose.randint(1, 14))) for _ in range(count)]


def typed(name: str) -> str:
    """As it stands in the settings."""
    return f"{name} <{ADDRESS}>" if not name.startswith('"') else f'"{escaped(name)}" <{ADDRESS}>'


def escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


def head(name: str) -> bytes:
    mail = MailForm.of(MAIL.wording, Sender.of(typed(name))).common
    found = re.match(rb"From:.*?\r\n(?! )", mail, re.DOTALL)
    assert found is not None
    return found[0]


def words(name: str) -> str:
    return " ".join(name.split())


@pytest.mark.parametrize("name", [*NAMES, *made_up(200)])
def test_two_readers_read_the_sender_that_was_meant(name: str) -> None:
    raw = head(name) + b"\r\nx"
    [by_python] = BytesParser(policy=default).parsebytes(raw)["From"].addresses
    by_rust = fast_mail_parser.parse_email(raw).from_

    assert by_rust is not None
    assert (words(by_python.display_name), by_python.addr_spec) == (name, ADDRESS)
    assert (by_rust.display_name, by_rust.address) == (name, ADDRESS)


@pytest.mark.skipif(shutil.which("perl") is None, reason="the third reader is Perl's")
def test_a_third_reader_reads_the_senders_that_were_meant() -> None:
    names = [*NAMES, *made_up(200)]
    unfolded = b"".join(head(name).replace(b"\r\n", b"") + b"\n" for name in names)

    found = subprocess.run(
        ["perl", "-MEncode", "-e", PERL], input=unfolded, capture_output=True, check=True
    )

    read = [line.removeprefix("From: ") for line in found.stdout.decode().splitlines()]
    quoted = {name: f'"{escaped(name)}"' for name in names}
    assert [
        line in {f"{name} <{ADDRESS}>", f"{quoted[name]} <{ADDRESS}>"}
        for line, name in zip((words(line) for line in read), names, strict=True)
    ] == [True] * len(names)


@pytest.mark.parametrize("name", [*NAMES, *made_up(40)])
def test_no_line_of_the_sender_is_too_long(name: str) -> None:
    longest = max((line for line in head(name).decode().split("\r\n")), key=len)

    assert len(longest) <= max(76, max(map(len, name.split())) + len('From: ""'))


def test_a_greek_name_of_forty_letters_is_one_encoded_word() -> None:
    [lead, word, address, _] = (
        head("Δήμος Λουτρακίου-Περαχώρας-Αγίων Θεοδώρων").decode().split("\r\n")
    )

    assert (lead, word[:16], address) == ("From: ", " =?iso-8859-7?b?", f" <{ADDRESS}>")


@pytest.mark.parametrize("long", ["Δήμου" * 30, "Δήμος👨‍👩‍👧‍👦" * 12, "ά" * 200, "a" * 1000])
def test_a_name_without_blanks_is_whole_again(long: str) -> None:
    raw = head(long) + b"\r\nx"

    sender = fast_mail_parser.parse_email(raw).from_
    assert sender is not None
    assert sender.display_name == unicodedata.normalize("NFC", long)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"Δήμος, Α" <a@example.gr>', "Δήμος, Α"),
        ('"Δήμος \\"Α\\"" <a@example.gr>', 'Δήμος "Α"'),
        ('Δήμος "Α" <a@example.gr>', 'Δήμος "Α"'),
        ("  Δήμος \u00a0 Α\u200b\u202e <a@example.gr>", "Δήμος Α"),
        ("Δη\u0301μος <a@example.gr>", "Δήμος"),
        ("a@example.gr", ""),
        ("<a@example.gr>", ""),
        ('"" <a@example.gr>', ""),
    ],
)
def test_a_name_is_read_as_it_was_typed(text: str, name: str) -> None:
    assert Sender.of(text).name == name


async def test_a_mail_of_every_sender_goes_out(
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    outcomes = {}
    async with Sandbox() as sandbox:
        for name in NAMES:
            async with relaying(sandbox.smtp_port, sender=typed(name)) as channel:
                outcomes[name] = (await channel.send(MAIL)).outcome

    assert outcomes == dict.fromkeys(NAMES, Outcome.ACCEPTED)


@pytest.mark.parametrize(
    ("sender", "language", "name"),
    [
        (ADDRESS, "el", "Δήμος Δοκιμής"),
        (ADDRESS, "en", "Municipality of Probe"),
        (ADDRESS, "de", "Δήμος Δοκιμής"),
        (f"Πολιτική Προστασία <{ADDRESS}>", "el", "Πολιτική Προστασία"),
    ],
)
def test_a_sender_without_a_name_has_that_of_the_municipality(
    sender: str, language: str, name: str
) -> None:
    names = {"el": "Δήμος Δοκιμής", "en": "Municipality of Probe"}
    wording = replace(MAIL.wording, language=language)

    raw = MailForm.of(wording, Sender.of(sender), names).common

    assert BytesParser(policy=default).parsebytes(raw)["From"].addresses[0].display_name == name
