"""Every adapter of ours keeps the agreement that third parties' must keep."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from urllib.parse import urlencode

from pydantic import SecretStr
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels import Callback, Medium, Message, Outcome, Receipt
from channels.outbox import MailOutbox, MailOutboxSettings, OutboxSettings, SmsOutbox
from channels.sandbox import ACCOUNT, TOKEN, Sandbox
from channels.smtp import Smtp
from channels.smtp_settings import SmtpSettings
from channels.testing import Bench, ChannelContract, Memory, Seen
from channels.testing.bench import words_of
from channels.twilio import Twilio
from channels.twilio_settings import TwilioSettings

PAGES = "https://warn.example.gr"
NOBODY = 1  # a port of this machine on which nothing listens


class TestMemoryOfSms(ChannelContract):
    @asynccontextmanager
    async def bench(self, folder: Path) -> AsyncIterator[Bench]:  # noqa: ARG002
        memory = Memory.carrying(self.medium)
        yield Bench(memory, lambda: [Seen(each.to, words_of(each)) for each in memory.accepted])


class TestMemoryOfMail(TestMemoryOfSms):
    medium = Medium.EMAIL


class TestSmsOutbox(ChannelContract):
    @asynccontextmanager
    async def bench(self, folder: Path) -> AsyncIterator[Bench]:
        channel = SmsOutbox(OutboxSettings(home=folder))
        (folder / "in-the-way").touch()
        blocked = SmsOutbox(OutboxSettings(home=folder, folder=Path("in-the-way")))

        def received() -> Sequence[Seen]:
            files = [path.read_text("utf-8") for path in indexed(folder / "outbox")]
            return [
                Seen(text.split("\n")[0].removeprefix("To: "), text.split("\n\n", 1)[1][:-1])
                for text in files
            ]

        try:
            yield Bench(channel, received, unreachable=blocked)
        finally:
            await channel.close()


class TestMailOutbox(ChannelContract):
    medium = Medium.EMAIL

    @asynccontextmanager
    async def bench(self, folder: Path) -> AsyncIterator[Bench]:
        channel = MailOutbox(MailOutboxSettings(home=folder))
        (folder / "in-the-way").touch()
        blocked = MailOutbox(MailOutboxSettings(home=folder, folder=Path("in-the-way")))

        def received() -> Sequence[Seen]:
            mails = [
                BytesParser(policy=default).parsebytes(path.read_bytes())
                for path in indexed(folder / "outbox")
            ]
            parts = [mail.get_body(("plain",)) or mail for mail in mails]
            bodies = [part.get_content().replace("\r\n", "\n") for part in parts]
            return [Seen(str(mail["To"]), body) for mail, body in zip(mails, bodies, strict=True)]

        try:
            yield Bench(channel, received, unreachable=blocked)
        finally:
            await channel.close()


class TestTwilio(ChannelContract):
    outcomes = {
        "21211": Outcome.INVALID_RECIPIENT,
        "21614": Outcome.INVALID_RECIPIENT,
        "21635": Outcome.INVALID_RECIPIENT,
        "21217": Outcome.INVALID_RECIPIENT,
        "21610": Outcome.OPTED_OUT,
        "21602": Outcome.CONTENT_REJECTED,
        "21617": Outcome.CONTENT_REJECTED,
        "21408": Outcome.INVALID_RECIPIENT,
        "21612": Outcome.INVALID_RECIPIENT,
        "29999": Outcome.CONTENT_REJECTED,
        "429": Outcome.THROTTLED,
        "21611": Outcome.THROTTLED,
        "20003": Outcome.UNAUTHORISED,
        "20005": Outcome.MISCONFIGURED,
        "30002": Outcome.MISCONFIGURED,
        "21606": Outcome.MISCONFIGURED,
        "21212": Outcome.MISCONFIGURED,
        "20404": Outcome.MISCONFIGURED,
        "500_before": Outcome.UNKNOWN,
        "500_after": Outcome.UNKNOWN,
        "refuse": Outcome.UNKNOWN,
        "reset_after": Outcome.UNKNOWN,
        "hang": Outcome.UNKNOWN,
        "hang_after": Outcome.UNKNOWN,
        "malformed": Outcome.UNKNOWN,
        "latency": Outcome.UNKNOWN,
        "slow_loris": Outcome.UNKNOWN,
        "revoked": Outcome.UNAUTHORISED,
        "down": Outcome.TRANSIENT,
    }

    @asynccontextmanager
    async def bench(self, folder: Path) -> AsyncIterator[Bench]:
        async with Sandbox(ledger=folder / "ledger.jsonl") as sandbox:
            channel = Twilio(twilio_settings(sandbox.http_url))
            away = Twilio(twilio_settings(f"http://127.0.0.1:{NOBODY}"))
            stranger = Twilio(twilio_settings(sandbox.http_url, token="f" * 32))

            async def fault(kind: str) -> None:
                sandbox.breaks(sms={"kind": kind})

            try:
                yield Bench(
                    channel,
                    lambda: arrived(sandbox),
                    fault,
                    away,
                    (TOKEN, "AAAA" * 8),
                    lambda: fault("hang"),
                    callback=delivered,
                    stranger=stranger,
                )
            finally:
                for each in (channel, away, stranger):
                    await each.close()


class TestSmtp(ChannelContract):
    medium = Medium.EMAIL
    peer_logs = ("mail.",)
    outcomes = {
        "535": Outcome.UNAUTHORISED,
        "421_connect": Outcome.TRANSIENT,
        "421_mail": Outcome.TRANSIENT,
        "450_rcpt": Outcome.TRANSIENT,
        "451_rcpt": Outcome.TRANSIENT,
        "452_rcpt": Outcome.TRANSIENT,
        "550_rcpt": Outcome.INVALID_RECIPIENT,
        "552_rcpt": Outcome.TRANSIENT,
        "554_rcpt": Outcome.CONTENT_REJECTED,
        "450_data": Outcome.TRANSIENT,
        "452_data": Outcome.TRANSIENT,
        "554_data": Outcome.CONTENT_REJECTED,
        "reset_in_data": Outcome.UNKNOWN,
        "hang_in_data": Outcome.UNKNOWN,
        "reset_after_data": Outcome.UNKNOWN,
        "hang_after_data": Outcome.UNKNOWN,
        "latency": Outcome.UNKNOWN,
        "refuse": Outcome.TRANSIENT,
        "down": Outcome.TRANSIENT,
    }

    @asynccontextmanager
    async def bench(self, folder: Path) -> AsyncIterator[Bench]:
        async with Sandbox(ledger=folder / "ledger.jsonl") as sandbox:
            channel = Smtp(smtp_settings(sandbox.smtp_port))
            away = Smtp(smtp_settings(NOBODY))

            async def fault(kind: str) -> None:
                sandbox.breaks(email={"kind": kind})

            try:
                yield Bench(
                    channel,
                    lambda: arrived(sandbox),
                    fault,
                    away,
                    ("correct horse",),
                    lambda: fault("hang_in_data"),
                )
            finally:
                for each in (channel, away):
                    await each.close()


def arrived(sandbox: Sandbox) -> Sequence[Seen]:
    return [Seen(arrival.to, arrival.body) for arrival in sandbox.messages]


def indexed(folder: Path) -> list[Path]:
    lines = (folder / "index.jsonl").read_text("utf-8").splitlines()
    return [folder / json.loads(line)["file"] for line in lines]


def delivered(message: Message, receipt: Receipt) -> Callback:
    """What Twilio tells of a message that has arrived."""
    query = f"d={message.token}&n={message.attempt}"
    form = {"MessageSid": receipt.provider_id, "MessageStatus": "delivered", "To": message.to}
    signature = RequestValidator(TOKEN).compute_signature(f"{PAGES}/callbacks/twilio?{query}", form)
    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature}
    return Callback(query, headers, urlencode(form).encode())


def twilio_settings(url: str, token: str = TOKEN) -> TwilioSettings:
    return TwilioSettings(
        name="twilio",
        account_sid=ACCOUNT,
        auth_token=SecretStr(token),
        status_callback_base=PAGES,
        sender="TOCSIN",
        base_url=url,
        timeout=0.5,
        concurrency=10,
    )


def smtp_settings(port: int) -> SmtpSettings:
    return SmtpSettings(
        host="127.0.0.1",
        port=port,
        security="none",
        username="tocsin",
        password=SecretStr("correct horse"),
        sender="Δήμος Πυλαίας - Χορτιάτη <alerts@example.gr>",
        concurrency=5,
        timeout=1,
        data_timeout=0.5,
        connect_timeout=1,
    )
