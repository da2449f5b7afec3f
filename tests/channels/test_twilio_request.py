"""What Twilio is asked, and with which settings."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from operator import itemgetter
from time import monotonic

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from channels import Medium, Outcome, Unauthorised
from channels.sandbox import ACCOUNT, TOKEN, Sandbox
from channels.testing.bench import a_message
from channels.twilio import Twilio
from channels.twilio_settings import TwilioSettings
from tests.channels.conftest import noting

GOOD = b'{"sid": "SM1", "status": "queued"}'


async def test_a_request_to_twilio_has_exactly_these_parameters(
    answering: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    asked: list[dict[str, str]] = []
    answer = noting(asked, dict, web.Response(status=201, body=GOOD))
    async with answering(answer) as channel:
        await channel.send(replace(a_message(Medium.SMS), leave_by=monotonic() + 601))

    path, auth = asked[0].pop("path"), asked[0].pop("auth")
    assert path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert auth.startswith("Basic ")
    assert asked == [
        {
            "To": "+306900000001",
            "Body": a_message(Medium.SMS).wording.text,
            "From": "TOCSIN",
            "RiskCheck": "disable",
            "ValidityPeriod": "600",
        }
    ]


@pytest.mark.parametrize(
    ("left", "validity"), [(-5, "1"), (0, "1"), (90.5, "90"), (4000, "3600"), (10**6, "3600")]
)
async def test_the_validity_ends_with_the_alert_and_at_the_limit(
    left: float, validity: str, answering: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    asked: list[str] = []
    answer = noting(asked, itemgetter("ValidityPeriod"), web.Response(body=GOOD))
    async with answering(answer) as channel:
        await channel.send(replace(a_message(Medium.SMS), leave_by=monotonic() + left))

    assert asked == [validity]


async def test_the_receipt_will_find_its_delivery(
    answering: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    asked: list[str] = []
    message = replace(a_message(Medium.SMS), token="a/b c", attempt=3)
    base = {"status_callback_base": "https://tocsin.example.gr/", "name": "second"}
    answer = noting(asked, itemgetter("StatusCallback"), web.Response(body=GOOD))
    async with answering(answer, **base) as channel:
        await channel.send(message)

    assert asked == ["https://tocsin.example.gr/callbacks/second?d=a%2Fb%20c&n=3"]


async def test_the_environment_of_the_process_is_not_read(
    monkeypatch: pytest.MonkeyPatch, talking_to: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    for name in ("TWILIO_REGION", "TWILIO_EDGE", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.setenv(name, "elsewhere")

    async with Sandbox() as sandbox, talking_to(sandbox.http_url) as channel:
        receipt = await channel.send(a_message(Medium.SMS))

    assert receipt.outcome is Outcome.ACCEPTED


async def test_an_api_key_is_as_good_as_the_auth_token(
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    key = {"auth_token": "", "api_key": "SK" + "b" * 32, "api_secret": TOKEN}
    async with Sandbox() as sandbox, talking_to(sandbox.http_url, **key) as channel:
        receipt = await channel.send(a_message(Medium.SMS))
        findings = await channel.probe()

    assert receipt.outcome is Outcome.ACCEPTED
    assert [finding.good for finding in findings] == [True]


async def test_a_wrong_token_is_found_by_probe_and_first_message(
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    async with Sandbox() as sandbox, talking_to(sandbox.http_url, auth_token="wrong") as channel:
        findings = await channel.probe()

        with pytest.raises(Unauthorised):
            await channel.send(a_message(Medium.SMS))

    assert [(finding.good, bool(finding.fix)) for finding in findings] == [(False, True)]
    assert sandbox.messages == []


async def test_a_probe_of_nobody_says_so(
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    async with talking_to("http://127.0.0.1:1") as channel:
        [finding] = await channel.probe()

    assert (finding.good, finding.what) == (
        False,
        "Twilio does not answer: the provider cannot be reached",
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "the provider has a fault"),
        (503, "the provider cannot work now"),
        (504, "the provider has a fault"),
        (529, "the provider has a fault"),
    ],
)
async def test_a_probe_says_which_fault_was_answered(
    status: int, words: str, answering: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    async with answering(lambda _: web.Response(status=status, body=b"<html>")) as channel:
        [finding] = await channel.probe()

    assert not finding.good
    assert finding.what.startswith(f"Twilio answered {status}: {words}")
    assert "try again" in finding.fix


@pytest.mark.parametrize(
    "wrong",
    [
        {"auth_token": SecretStr("")},
        {"sender": ""},
        {"sender": "TOO LONG A NAME"},
        {"account_sid": "AC1"},
        {"base_url": "http://api.example.org"},
        {"validity_limit": 40_000},
        {"nonsense": 1},
        {"status_callback_base": "http://warn.example.gr"},
        {"status_callback_base": "https://warn.example.gr/?a=b"},
        {"status_callback_base": "https://warn.example.gr:99999"},
        {"status_callback_base": "warn.example.gr"},
        {
            "status_callback_base": "https://warn.example.gr",
            "auth_token": "",
            "api_key": "SK" + "b" * 32,
            "api_secret": "s",
        },
    ],
)
def test_settings_that_cannot_work_are_refused(
    wrong: dict[str, SecretStr | str | int], made: Callable[..., Twilio]
) -> None:
    with pytest.raises(ValidationError):
        made("http://127.0.0.1:1", **wrong)


def test_no_secret_is_shown() -> None:
    settings = TwilioSettings(account_sid=ACCOUNT, auth_token=SecretStr(TOKEN), sender="TOCSIN")

    assert TOKEN not in f"{settings!r} {settings} {settings.model_dump_json()} {Twilio(settings)!r}"
