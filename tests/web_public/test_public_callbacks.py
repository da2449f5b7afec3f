"""The providers' door: only what is signed comes in, nothing there waits for the database, and what
was taken is kept."""

import asyncio
import socket
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from urllib.parse import urlencode

import httpx
import pytest
import structlog
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator  # type: ignore[import-untyped]

from channels import Fate, Outcome
from channels.sandbox import ACCOUNT, TOKEN
from channels.twilio_codes import MEANS, STATUS
from delivery.receipts import ReceivedEvent
from delivery.receipts.collector import Collector
from delivery.receipts.spool import read_spool
from tests.loopback import visit
from tests.web_public.conftest import Opener, Pages, until

BASE = "https://warn.example.gr"
QUERY = "d=7-0123456789ab&n=1"
PHONE = "+306999999901"
TWILIO = {
    "account_sid": ACCOUNT,
    "auth_token": TOKEN,
    "sender": "DOKIMI",
    "status_callback_base": BASE,
    "shared_key": "of-the-rule",
}
RULE = {"X-Twilio-Webhooks-Signature-Settings": "key=webhooks_sharedkey_01,algorithm=HMAC_SHA256"}
SIGNED = {HMAC_SHA1: (TOKEN, {}), HMAC_SHA256: ("of-the-rule", RULE)}
ROUTES = {"sms": ["twilio"], "email": ["outbox_email"]}


@pytest.fixture
def door(quick_opener: Opener) -> Pages:
    """The pages of a municipality that sends by Twilio, and has a second sender that nothing is
    routed to."""
    second = {**TWILIO, "adapter": "twilio", "auth_token": "the-second"}
    return quick_opener(
        routes=ROUTES,
        channels={"twilio": TWILIO, "second": second, "twilio_unset": {"adapter": "twilio"}},
    )


def told(
    pages: "Pages | Crowd",
    sid: str = "SM1",
    *,
    name: str = "twilio",
    token: str = TOKEN,
    query: str = QUERY,
    algorithm: str = HMAC_SHA1,
    more: Mapping[str, str] = MappingProxyType({}),
    **headers: str,
) -> httpx.Response:
    """Twilio posts a callback."""
    form = {"MessageSid": sid, "MessageStatus": "delivered", "To": PHONE, **more}
    signature = RequestValidator(token).compute_signature(
        f"{BASE}/callbacks/{name}?{query}", form, algorithm
    )
    return pages.visitor.post(
        f"/callbacks/{name}?{query}",
        content=urlencode(form),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature,
            **headers,
        },
    )


def taken(pages: Pages, count: int = 1) -> list[ReceivedEvent]:
    """What lies in the bags once that much does."""
    found: list[ReceivedEvent] = []

    def all_there() -> bool:
        found.extend(received for bag in read_spool(pages.home.receipts) for received in bag)
        return len(found) >= count

    until(all_there)
    return found


def test_a_signed_callback_is_taken_and_handed_on(door: Pages) -> None:
    assert told(door).status_code == 204

    [received] = taken(door)
    assert (received.channel, received.event.provider_id, received.event.fate) == (
        "twilio",
        "SM1",
        Fate.DELIVERED,
    )
    assert (received.event.token, received.event.attempt) == ("7-0123456789ab", 1)


@pytest.mark.parametrize("algorithm", SIGNED)
def test_every_status_of_the_published_enum_is_taken(door: Pages, algorithm: str) -> None:
    secret, headers = SIGNED[algorithm]

    answers = {
        told(
            door, more={"MessageStatus": status}, token=secret, algorithm=algorithm, **headers
        ).status_code
        for status in STATUS
    }

    assert answers == {204}
    assert {
        received.event.status: received.event.fate for received in taken(door, len(STATUS))
    } == STATUS


def test_an_unknown_status_is_taken_and_logged_once(door: Pages) -> None:
    more = {"MessageStatus": "deferred", "ErrorCode": "30999"}

    with structlog.testing.capture_logs() as logged:
        answers = [told(door, more=more).status_code for _ in range(3)]

    assert answers == [204] * 3
    assert {(received.event.status, received.event.fate) for received in taken(door, 3)} == {
        ("deferred", Fate.ACCEPTED)
    }
    strange = [each for each in logged if each["event"] == "callback status unknown"]
    assert [(each["status"], each["code"]) for each in strange] == [("deferred", "30999")]


@pytest.mark.parametrize("algorithm", SIGNED)
def test_every_code_of_the_table_is_taken(door: Pages, algorithm: str) -> None:
    secret, headers = SIGNED[algorithm]

    for code in MEANS:
        failed = {"MessageStatus": "undelivered", "ErrorCode": str(code)}
        assert (
            told(door, more=failed, token=secret, algorithm=algorithm, **headers).status_code == 204
        )

    found: dict[int, Outcome] = {
        int(s.event.code): s.event.outcome for s in taken(door, len(MEANS))
    }
    assert found == MEANS


def test_a_shared_key_that_is_missing_is_named_in_logs(quick_opener: Opener) -> None:
    bare = {name: value for name, value in TWILIO.items() if name != "shared_key"}
    pages = quick_opener(routes=ROUTES, channels={"twilio": bare})

    with structlog.testing.capture_logs() as logged:
        answer = told(pages, token="of-the-rule", algorithm=HMAC_SHA256, more={}, **RULE)

    assert answer.status_code == 403
    assert [each["why"] for each in logged] == [
        "It is signed with a shared key, and shared_key is not set."
    ]


