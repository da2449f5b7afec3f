"""VERP: each mail's envelope sender names its delivery, when the office says so."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from pydantic import ValidationError

from channels import Medium
from channels.smtp import Smtp
from channels.smtp_settings import SmtpSettings
from channels.testing.bench import a_message
from tests.channels.conftest import Peer

MAIL = replace(a_message(Medium.EMAIL), token="1234567-0a1b2c3d4e5f")
BOUNCES = "bounces@town.example.gr"

Listening = Callable[..., Awaitable[bytes]]


@pytest.fixture
def listening(peer: Peer, relaying: Callable[..., AbstractAsyncContextManager[Smtp]]) -> Listening:
    """`await listening(**settings)`: what a relay is told at MAIL by a channel of these
    settings."""

    async def told(**settings: object) -> bytes:
        asked: list[bytes] = []

        async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            for line in (b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go", b"250 ok"):
                writer.write(line + b"\r\n")
                asked.append(await reader.readuntil(b"\r\n.\r\n" if line == b"354 go" else b"\r\n"))

        async with peer(conversation) as port, relaying(port, **settings) as channel:
            await channel.send(MAIL)
        return asked[1]

    return told


async def test_the_envelope_sender_carries_the_token(listening: Listening) -> None:
    told = await listening(bounce_address=BOUNCES, verp=True)

    assert told == b"MAIL FROM:<bounces+1234567-0a1b2c3d4e5f@town.example.gr>\r\n"


async def test_a_mail_without_verp_has_the_common_envelope_sender(listening: Listening) -> None:
    assert await listening(bounce_address=BOUNCES) == b"MAIL FROM:<bounces@town.example.gr>\r\n"


@pytest.mark.parametrize(
    "address", ["", f"{'b' * 31}@town.example.gr", "bounces+x@town.example.gr"]
)
def test_verp_needs_a_bounce_address_with_room_for_the_token(address: str) -> None:
    with pytest.raises(ValidationError, match="verp needs"):
        SmtpSettings.model_validate(
            {
                "host": "127.0.0.1",
                "sender": "alerts@example.gr",
                "bounce_address": address,
                "verp": True,
            }
        )
