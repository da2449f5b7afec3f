"""What Twilio tells of a message afterwards: only what it signed itself is believed, and each of
its words means one thing."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, suppress
from hashlib import sha256
from operator import itemgetter
from urllib.parse import parse_qsl, urlencode

import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels import (
    Callback,
    ChannelFailure,
    Event,
    Fate,
    ForgedCallback,
    Outcome,
    Unauthorised,
    Unavailable,
    UnreadableCallback,
)
from channels.events import Answers, TakesCallbacks
from channels.sandbox import TOKEN
from channels.twilio import Twilio
from tests.channels.conftest import noting

BASE = "https://warn.example.gr"
URL = f"{BASE}/callbacks/twilio"
QUERY = "d=7-0123456789ab&n=2"
SID = "SM" + "0" * 32
FORM = {
    "MessageSid": SID,
    "MessageStatus": "delivered",
    "To": "+306999999901",
    "From": "DOKIMI",
    "AccountSid": "AC1",
}
DELIVERED = Event(SID, "delivered", Fate.DELIVERED, token="7-0123456789ab", attempt=2)
Opener = Callable[..., Twilio]


@pytest.fixture
def channel(made: Opener) -> Twilio:
    return made("http://127.0.0.1:1", status_callback_base=BASE)


def signed(
    form: dict[str, str], *, token: str = TOKEN, query: str = QUERY, **more: str
) -> Callback:
    signature = RequestValidator(token).compute_signature(f"{URL}?{query}", form)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signature,
        **more,
    }
    return Callback(query, headers, urlencode(form).encode())


def in_json(body: str, *, query: str = QUERY) -> Callback:
    whole = f"{query}&bodySHA256={sha256(body.encode()).hexdigest()}"
    signature = RequestValidator(TOKEN).compute_signature(f"{URL}?{whole}", {})
    return Callback(
        whole, {"content-type": "application/json", "x-twilio-signature": signature}, body.encode()
    )


def changed(whole: bytes) -> Iterator[bytes]:
    """The same with one byte changed, each in its turn; the new byte is never a letter of the other
    case alone."""
    for place, byte in enumerate(whole):
        for other in (byte ^ 1, ord("%"), ord("&"), ord("=")):
            if other != byte:
                yield whole[:place] + bytes([other]) + whole[place + 1 :]


def test_twilio_takes_callbacks_and_answers_questions(channel: Twilio) -> None:
    assert isinstance(channel, TakesCallbacks)
    assert isinstance(channel, Answers)


def test_a_callback_signed_by_twilio_is_believed(channel: Twilio) -> None:
    assert channel.read_callback(signed(FORM)) == [DELIVERED]


def test_a_body_in_json_is_signed_by_its_hash(channel: Twilio) -> None:
    assert channel.read_callback(in_json(json.dumps(FORM))) == [DELIVERED]

    forged = in_json(json.dumps(FORM))
    with pytest.raises(ForgedCallback):
        channel.read_callback(
            Callback(forged.query, forged.headers, forged.body.replace(b"delivered", b"undelivere"))
        )


def test_a_body_in_json_without_its_hash_is_not_believed(channel: Twilio) -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"{URL}?{QUERY}", {})
    headers = {"content-type": "application/json", "x-twilio-signature": signature}

    with pytest.raises(ForgedCallback):
        channel.read_callback(Callback(QUERY, headers, json.dumps(FORM).encode()))


def test_no_byte_of_the_address_can_be_changed(channel: Twilio) -> None:
    good = signed(FORM)

    queries = [changed_query.decode("latin-1") for changed_query in changed(QUERY.encode())]
    for query in (
        *queries,
        "",
        f"{QUERY}&",
        f"{QUERY}&n=1",
        f"{QUERY}#x",
        QUERY.replace("&", "\t&"),
        f" {QUERY}",
    ):
        with pytest.raises(ForgedCallback):
            channel.read_callback(Callback(query, good.headers, good.body))


def test_a_changed_byte_of_the_body_never_changes_the_meaning(channel: Twilio) -> None:
    good = signed(FORM)

    for body in changed(good.body):
        with suppress(ForgedCallback, UnreadableCallback):
            # Another way to write the same fields, or Twilio's own way of signing them one behind
            # the other.
            assert channel.read_callback(Callback(good.query, good.headers, body)) == [DELIVERED]
            assert sorted(parse_qsl(body.decode("ascii"))) == sorted(FORM.items())


def test_no_byte_of_the_signature_can_be_changed(channel: Twilio) -> None:
    good = signed(FORM)

    for signature in changed(good.headers["x-twilio-signature"].encode()):
        with pytest.raises(ForgedCallback):
            channel.read_callback(
                Callback(
                    QUERY,
                    {**good.headers, "x-twilio-signature": signature.decode("latin-1")},
                    good.body,
                )
            )


@pytest.mark.parametrize("signature", [None, "", "é", "x" * 28])
def test_a_callback_without_its_signature_is_forged(channel: Twilio, signature: str | None) -> None:
    headers = {} if signature is None else {"x-twilio-signature": signature}

    with pytest.raises(ForgedCallback):
        channel.read_callback(Callback(QUERY, headers, urlencode(FORM).encode()))


def test_a_proxys_word_on_the_address_changes_nothing(channel: Twilio) -> None:
    spoofed = {
        "host": "evil.example.gr",
        "x-forwarded-host": "evil.example.gr",
        "x-forwarded-proto": "http",
    }
    elsewhere = RequestValidator(TOKEN).compute_signature(
        f"http://evil.example.gr/callbacks/twilio?{QUERY}", FORM
    )

    assert channel.read_callback(signed(FORM, **spoofed)) == [DELIVERED]
    with pytest.raises(ForgedCallback):
        channel.read_callback(signed(FORM, **spoofed, **{"x-twilio-signature": elsewhere}))


def test_two_tokens_sign_while_the_token_is_changed(made: Callable[..., Twilio]) -> None:
    channel = made("http://127.0.0.1:1", status_callback_base=BASE, auth_token_next="the-next-one")

    assert channel.read_callback(signed(FORM)) == [DELIVERED]
    assert channel.read_callback(signed(FORM, token="the-next-one")) == [DELIVERED]
    with pytest.raises(ForgedCallback):
        channel.read_callback(signed(FORM, token="the-one-before"))


def test_the_secret_of_a_key_signs_nothing(made: Callable[..., Twilio]) -> None:
    key = {"api_key": "SK" + "b" * 32, "api_secret": "of-the-key"}
    channel = made("http://127.0.0.1:1", status_callback_base=BASE, **key)

    assert channel.read_callback(signed(FORM)) == [DELIVERED]
    for token in ("of-the-key", ""):
        with pytest.raises(ForgedCallback):
            channel.read_callback(signed(FORM, token=token))


def test_a_channel_that_asks_for_no_receipts_believes_none(made: Callable[..., Twilio]) -> None:
    with pytest.raises(ForgedCallback):
        made("http://127.0.0.1:1").read_callback(signed(FORM))


def test_a_channel_of_another_name_has_its_own_address(made: Callable[..., Twilio]) -> None:
    channel = made("http://127.0.0.1:1", status_callback_base=f"{BASE}/", name="second")

    with pytest.raises(ForgedCallback):
        channel.read_callback(signed(FORM))


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"MessageSid": SID},
        {**FORM, "MessageStatus": "Re routed"},
        {**FORM, "MessageSid": ""},
        {**FORM, "MessageSid": "SM\x00"},
        {**FORM, "MessageSid": "S" * 81},
    ],
)
def test_a_callback_that_makes_no_sense_is_unreadable(
    channel: Twilio, form: dict[str, str]
) -> None:
    with pytest.raises(UnreadableCallback):
        channel.read_callback(signed(form))


@pytest.mark.parametrize(
    "body", ["[]", "1", "{", "[" * 5000, '{"MessageSid": 5, "MessageStatus": ["delivered"]}']
)
def test_json_that_makes_no_sense_is_said_to_be_unreadable(channel: Twilio, body: str) -> None:
    with pytest.raises(UnreadableCallback):
        channel.read_callback(in_json(body))


@pytest.mark.parametrize(
    ("query", "token", "attempt"),
    [
        ("", "", 0),
        ("d=x", "x", 0),
        ("n=-1", "", 0),
        ("n=1&d=", "", 1),
        ("d=a%2Fb%20c&n=٣", "a/b c", 0),
    ],
)
def test_a_callback_with_a_short_address_is_read_anyway(
    channel: Twilio, query: str, token: str, attempt: int
) -> None:
    quoted = query.replace("٣", "%D9%A3")

    [event] = channel.read_callback(signed(FORM, query=quoted) if quoted else unaddressed())

    assert (event.token, event.attempt) == (token, attempt)


def unaddressed() -> Callback:
    signature = RequestValidator(TOKEN).compute_signature(URL, FORM)
    return Callback("", {"x-twilio-signature": signature}, urlencode(FORM).encode())


def test_a_message_kept_too_long_is_expired(channel: Twilio) -> None:
    [event] = channel.read_callback(
        signed({**FORM, "MessageStatus": "failed", "ErrorCode": "30036"})
    )

    assert (event.fate, event.code) == (Fate.EXPIRED, "30036")


@pytest.mark.parametrize("code", ["", "+306999999901", "٣٠٠٠٣"])
def test_a_code_that_is_none_is_not_kept(channel: Twilio, code: str) -> None:
    [event] = channel.read_callback(signed({**FORM, "MessageStatus": "failed", "ErrorCode": code}))

    assert (event.outcome, event.code) == (Outcome.TRANSIENT, "")


@pytest.mark.parametrize(
    ("told", "event"),
    [
        ({"status": "delivered", "error_code": None}, Event(SID, "delivered", Fate.DELIVERED)),
        ({"status": "sent", "error_code": None}, Event(SID, "sent", Fate.ACCEPTED)),
        (
            {"status": "undelivered", "error_code": 30005},
            Event(SID, "undelivered", Fate.UNDELIVERED, Outcome.INVALID_RECIPIENT, "30005"),
        ),
        ({"status": "rerouted", "error_code": None}, None),
        ({"nothing": 1}, None),
        ([], None),
    ],
)
async def test_a_message_can_be_asked_after(
    told: dict[str, object] | list[object],
    event: Event | None,
    answering: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    asked: list[str] = []

    answer = noting(asked, itemgetter("path"), web.json_response(told))
    async with answering(answer) as channel:
        assert await channel.ask(SID) == event

    assert asked[0].endswith(f"/Messages/{SID}.json")


@pytest.mark.parametrize(
    ("status", "failure"), [(401, Unauthorised), (500, Unavailable), (503, Unavailable)]
)
async def test_a_provider_that_does_not_answer_says_so(
    status: int,
    failure: type[ChannelFailure],
    answering: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    async with answering(lambda _: web.Response(status=status)) as channel:
        with pytest.raises(failure):
            await channel.ask(SID)


async def test_a_message_that_twilio_does_not_know_is_no_failure(
    answering: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    async with answering(lambda _: web.json_response({"code": 20404}, status=404)) as channel:
        assert await channel.ask(SID) is None
