"""Mails that come back, as servers of every family write them: invented ones, whose names say what
is to be made of them."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.bounces import LARGEST_BOUNCE, Bounce, Complaint, Unread, read_bounce
from channels.bounces.guesses import ask_flufl
from channels.bounces.opened import open_mail
from channels.bounces.words import judge
from tests.channels.bounce_verdicts import FAMILIES, expected, mails, table, verdict
from tests.made_up import examples

TOKEN = "77-b56820c57b15"
EVERY = {name: raw for _, name, raw in mails(FAMILIES)}
BOUNCES = {
    name: raw for name, raw in EVERY.items() if expected(name).startswith(("failed", "delayed"))
}
MANY = settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
SPLICES = (
    b"\n\n",
    b"\r",
    b"\0",
    b"--=_report\n",
    b"\xff\xfe",
    b"=?utf-8?b?====?=",
    b'Content-Type: multipart/report; boundary=""\n',
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Type: text/plain; charset*=x''%zz\n",
    b"Content-Transfer-Encoding: x-uuencode\n",
    b"Content-Type: message/delivery-status\n",
    b"boundary*0*=utf-8'en'%ff; ",
    b": :\n",
    b"Action: \n",
    b"Status: 5.999.\n",
)


@pytest.mark.parametrize("name", EVERY)
def test_a_mail_is_read_as_its_name_says(name: str) -> None:
    assert verdict(EVERY[name]) == expected(name)


@pytest.mark.parametrize(
    "name",
    [name for name in EVERY if name.startswith(("cases", "encodings/text", "exim", "gmail"))],
)
@pytest.mark.parametrize("end", [b"\r\n", b"\r"], ids=["dos", "mac"])
def test_the_ends_of_lines_do_not_matter(name: str, end: bytes) -> None:
    assert verdict(EVERY[name].replace(b"\n", end)) == expected(name)


def test_a_token_is_found_in_whatever_it_is_wrapped() -> None:
    tokens = Counter(
        read.token for raw in EVERY.values() if not isinstance(read := read_bounce(raw), Unread)
    )

    assert len(tokens) == 8  # that of the invented ones, and those of the given cases
    assert tokens[TOKEN] == max(tokens.values())


@pytest.mark.parametrize("name", BOUNCES)
def test_a_bounce_is_never_called_an_automatic_reply(name: str) -> None:
    raw = (
        b"Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\nPrecedence: auto_reply\n"
        + BOUNCES[name]
    )

    assert verdict(raw) == expected(name)


@pytest.mark.parametrize(
    "name", [name for name in EVERY if name.startswith(("automatic", "receipts"))]
)
@pytest.mark.parametrize("path", [b"<>", b"<nikos@mail.example>"])
def test_no_absence_is_called_a_failure_whatever_its_return_path(name: str, path: bytes) -> None:
    first, _, rest = EVERY[name].partition(b"\n")

    assert first.startswith(b"Return-Path:")
    assert verdict(b"Return-Path: " + path + b"\n" + rest) == "automatic"


def test_flufl_decides_nine_of_ten_plain_bounces_without_us() -> None:
    plain = [
        raw
        for name, raw in BOUNCES.items()
        if name.startswith(("exim/", "qmail/", "postfix/", "gmail/"))
    ]

    assert sum(ask_flufl(raw, open_mail(raw)) is not None for raw in plain) >= 0.9 * len(plain)


def test_the_table_of_verdicts_counts_every_mail() -> None:
    lines = list(table(FAMILIES, listed=False))

    [total] = [line.split() for line in lines if line.startswith("all ")]
    assert int(total[1]) == len(EVERY) == sum(map(int, total[2:]))


def test_a_mail_of_many_megabytes_is_read_by_its_beginning() -> None:
    raw = EVERY["postfix/unknown.failed-5.1.1.eml"]

    assert verdict(raw + b"x" * 76 * LARGEST_BOUNCE) == "failed-5.1.1"


@pytest.mark.parametrize(
    ("code", "words", "judged"),
    [
        ("", "550 5.1.1 user unknown", "5.1.1"),
        ("5.0.0", "smtp; 550 No such user", "5.1.1"),
        ("5.0.0", "smtp; 550 sorry", "550"),
        ("5.0.0", "smtp; 550 sorry (in reply to end of DATA command)", "5.0.0"),
        ("5.0.0", "smtp; 550 5.7.1 blocked", "5.7.1"),
        ("5.0.0", "", "5.0.0"),
        ("4.0.0", "mailbox is full", "4.2.2"),
        ("5.1.1", "550 Message refused: listed on a blacklist", "5.7.1"),
        ("5.1.1", "550 mailbox full", "5.2.2"),
        ("5.1.1", "550 host spam.example does not know this user", "5.1.1"),
        ("5.2.2", "550 no such user", "5.2.2"),
        ("", "host mx.example[5.1.1.4] said nothing at all", ""),
        ("", "This is Exim 4.92.3", ""),
        ("", "call 2310 550 511", ""),
    ],
)
def test_the_code_that_says_most_and_costs_least_is_taken(
    code: str, words: str, judged: str
) -> None:
    assert judge(code, words) == judged


@MANY
@given(st.data())
def test_no_mail_however_broken_raises(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(list(EVERY.values())))
    for _ in range(data.draw(st.integers(1, 4))):
        start, end = sorted(
            data.draw(st.tuples(st.integers(0, len(raw)), st.integers(0, len(raw))))
        )
        put = data.draw(st.sampled_from([*SPLICES, raw[start:end], b""]) | st.binary(max_size=8))
        raw = raw[:start] + put + raw[data.draw(st.sampled_from([start, end])) :]

    assert isinstance(read_bounce(raw), Bounce | Complaint | Unread)


@MANY
@given(st.binary(max_size=400))
def test_noise_is_never_a_bounce(raw: bytes) -> None:
    assert isinstance(read_bounce(raw), Unread)
