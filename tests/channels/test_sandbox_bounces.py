"""Mails that the sandbox accepted and sends back are reports as mail servers write them."""

import asyncio
import contextlib
import mailbox
import smtplib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from email.message import Message
from pathlib import Path

import pytest

from channels import Medium
from channels.sandbox import Sandbox
from channels.smtp import Smtp
from channels.testing.bench import a_message
from runtime import Problem


async def bounced(
    file: Path,
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    count: int = 1,
    seed: int = 7,
    **script: object,
) -> list[Message]:
    """The reports after so many mails; the envelope's sender is b+42@bounce.example.gr."""
    async with Sandbox() as sandbox:
        sandbox.breaks(seed=seed, bounces={"file": str(file), "share": 1, **script})
        async with relaying(sandbox.smtp_port, bounce_address="b+42@bounce.example.gr") as channel:
            for number in range(count):
                await channel.send(a_message(Medium.EMAIL, number))
            assert sandbox.count == count
    with contextlib.closing(mailbox.mbox(file)) as box:
        return list(box)


def parts_of(mail: Message) -> list[Message]:
    parts = mail.get_payload()
    assert isinstance(parts, list)
    return [each for each in parts if isinstance(each, Message)]


async def test_a_report_names_the_address_the_reason_and_the_mail(
    tmp_path: Path, relaying: Callable[..., AbstractAsyncContextManager[Smtp]]
) -> None:
    (report,) = await bounced(tmp_path / "bounces.mbox", relaying)

    words, status, header = parts_of(report)
    of_mail, of_recipient = parts_of(status)
    assert report.get_content_type() == "multipart/report"
    assert report.get_param("report-type") == "delivery-status"
    assert (report["To"], words.get_content_type()) == ("b+42@bounce.example.gr", "text/plain")
    assert of_mail["Reporting-MTA"].startswith("dns;")
    assert of_recipient["Final-Recipient"] == "rfc822; resident00@example.org"
    assert (of_recipient["Action"], of_recipient["Status"]) == ("failed", "5.1.1")
    assert header.get_content_type() == "text/rfc822-headers"
    assert "Message-ID: <" in str(header.get_payload())


async def test_the_same_seed_bounces_the_same_mails(
    tmp_path: Path, relaying: Callable[..., AbstractAsyncContextManager[Smtp]]
) -> None:
    runs = [
        await bounced(tmp_path / f"{number}.mbox", relaying, 20, seed, share=0.3, status="4.2.2")
        for number, seed in enumerate((7, 7, 8))
    ]

    addresses = [
        [parts_of(parts_of(each)[1])[1]["Final-Recipient"] for each in run] for run in runs
    ]
    assert addresses[0] == addresses[1] != addresses[2]
    assert 0 < len(addresses[0]) < 20


async def test_a_mail_without_a_sender_is_not_returned(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        sandbox.breaks(bounces={"file": str(tmp_path / "bounces.mbox"), "share": 1})

        def send() -> None:
            with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as client:
                client.sendmail("", ["resident@example.org"], "Subject: one\r\n\r\ntwo\r\n")

        await asyncio.to_thread(send)

    assert (tmp_path / "bounces.mbox").read_bytes() == b""


async def test_a_file_that_holds_something_else_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "precious.txt"
    file.write_text("precious", "utf-8")

    async with Sandbox() as sandbox:
        with pytest.raises(Problem, match="mbox"):
            sandbox.breaks(bounces={"file": str(file), "share": 1})

    assert file.read_text("utf-8") == "precious"
