"""What Twilio publishes, as a table: every parameter and status that is used here is in it, and
each of its codes means one thing.

Facts: the schemas CreateMessageRequest and message_enum_status of spec/json/twilio_api_v2010.json
in twilio/twilio-oai (commit 496e1df3; TrafficType, MessageIntent and FallbackFrom came later, by
the library that is made from it), and the error dictionary
(https://www.twilio.com/docs/api/errors)."""

import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from twilio.rest.api.v2010.account.message import MessageInstance  # type: ignore[import-untyped]

from channels import ChannelFailure, Fate, Medium, Outcome, Receipt
from channels.explanations import explain_cause
from channels.sandbox import ACCOUNT
from channels.testing.bench import a_message
from channels.twilio import Twilio
from channels.twilio_codes import (
    CHANNEL,
    MEANS,
    PERHAPS_RECIPIENT,
    STATUS,
    TOO_LATE,
    cause_afterwards,
)
from channels.twilio_explanations import TWILIO
from channels.twilio_receipts import event_of
from tests.channels.conftest import noting

PARAMETERS = {
    "To",
    "StatusCallback",
    "ApplicationSid",
    "MaxPrice",
    "ProvideFeedback",
    "Attempt",
    "ValidityPeriod",
    "ForceDelivery",
    "ContentRetention",
    "AddressRetention",
    "SmartEncoded",
    "PersistentAction",
    "TrafficType",
    "ShortenUrls",
    "ScheduleType",
    "SendAt",
    "SendAsMms",
    "ContentVariables",
    "MessageIntent",
    "RiskCheck",
    "From",
    "FallbackFrom",
    "MessagingServiceSid",
    "Body",
    "MediaUrl",
    "ContentSid",
}
RISK_CHECKS = {"enable", "disable"}
# What the schema, or the page of the resource, says of the values of those that are used.
VALUES = {
    "To": r"\+[1-9]\d{1,14}",
    "From": r"\+[1-9]\d{1,14}|[A-Za-z0-9 +_&-]{1,11}",
    "MessagingServiceSid": r"MG[0-9a-fA-F]{32}",
    "Body": r"(?s).{1,1600}",
    "ValidityPeriod": r"[1-9]\d{0,3}|[12]\d{4}|3[0-5]\d{3}|36000",
    "RiskCheck": r"enable|disable",
    "StatusCallback": r"https?://\S+",
}
STATUSES = {
    "queued": Fate.ACCEPTED,
    "sending": Fate.ACCEPTED,
    "sent": Fate.ACCEPTED,
    "failed": Fate.UNDELIVERED,
    "delivered": Fate.DELIVERED,
    "undelivered": Fate.UNDELIVERED,
    "receiving": Fate.ACCEPTED,
    "received": Fate.ACCEPTED,
    "accepted": Fate.ACCEPTED,
    "scheduled": Fate.ACCEPTED,
    "read": Fate.DELIVERED,
    "partially_delivered": Fate.UNDELIVERED,
    "canceled": Fate.UNDELIVERED,
}
# What each of Twilio's codes means for one message: those of its dictionary, and the newer ones.
CODES = {
    20003: Outcome.UNAUTHORISED,
    20005: Outcome.MISCONFIGURED,
    20429: Outcome.THROTTLED,
    20503: Outcome.TRANSIENT,
    21211: Outcome.INVALID_RECIPIENT,
    21212: Outcome.MISCONFIGURED,
    21217: Outcome.INVALID_RECIPIENT,
    21265: Outcome.INVALID_RECIPIENT,
    21408: Outcome.INVALID_RECIPIENT,
    21602: Outcome.CONTENT_REJECTED,
    21606: Outcome.MISCONFIGURED,
    21608: Outcome.CONTENT_REJECTED,
    21610: Outcome.OPTED_OUT,
    21611: Outcome.THROTTLED,
    21612: Outcome.INVALID_RECIPIENT,
    21614: Outcome.INVALID_RECIPIENT,
    21617: Outcome.CONTENT_REJECTED,
    21635: Outcome.INVALID_RECIPIENT,
    21661: Outcome.MISCONFIGURED,
    30001: Outcome.THROTTLED,
    30002: Outcome.MISCONFIGURED,
    30003: Outcome.TRANSIENT,
    30004: Outcome.INVALID_RECIPIENT,
    30005: Outcome.INVALID_RECIPIENT,
    30006: Outcome.INVALID_RECIPIENT,
    30007: Outcome.CONTENT_REJECTED,
    30008: Outcome.TRANSIENT,
    30022: Outcome.THROTTLED,
    30023: Outcome.THROTTLED,
    30024: Outcome.MISCONFIGURED,
    30032: Outcome.MISCONFIGURED,
    30034: Outcome.MISCONFIGURED,
    30038: Outcome.CONTENT_REJECTED,
    30040: Outcome.MISCONFIGURED,
    30042: Outcome.MISCONFIGURED,
    30044: Outcome.CONTENT_REJECTED,
    30046: Outcome.TRANSIENT,
    30410: Outcome.TRANSIENT,
    30450: Outcome.THROTTLED,
    30453: Outcome.THROTTLED,
    30454: Outcome.THROTTLED,
    30500: Outcome.TRANSIENT,
    63017: Outcome.THROTTLED,
    63038: Outcome.THROTTLED,
    39999: Outcome.TRANSIENT,
}
GOOD = b'{"sid": "SM1", "status": "queued"}'


