"""What mail servers say of a mail afterwards, and what is understood of it."""

import re
from pathlib import Path

import pytest

from channels import Fate, Outcome
from channels.bounces import LARGEST_BOUNCE, Action, Bounce, Unread, read_bounce
from channels.bounces.guesses import DEEPEST

CORPUS = Path(__file__).parent / "bounces"
TOKEN = "1234567-0a1b2c3d4e5f"
UNDERSTOOD = {
    "postfix": (Action.FAILED, "5.1.1"),
    "exim": (Action.FAILED, "5.1.1"),
    "exchange": (Action.FAILED, "5.1.10"),
    "gmail": (Action.FAILED, "5.7.26"),
    "sendmail": (Action.FAILED, "5.2.2"),
    "greek_8bit": (Action.FAILED, "5.1.1"),
    "truncated": (Action.FAILED, "5.1.1"),
    "gave_up": (Action.FAILED, "4.4.7"),
    "delayed": (Action.DELAYED, "4.4.1"),
    "relayed": (Action.RELAYED, "2.0.0"),
    "alias_of_two": (Action.RELAYED, "2.1.9"),
    "plain_words": (Action.FAILED, "5.1.1"),
    "cut_short": (Action.FAILED, "5.1.1"),
    "no_status": (Action.FAILED, "5.1.1"),
}
NOT_UNDERSTOOD = {
    "holiday": Unread.AUTOMATIC,
    "opened": Unread.AUTOMATIC,
    "no_token": Unread.NO_TOKEN,
}
CAUSES = {
    "5.1.1": Outcome.INVALID_RECIPIENT,
    "5.1.2": Outcome.INVALID_RECIPIENT,
    "5.1.10": Outcome.INVALID_RECIPIENT,
    "5.1.8": Outcome.MISCONFIGURED,
    "5.2.1": Outcome.TRANSIENT,
    "5.2.2": Outcome.TRANSIENT,
    "5.2.3": Outcome.CONTENT_REJECTED,
    "5.4.1": Outcome.INVALID_RECIPIENT,
    "5.4.4": Outcome.INVALID_RECIPIENT,
    "5.4.7": Outcome.TRANSIENT,
    "550": Outcome.INVALID_RECIPIENT,
    "5.7.1": Outcome.CONTENT_REJECTED,
    "5.7.26": Outcome.CONTENT_REJECTED,
    "5.7.515": Outcome.CONTENT_REJECTED,
    "5.0.0": Outcome.UNKNOWN,
    "4.2.2": Outcome.TRANSIENT,
    "4.4.7": Outcome.TRANSIENT,
    "4.7.1": Outcome.TRANSIENT,
}


def understood(raw: bytes) -> tuple[str, Action, str]:
    found = read_bounce(raw)
    assert isinstance(found, Bounce)
    return found.token, found.action, found.status


def written(name: str) -> bytes:
    return (CORPUS / f"{name}.eml").read_bytes()


def test_the_corpus_is_tried_whole() -> None:
    assert {path.stem for path in CORPUS.iterdir()} == {*UNDERSTOOD, *NOT_UNDERSTOOD}


@pytest.mark.parametrize("name", UNDERSTOOD)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_report_of_a_mail_server_is_understood(name: str, end: bytes) -> None:
    raw = written(name).replace(b"\n", end)

    assert understood(raw) == (TOKEN, *UNDERSTOOD[name])


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
def test_a_mail_that_is_no_bounce_gets_a_reason(name: str) -> None:
    assert read_bounce(written(name)) is NOT_UNDERSTOOD[name]


@pytest.mark.parametrize("status", CAUSES)
def test_the_code_of_a_bounce_tells_the_cause(status: str) -> None:
    event = Bounce(TOKEN, Action.FAILED, status).event

    assert (event.fate, event.outcome, event.code) == (Fate.UNDELIVERED, CAUSES[status], status)
    assert (event.token, event.provider_id, event.attempt) == (TOKEN, f"{TOKEN}/", 0)