def test_a_second_section_has_its_own_path_and_token(door: Pages) -> None:
    assert told(door, name="second").status_code == 403
    assert told(door, name="second", token="the-second").status_code == 204
    assert [received.channel for received in taken(door)] == ["second"]


def test_a_proxys_word_on_the_address_changes_nothing(door: Pages) -> None:
    spoofed = {
        "Host": "evil.example.gr",
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example.gr",
    }

    assert told(door, more={}, **spoofed).status_code == 204


@pytest.mark.parametrize(
    "name", ["outbox_email", "outbox_sms", "smtp", "twilio_unset", "nobody", "a%2Fb"]
)
def test_a_channel_that_takes_none_is_not_there(door: Pages, name: str) -> None:
    assert told(door, name=name).status_code == 404
    assert not list(door.home.receipts.glob("*"))


def test_a_forged_callback_is_refused_counted_and_logged_without_address(door: Pages) -> None:
    with structlog.testing.capture_logs() as logged:
        answers = [told(door, token="wrong").status_code for _ in range(9)]

    assert answers == [403] * 9
    assert [each["so_far"] for each in logged if each["event"] == "callback forged"] == [1, 2, 4, 8]
    assert PHONE not in repr(logged)
    assert not list(door.home.receipts.glob("*"))


def test_a_callback_that_makes_no_sense_is_sent_back(door: Pages) -> None:
    assert told(door, "").status_code == 400
    assert door.get("/callbacks/twilio").status_code == 405


def test_a_body_that_is_too_long_is_always_refused(door: Pages) -> None:
    long = b"x" * 2_000_000

    def in_pieces() -> Iterator[bytes]:
        yield from (b"x" * 16_384 for _ in range(120))

    with_length = door.visitor.post("/callbacks/twilio", content=long)
    without_length = answer_to(door, b"Transfer-Encoding: chunked", in_pieces())

    assert with_length.status_code == 413
    assert without_length == 413
    assert answer_to(door, b"Content-Length: 2000000", iter([b"x" * 100])) == 413
    assert told(door).status_code == 204


def answer_to(pages: Pages, header: bytes, pieces: Iterator[bytes]) -> int:
    """The status of a request whose body comes in these pieces, for as long as anybody listens."""
    host, port = pages.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=300) as line:
        line.sendall(b"POST /callbacks/twilio HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n\r\n")
        try:
            for piece in pieces:
                whole = b"%x\r\n%s\r\n" % (len(piece), piece) if b"chunked" in header else piece
                line.sendall(whole)
        except OSError:
            pass  # it hung up
        return int(line.recv(100).split()[1])


def test_a_callback_is_answered_while_the_database_is_locked(door: Pages) -> None:
    lock = sqlite3.connect(door.home.path / "tocsin.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")

    answers = [told(door, f"SM{number}").status_code for number in range(20)]
    still_locked = lock.in_transaction
    lock.execute("ROLLBACK")
    lock.close()

    assert answers == [204] * 20
    assert still_locked
    assert {received.event.provider_id for received in taken(door, 20)} == {
        f"SM{number}" for number in range(20)
    }


def test_callbacks_wait_in_no_line_and_delay_no_form(quick_opener: Opener) -> None:
    pages = quick_opener(
        routes=ROUTES,
        channels={"twilio": TWILIO},
        registration={"work": 1, "forms_per_second": 0.1},
    )

    answers = [told(pages, f"SM{number}").status_code for number in range(50)]

    assert answers == [204] * 50
    assert pages.post("/subscribe").status_code != 503


def test_a_callback_that_cannot_be_stored_is_asked_for_again(door: Pages) -> None:
    door.home.receipts.touch()

    assert told(door).status_code == 503

    door.home.receipts.unlink()
    assert told(door).status_code == 204
    assert len(taken(door)) == 1


def test_a_taken_callback_is_in_the_database_after_a_worker(door: Pages) -> None:
    for number in range(3):
        told(door, f"SM{number}")
    until(lambda: list(door.home.receipts.glob("*.bag")))

    asyncio.run(Collector(door.home.database, door.home.keys, door.home.receipts).collect())

    assert sorted(door.rows("SELECT channel, provider_id, status, aside FROM receipt")) == [
        ("twilio", f"SM{number}", "delivered", "delivery forgotten") for number in range(3)
    ]


def test_many_callbacks_at_once_are_all_kept(door: Pages) -> None:
    def crowd(first: int) -> None:
        with visit(door.url) as twilio:
            for number in range(first, first + 50):
                answered.append(told(Crowd(twilio), f"SM{number}").status_code)

    answered: list[int] = []
    threads = [threading.Thread(target=crowd, args=(first,)) for first in range(0, 200, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answered == [204] * 200
    assert {received.event.provider_id for received in taken(door, 200)} == {
        f"SM{number}" for number in range(200)
    }


class Crowd:
    """Somebody with a connection of their own."""

    def __init__(self, visitor: httpx.Client) -> None:
        self.visitor = visitor