def test_the_pinned_library_has_the_same_statuses_and_risk_checks() -> None:
    published = {value for name, value in vars(MessageInstance.Status).items() if name.isupper()}
    checks = {value for name, value in vars(MessageInstance.RiskCheck).items() if name.isupper()}

    assert published == set(STATUSES)
    assert checks == RISK_CHECKS


def test_every_published_status_ends_or_moves_a_delivery() -> None:
    assert STATUS == STATUSES


@pytest.mark.parametrize("sender", [{}, {"sender": "", "messaging_service_sid": "MG" + "a" * 32}])
@pytest.mark.parametrize("requested", [False, True])
def test_a_request_to_twilio_has_published_parameters_only(
    made: Callable[..., Twilio], sender: dict[str, str], requested: bool
) -> None:
    channel = made("http://127.0.0.1:1", status_callback_base="https://warn.example.gr", **sender)

    form = dict(
        parse_qsl(channel.write(replace(a_message(Medium.SMS), requested=requested)).decode())
    )

    assert set(form) <= PARAMETERS
    assert {name for name, value in form.items() if not re.fullmatch(VALUES[name], value)} == set()
    assert {"To", "Body"} <= set(form)
    assert len({"From", "MessagingServiceSid"} & set(form)) == 1
    assert "ShortenUrls" not in form  # false by default


@pytest.mark.parametrize(
    ("setting", "requested", "check"),
    [(True, False, "disable"), (True, True, None), (False, False, None), (False, True, None)],
)
async def test_alerts_skip_the_check_for_fraud_and_codes_do_not(
    answering: Callable[..., AbstractAsyncContextManager[Twilio]],
    setting: bool,
    requested: bool,
    check: str | None,
) -> None:
    asked: list[str | None] = []
    message = replace(a_message(Medium.SMS), requested=requested)
    answer = noting(
        asked, lambda given: given.get("RiskCheck"), web.Response(status=201, body=GOOD)
    )
    async with answering(answer, skip_risk_check=setting) as channel:
        await channel.send(message)

    assert asked == [check]


@pytest.mark.parametrize("status", ["undelivered", "failed", "partially_delivered", "canceled"])
def test_a_code_told_afterwards_means_one_thing(status: str) -> None:
    events = [event_of("SM1", status, str(code)) for code in CODES]

    assert {int(each.code): each.outcome for each in events} == CODES
    assert {each.fate for each in events} == {Fate.UNDELIVERED}


def test_a_message_stopped_at_twilio_is_not_sent_again() -> None:
    event = event_of("SM1", "canceled", "")

    assert (event.outcome, event.code) == (Outcome.CONTENT_REJECTED, "canceled")
    assert explain_cause("content_rejected canceled") == "somebody stopped it at the provider"


async def test_a_code_told_at_once_means_the_same_as_afterwards(
    answering: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    left, ended = sorted(MEANS), {}
    async with answering(lambda _: web.json_response({"code": left[0]}, status=400)) as channel:
        while left:
            try:
                answer: Receipt | ChannelFailure = await channel.send(a_message(Medium.SMS))
            except ChannelFailure as failure:
                answer = failure
            ended[answer.code] = answer.outcome
            del left[0]

    assert ended == {str(code): outcome for code, outcome in MEANS.items()}


def test_a_code_in_the_table_has_words_and_its_number() -> None:
    known = {str(code) for code in (*MEANS, TOO_LATE)}

    assert known == set(TWILIO)
    assert {each for each in known if not explain_cause(each).endswith(f" ({each})")} == set()
    assert {code for code in CHANNEL if code >= 10_000} | PERHAPS_RECIPIENT <= set(MEANS)


def test_an_unknown_code_is_shown_with_its_number() -> None:
    assert explain_cause(f"{cause_afterwards('39999')} 39999") == "a fault that may pass (39999)"


def test_a_message_can_be_read_at_its_published_path(made: Callable[..., Twilio]) -> None:
    assert made("http://127.0.0.1:1")._uri.endswith(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
