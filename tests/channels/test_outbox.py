"""The outbox: files a person can open, whole or not there, and an index of them."""

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from channels import Medium, Outcome, Unavailable
from channels.outbox import MailOutbox, MailOutboxSettings, OutboxSettings, SmsOutbox
from channels.registry.configured import open_channel
from channels.testing.bench import a_message

SMS, MAIL = a_message(Medium.SMS), a_message(Medium.EMAIL)


def files(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.iterdir())


async def test_a_message_is_a_file_and_an_index_line(tmp_path: Path) -> None:
    sms, mail = (
        SmsOutbox(OutboxSettings(home=tmp_path)),
        MailOutbox(MailOutboxSettings(home=tmp_path)),
    )

    receipts = [await sms.send(SMS), await mail.send(MAIL)]

    lines = [
        json.loads(line)
        for line in (tmp_path / "outbox/index.jsonl").read_text("utf-8").splitlines()
    ]
    assert [line["file"] for line in lines] == [receipt.provider_id for receipt in receipts]
    assert [(line["medium"], line["to"]) for line in lines] == [("sms", SMS.to), ("email", MAIL.to)]
    assert files(tmp_path / "outbox") == [".eml", ".jsonl", ".txt"]
    await asyncio.gather(sms.close(), mail.close())


async def test_the_outbox_is_the_channel_without_any_setting(tmp_path: Path) -> None:
    channel = open_channel("outbox_sms", {}, tmp_path)

    receipt = await channel.send(SMS)

    assert (
        (tmp_path / "outbox" / receipt.provider_id)
        .read_text("utf-8")
        .endswith(SMS.wording.text + "\n")
    )
    await channel.close()


async def test_a_token_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    channel = SmsOutbox(OutboxSettings(home=tmp_path))

    await channel.send(replace(SMS, token="../../etc/x"))

    assert files(tmp_path) == [""]
    assert files(tmp_path / "outbox") == [".jsonl", ".txt"]
    await channel.close()


async def test_a_full_disk_leaves_no_half_file() -> None:
    channel = SmsOutbox(OutboxSettings(folder=Path("/dev/full/outbox")))

    with pytest.raises(Unavailable) as caught:
        await channel.send(SMS)

    assert caught.value.code == "ENOTDIR"


async def test_an_index_that_cannot_grow_takes_the_message_back(tmp_path: Path) -> None:
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox/index.jsonl").symlink_to("/dev/full")
    channel = SmsOutbox(OutboxSettings(home=tmp_path))

    with pytest.raises(Unavailable) as caught:
        await channel.send(SMS)

    assert caught.value.code == "ENOSPC"
    assert os.listdir(tmp_path / "outbox") == ["index.jsonl"]
    await channel.close()


async def test_a_mail_that_cannot_be_written_safely_is_refused(tmp_path: Path) -> None:
    channel = MailOutbox(MailOutboxSettings(home=tmp_path))

    receipt = await channel.send(replace(MAIL, to="a@b.gr\r\nBcc: c@d.gr"))

    assert receipt.outcome is Outcome.INVALID_RECIPIENT
    assert not (tmp_path / "outbox").exists()
