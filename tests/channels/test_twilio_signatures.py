"""What signs a callback: the account's token by SHA-1, or a shared key by SHA-256 where a Webhook
Rule matches its address."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from urllib.parse import parse_qsl, quote_plus, urlencode

import pytest
from multidict import MultiDict
from pydantic import ValidationError
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator  # type: ignore[import-untyped]

from channels import Callback, Event, Fate, ForgedCallback, Medium
from channels.sandbox import TOKEN
from channels.testing.bench import a_message
from channels.twilio import Twilio
from channels.twilio_receipts import MOST_FIELDS

BASE = "https://warn.example.gr"
QUERY = "d=7-0123456789ab&n=2"
KEY, NEXT_KEY = "the-shared-key", "the-next-shared-key"
FORM = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+306900000001"}
DELIVERED = Event("SM1", "delivered", Fate.DELIVERED, token="7-0123456789ab", attempt=2)
RULE = "key=webhooks_sharedkey_01,algorithm=HMAC_SHA256"


@pytest.fixture
def channel(made: Callable[..., Twilio]) -> Twilio:
    return made("http://127.0.0.1:1", status_callback_base=BASE, shared_key=KEY)


def signed(
    secret: str = KEY,
    settings: str | None = RULE,
    algorithm: str = HMAC_SHA256,
    *,
    base: str = BASE,
    form: Mapping[str, str] = FORM,
    body: bytes | None = None,
) -> Callback:
    url = f"{base}/callbacks/twilio?{QUERY}"
    headers = {
        "x-twilio-signature": RequestValidator(secret).compute_signature(url, form, algorithm)
    }
    if settings is not None:
        headers["x-twilio-webhooks-signature-settings"] = settings
    return Callback(QUERY, headers, urlencode(form).encode() if body is None else body)


def in_json(body: str, secret: str = KEY) -> Callback:
    query = f"{QUERY}&bodySHA256={sha256(body.encode()).hexdigest()}"
    url = f"{BASE}/callbacks/twilio?{query}"
    signature = RequestValidator(secret).compute_signature(url, {}, HMAC_SHA256)
    headers = {
        "content-type": "application/json",
        "x-twilio-signature": signature,
        "x-twilio-webhooks-signature-settings": RULE,
    }
    return Callback(query, headers, body.encode())


@pytest.mark.parametrize(
    "callback",
    [
        signed(),
        signed(settings="algorithm=hmac_sha256 , key = k1"),
        signed(settings="key=k1,algorithm=HMAC_SHA1", algorithm=HMAC_SHA1),
        signed(settings="key=k1", algorithm=HMAC_SHA1),
        signed(TOKEN, None, HMAC_SHA1),
        signed(TOKEN, "", HMAC_SHA1),
        in_json(json.dumps(FORM)),
    ],
)
def test_a_signature_by_either_algorithm_is_believed(channel: Twilio, callback: Callback) -> None:
    assert channel.read_callback(callback) == [DELIVERED]


@pytest.mark.parametrize(
    "callback",
    [
        signed(TOKEN),
        signed("another-key"),
        signed(KEY, None),
        signed(KEY, None, HMAC_SHA1),
        signed(TOKEN, None, HMAC_SHA256),
        signed(settings="key=k1,algorithm=HMAC_SHA512"),
        signed(settings="key=k1,algorithm=HMAC_SHA1"),
        signed(settings="key=k1"),
        signed(""),
        in_json(json.dumps(FORM), TOKEN),
    ],
)
def test_another_secret_or_algorithm_is_not_believed(channel: Twilio, callback: Callback) -> None:
    with pytest.raises(ForgedCallback):
        channel.read_callback(callback)


def test_a_changed_body_is_not_believed(channel: Twilio) -> None:
    good = signed()

    with pytest.raises(ForgedCallback):
        channel.read_callback(
            Callback(QUERY, good.headers, good.body.replace(b"delivered", b"undelivered"))
        )


def test_two_shared_keys_sign_while_the_key_is_changed(made: Callable[..., Twilio]) -> None:
    channel = made(
        "http://127.0.0.1:1", status_callback_base=BASE, shared_key=KEY, shared_key_next=NEXT_KEY
    )

    assert channel.read_callback(signed()) == [DELIVERED]
    assert channel.read_callback(signed(NEXT_KEY)) == [DELIVERED]
    with pytest.raises(ForgedCallback):
        channel.read_callback(signed("the-one-before"))


def test_a_missing_shared_key_is_named(made: Callable[..., Twilio]) -> None:
    with pytest.raises(ForgedCallback) as refused:
        made("http://127.0.0.1:1", status_callback_base=BASE).read_callback(signed())

    assert "shared_key is not set" in refused.value.details[0]


def test_a_shared_key_needs_no_token(made: Callable[..., Twilio]) -> None:
    key = {"auth_token": "", "api_key": "SK" + "b" * 32, "api_secret": "s"}
    channel = made("http://127.0.0.1:1", status_callback_base=BASE, shared_key=KEY, **key)

    assert channel.read_callback(signed()) == [DELIVERED]
    for secret in ("", "s"):
        with pytest.raises(ForgedCallback):
            channel.read_callback(signed(secret, None, HMAC_SHA1))


def test_no_shared_key_is_shown(channel: Twilio) -> None:
    settings = channel._settings

    assert KEY not in f"{settings!r} {settings} {settings.model_dump_json()}"


ADDRESSES = [
    ("https://Warn.Example.GR", ["https://warn.example.gr", "https://Warn.Example.GR"]),
    ("HTTPS://warn.example.gr", ["https://warn.example.gr"]),
    ("https://warn.example.gr:443", ["https://warn.example.gr", "https://warn.example.gr:443"]),
    ("https://warn.example.gr", ["https://warn.example.gr:443"]),
    ("https://warn.example.gr:8443", ["https://warn.example.gr:8443"]),
    ("http://[::1]:8443", ["http://[::1]:8443"]),
    ("https://[::1]:443", ["https://[::1]", "https://[::1]:443"]),
    ("https://[2001:DB8::1]:8443", ["https://[2001:db8::1]:8443", "https://[2001:DB8::1]:8443"]),
    ("https://δήμος.example.gr", ["https://xn--jxalzmp.example.gr"]),
]


@pytest.mark.parametrize(("base", "called"), ADDRESSES)
@pytest.mark.parametrize("by", [(KEY, RULE, HMAC_SHA256), (TOKEN, None, HMAC_SHA1)])
def test_an_address_is_the_same_however_it_is_written(
    made: Callable[..., Twilio],
    base: str,
    called: list[str],
    by: tuple[str, str | None, str],
) -> None:
    channel = made("http://127.0.0.1:1", status_callback_base=base, shared_key=KEY)

    for each in called:
        assert channel.read_callback(signed(*by, base=each)) == [DELIVERED]


def test_twilio_is_given_the_address_as_it_will_call_it(made: Callable[..., Twilio]) -> None:
    channel = made("http://127.0.0.1:1", status_callback_base="HTTPS://Warn.Example.GR:443/")

    asked = dict(parse_qsl(channel.write(replace(a_message(Medium.SMS), token="7-a")).decode()))
    assert asked["StatusCallback"] == "https://warn.example.gr/callbacks/twilio?d=7-a&n=1"
    with pytest.raises(ValidationError):
        made("http://127.0.0.1:1", status_callback_base="https://warn.example.gr/a b")


@pytest.mark.parametrize("by", [(KEY, RULE, HMAC_SHA256), (TOKEN, None, HMAC_SHA1)])
@pytest.mark.parametrize("text", ["Δήμος Δοκιμής", "€ και 🚒", "ΐ=Ώ"])
def test_an_unquoted_letter_is_signed_like_a_quoted_letter(
    channel: Twilio, by: tuple[str, str | None, str], text: str
) -> None:
    form = {**FORM, "From": text}
    raw = "&".join(f"{name}={value.replace('=', '%3D')}" for name, value in form.items())

    assert channel.read_callback(signed(*by, form=form)) == [DELIVERED]
    assert channel.read_callback(signed(*by, form=form, body=raw.replace("+", "%2B").encode())) == [
        DELIVERED
    ]


def test_a_body_that_is_no_text_is_not_believed(channel: Twilio) -> None:
    good = signed()

    with pytest.raises(ForgedCallback):
        channel.read_callback(Callback(QUERY, good.headers, good.body + b"&From=\xce"))


@pytest.mark.parametrize("count", [101, 500, MOST_FIELDS - len(FORM)])
def test_more_fields_than_a_hundred_are_read(channel: Twilio, count: int) -> None:
    form = {**FORM, **{f"Field{number}": str(number) for number in range(count)}}

    assert channel.read_callback(signed(form=form)) == [DELIVERED]


def test_a_repeated_field_is_signed_with_each_of_its_values(channel: Twilio) -> None:
    pairs = MultiDict([*FORM.items(), ("MediaUrl", "b"), ("MediaUrl", "a")])
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs.items())

    assert channel.read_callback(signed(form=pairs, body=body.encode())) == [DELIVERED]