@pytest.mark.parametrize("action", [Action.DELAYED, Action.RELAYED, Action.EXPANDED])
def test_a_mail_on_its_way_is_still_accepted(action: Action) -> None:
    event = Bounce(TOKEN, action, "4.4.1").event

    assert (event.fate, event.outcome, event.status) == (Fate.ACCEPTED, Outcome.ACCEPTED, action)


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_no_address_is_kept_of_a_bounce(name: str) -> None:
    assert "@" not in repr(read_bounce(written(name)))


def test_the_address_of_the_bounce_counts_before_the_returned_mail() -> None:
    raw = written("postfix").replace(b"<" + TOKEN.encode(), b"<7-ffffffffffff")

    assert understood(raw) == (TOKEN, Action.FAILED, "5.1.1")


def test_a_bounce_is_recognised_again_and_told_from_another() -> None:
    again = b"Delivered-To: once more\n" + written("postfix")
    later = written("postfix").replace(
        b"Message-Id: <20261124170007", b"Message-Id: <20261124171007"
    )

    first, same, other = (read_bounce(raw) for raw in (written("postfix"), again, later))

    assert first == same != other


@pytest.mark.parametrize("name", ["postfix", "sendmail"])
def test_a_returned_mail_names_its_delivery_without_verp(name: str) -> None:
    raw = written(name).replace(b"bounces+" + TOKEN.encode(), b"bounces")

    assert understood(raw) == (TOKEN, *UNDERSTOOD[name])


def test_an_address_of_a_machine_is_no_code() -> None:
    raw = written("exim").replace(b"550-5.1.1 The", b"550 The").replace(b"195.5.1.1", b"195.5.7.1")

    assert understood(raw) == (TOKEN, Action.FAILED, "5.1.1")


@pytest.mark.parametrize(
    ("diagnostic", "status"),
    [
        ("smtp; 550 Requested action not taken: mailbox unavailable", "550"),
        ("smtp;550-No such user", "5.1.1"),
        ("smtp; mx.example.gr [192.0.2.1] said: 550 unknown", "550"),
        ("smtp; 553 sorry, no mailbox here", "5.1.1"),
        ("smtp; 550 5.1.1 unknown", "5.1.1"),
        ("smtp; 550 5.0.0 unknown", "550"),
        ("smtp; 550 Message rejected as spam", "5.7.1"),
        ("smtp; 550 relaying denied", "5.7.1"),
        ("smtp; 554 no", "5.0.0"),
        ("X-Postfix; lost 5500 bytes", "5.0.0"),
        ("", "5.0.0"),
    ],
)
def test_a_vague_code_is_judged_by_the_basic_code(diagnostic: str, status: str) -> None:
    raw = re.sub(
        rb"(?m)^Diagnostic-Code:.*(\n .*)*",
        f"Diagnostic-Code: {diagnostic}".encode(),
        written("exim"),
    )
    raw = re.sub(rb"(?m)^Status:.*", b"Status: 5.0.0", raw)

    assert understood(raw) == (TOKEN, Action.FAILED, status)


def test_a_huge_bounce_is_read_at_its_beginning_only() -> None:
    assert understood(written("postfix") + b"x" * 2 * LARGEST_BOUNCE) == (
        TOKEN,
        Action.FAILED,
        "5.1.1",
    )
    assert read_bounce(b"x" * 2 * LARGEST_BOUNCE) is Unread.LARGE


def test_parts_within_parts_without_end_break_nothing() -> None:
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
        for n in range(20 * DEEPEST)
    )

    assert read_bounce(nested) is Unread.NO_REPORT


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 100, "Χιόνι".encode("iso-8859-7"), b"To: \xff\xfe\n\n", b"\n\n\n"]
)
def test_noise_is_no_bounce(raw: bytes) -> None:
    assert read_bounce(raw) is Unread.NO_REPORT
