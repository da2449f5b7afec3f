"""What a relay answers in every phase, and what that means."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from pydantic import ValidationError

from channels import (
    ChannelFailure,
    Medium,
    Message,
    Misconfigured,
    Outcome,
    Throttled,
    Unauthorised,
    Unavailable,
    Wording,
)
from channels.headers import UnsafeHeader
from channels.mail import MailForm
from channels.registry import Suspected
from channels.sandbox import Sandbox
from channels.smtp import Smtp
from channels.smtp_answers import outcome_of
from channels.smtp_settings import SmtpSettings
from channels.testing.bench import a_message
from tests.channels.conftest import Conversation, Peer

MAIL = a_message(Medium.EMAIL)


RECEIPTS = {
    ("RCPT", "450 4.2.0 later"): (Outcome.TRANSIENT, "4.2.0"),
    ("RCPT", "451 later"): (Outcome.TRANSIENT, "451"),
    ("RCPT", "421 4.7.0 too many"): (Outcome.TRANSIENT, "4.7.0"),
    ("RCPT", "550 5.1.1 unknown resident01@example.org"): (Outcome.INVALID_RECIPIENT, "5.1.1"),
    ("RCPT", "550 unknown"): (Outcome.INVALID_RECIPIENT, "550"),
    ("RCPT", "552 5.2.2 full"): (Outcome.TRANSIENT, "5.2.2"),
    ("RCPT", "550 5.7.1 policy"): (Outcome.CONTENT_REJECTED, "5.7.1"),
    ("RCPT", "550 5.4.1 Recipient address rejected: Access denied"): (
        Outcome.INVALID_RECIPIENT,
        "5.4.1",
    ),
    ("RCPT", "550 5.4.4 Invalid domain"): (Outcome.INVALID_RECIPIENT, "5.4.4"),
    ("RCPT", "450 5.4.1 Recipient address rejected"): (Outcome.TRANSIENT, "5.4.1"),
    ("RCPT", "550 5.0.0 User unknown"): (Outcome.INVALID_RECIPIENT, "550"),
    ("RCPT", "550-5.0.0 User\r\n550 5.0.0 unknown"): (Outcome.INVALID_RECIPIENT, "550"),
    ("RCPT", "550 4.0.0 User unknown"): (Outcome.INVALID_RECIPIENT, "550"),
    ("RCPT", "554 5.0.0 no"): (Outcome.CONTENT_REJECTED, "554"),
    ("RCPT", "550 blocked using zen.blocklist.example"): (Outcome.CONTENT_REJECTED, "550"),
    ("RCPT", "550 5.0.0 relaying denied"): (Outcome.CONTENT_REJECTED, "550"),
    ("RCPT", "451 4.4.2 timeout exceeded"): (Outcome.TRANSIENT, "4.4.2"),
    ("RCPT", "\r\n450 4.2.0 later"): (Outcome.TRANSIENT, "4.2.0"),
    ("END", "550 5.4.1 Recipient address rejected"): (Outcome.INVALID_RECIPIENT, "5.4.1"),
    ("END", "550 5.0.0 not wanted"): (Outcome.CONTENT_REJECTED, "550"),
    ("DATA", "451 4.3.0 later"): (Outcome.TRANSIENT, "4.3.0"),
    ("DATA", "554 no"): (Outcome.CONTENT_REJECTED, "554"),
    ("END", "452 4.3.1 full"): (Outcome.TRANSIENT, "4.3.1"),
    ("END", "552 too big"): (Outcome.CONTENT_REJECTED, "552"),
    ("END", "554 5.7.1 spam"): (Outcome.CONTENT_REJECTED, "5.7.1"),
    ("END", "550 5.1.1 nobody"): (Outcome.INVALID_RECIPIENT, "5.1.1"),
    ("END", ""): (Outcome.UNKNOWN, "SMTPServerDisconnected"),
    ("END", "..."): (Outcome.UNKNOWN, "SMTPReadTimeoutError"),
    ("END", "what?"): (Outcome.UNKNOWN, "malformed"),
    ("DATA", ""): (Outcome.UNKNOWN, "SMTPServerDisconnected"),
    ("DATA", "..."): (Outcome.UNKNOWN, "SMTPReadTimeoutError"),
}
FAILURES = {
    ("HELLO", "421 4.3.2 busy"): Unavailable,
    ("HELLO", "554 go away"): Unavailable,
    ("HELLO", ""): Unavailable,
    ("HELLO", "..."): Unavailable,
    ("EHLO", ""): Unavailable,
    ("MAIL", "421 4.3.2 closing"): Unavailable,
    ("MAIL", "421 4.7.0 slow down"): Throttled,
    ("MAIL", "451 4.7.1 slow down"): Throttled,
    ("MAIL", "452 4.3.1 full"): Unavailable,
    ("MAIL", "530 5.7.0 log in first"): Unauthorised,
    ("MAIL", "553 5.7.1 not your sender"): Misconfigured,
    ("MAIL", "what?"): Unavailable,
    ("MAIL", ""): Unavailable,
    ("MAIL", "..."): Unavailable,
    ("RCPT", ""): Unavailable,
    ("RCPT", "..."): Unavailable,
    ("RCPT", "530 5.7.0 log in first"): Unauthorised,
    ("RCPT", "550 5.1.8 bad sender"): Misconfigured,
    ("RCPT", "503 5.5.1 bad sequence"): Misconfigured,
}


@pytest.mark.parametrize(("answer", "receipt"), RECEIPTS.items())
async def test_an_answer_about_a_recipient_is_a_receipt(
    peer: Peer,
    answer: tuple[str, str],
    receipt: tuple[Outcome, str],
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    saying: Callable[..., Conversation],
) -> None:
    patience = {"data_timeout": 3} if answer[1] == "..." else {}
    async with peer(saying(**dict([answer]))) as port, relaying(port, **patience) as channel:
        given = await channel.send(MAIL)

    assert (given.outcome, given.code) == receipt
    assert MAIL.to not in repr(given)


@pytest.mark.parametrize(("answer", "failure"), FAILURES.items())
async def test_an_answer_about_the_relay_is_raised(
    peer: Peer,
    answer: tuple[str, str],
    failure: type[ChannelFailure],
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    saying: Callable[..., Conversation],
) -> None:
    async with (
        peer(saying(**dict([answer]))) as port,
        relaying(port, timeout=0.3, connect_timeout=0.3) as channel,
    ):
        with pytest.raises(ChannelFailure) as caught:
            await channel.send(MAIL)

    assert type(caught.value) is failure


@pytest.mark.parametrize("phase", ["HELLO", "EHLO", "MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize("blank", ["\r\n", "\n", "\r\n\r\n"])
async def test_a_blank_line_before_a_reply_is_passed_over(
    peer: Peer,
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    saying: Callable[..., Conversation],
    phase: str,
    blank: str,
) -> None:
    usual = {"HELLO": "220 hi", "EHLO": "250-hi\r\n\r\n250 8BITMIME", "DATA": "354 go"}
    said = {phase: blank + usual.get(phase, "250 ok")}

    async with peer(saying(**said)) as port, relaying(port) as channel:
        given = [await channel.send(MAIL) for _ in range(2)]

    assert [each.outcome for each in given] == [Outcome.ACCEPTED] * 2


async def test_a_relay_that_refuses_everybody_is_suspected_to_refuse_us(
    peer: Peer,
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    saying: Callable[..., Conversation],
) -> None:
    async with (
        peer(saying(RCPT="554 5.7.1 relay access denied")) as port,
        relaying(port) as channel,
    ):
        given = [await channel.send(MAIL) for _ in range(4)]
        with pytest.raises(Suspected) as caught:
            await channel.send(MAIL)

    assert {each.outcome for each in given} == {Outcome.CONTENT_REJECTED}
    assert caught.value.code == "5.7.1"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("5.1.1", Outcome.INVALID_RECIPIENT),
        ("5.1.2", Outcome.INVALID_RECIPIENT),
        ("5.1.10", Outcome.INVALID_RECIPIENT),
        ("5.2.1", Outcome.TRANSIENT),
        ("5.2.2", Outcome.TRANSIENT),
        ("5.2.3", Outcome.CONTENT_REJECTED),
        ("5.3.4", Outcome.CONTENT_REJECTED),
        ("5.4.4", Outcome.INVALID_RECIPIENT),
        ("5.4.7", Outcome.TRANSIENT),
        ("5.5.1", Outcome.MISCONFIGURED),
        ("5.6.0", Outcome.CONTENT_REJECTED),
        ("5.7.26", Outcome.CONTENT_REJECTED),
        ("5.9.9", Outcome.CONTENT_REJECTED),
    ],
)
def test_the_enhanced_code_decides(said: str, outcome: Outcome) -> None:
    assert outcome_of("rcpt", 550, f"{said} words") is outcome


@pytest.mark.parametrize(
    ("message", "receipt"),
    [
        (replace(MAIL, to="άννα@example.org"), (Outcome.INVALID_RECIPIENT, "smtputf8")),
        (replace(MAIL, to="a@b\r\nRCPT TO:<c@d.gr>"), (Outcome.INVALID_RECIPIENT, "address")),
        (
            replace(MAIL, wording=replace(MAIL.wording, subject="a\r\nBcc: b@c.gr")),
            (Outcome.CONTENT_REJECTED, "subject"),
        ),
    ],
)
async def test_a_message_that_cannot_be_written_safely_is_not_sent(
    message: Message,
    receipt: tuple[Outcome, str],
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    async with Sandbox() as sandbox, relaying(sandbox.smtp_port) as channel:
        given = await channel.send(message)

    assert (given.outcome, given.code) == receipt
    assert sandbox.count == 0


async def test_the_envelope_has_the_bounce_address_and_yields_an_id(
    peer: Peer, relaying: Callable[..., AbstractAsyncContextManager[Smtp]]
) -> None:
    asked = []

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for line in (
            b"220 hi",
            b"250 hi",
            b"250 ok",
            b"250 ok",
            b"354 go",
            b"250 2.0.0 Ok: queued as 4F2A1B",
        ):
            writer.write(line + b"\r\n")
            asked.append(await reader.readuntil(b"\r\n.\r\n" if line == b"354 go" else b"\r\n"))

    async with (
        peer(conversation) as port,
        relaying(port, bounce_address="bounce@example.gr") as channel,
    ):
        receipt = await channel.send(MAIL)

    assert receipt.provider_id == "4F2A1B"
    assert asked[1:3] == [
        b"MAIL FROM:<bounce@example.gr>\r\n",
        b"RCPT TO:<resident01@example.org>\r\n",
    ]
    assert b"\r\n=2E=CE" in asked[4]  # no line begins with a dot


async def test_a_wrong_password_is_ours_to_mend(
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    async with (
        Sandbox() as sandbox,
        relaying(sandbox.smtp_port, username="u", password="correct horse") as channel,
    ):
        sandbox.breaks(email={"kind": "535"})
        findings = await channel.probe()
        with pytest.raises(Unauthorised) as caught:
            await channel.send(MAIL)

    assert [finding.good for finding in findings] == [False]
    assert "correct horse" not in repr(caught.value) + repr(channel) + repr(findings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": "nobody"},
        {"sender": "A\r\nB <a@example.gr>"},
        {"bounce_address": "x"},
        {"port": 0},
        {"host": "relay.example.gr", "security": "none", "password": "p"},
        {"security": "maybe"},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, str | int]) -> None:
    with pytest.raises(ValidationError):
        SmtpSettings.model_validate({"host": "127.0.0.1", "sender": "alerts@example.gr", **wrong})


async def test_a_sender_that_cannot_be_written_is_ours_to_mend(
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    async with Sandbox() as sandbox, relaying(sandbox.smtp_port) as channel:
        channel._form = unwritable
        with pytest.raises(Misconfigured, match="sender"):
            await channel.send(MAIL)

    assert sandbox.count == 0


def unwritable(_: Wording) -> MailForm:
    raise UnsafeHeader("sender")


async def test_a_long_greek_sender_is_read_as_it_was_written(
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    name = "Αυτοτελές Τμήμα Πολιτικής Προστασίας Δήμου Πυλαίας Χορτιάτη Νομού Θεσσαλονίκης"

    async with (
        Sandbox() as sandbox,
        relaying(sandbox.smtp_port, sender=f"{name} <a@example.gr>") as channel,
    ):
        given = await channel.send(MAIL)

    assert given.outcome is Outcome.ACCEPTED
