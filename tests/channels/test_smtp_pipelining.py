"""A relay that takes several commands at once (RFC 2920) is told MAIL and RCPT in one write."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from channels import Medium, Outcome
from channels.failures import ChannelFailure, Misconfigured, Unauthorised, Unavailable
from channels.smtp import Smtp
from channels.testing.bench import a_message
from tests.channels.conftest import Peer

MAIL = a_message(Medium.EMAIL)
OFFERS = b"250-hi\r\n250 PIPELINING\r\n"
TAKES = (b"250 ok\r\n250 ok\r\n",)

Relaying = Callable[..., AbstractAsyncContextManager[Smtp]]


class Relay:
    """Answers each MAIL and RCPT together, in the pieces given by turn; the last turn is repeated.
    An empty piece hangs up."""

    def __init__(self, *turns: tuple[bytes, ...], greets: bytes = OFFERS) -> None:
        self.turns, self.greets = list(turns), greets
        self.connections = 0
        self.writes: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 hi\r\n")
        await reader.readuntil(b"\r\n")
        writer.write(self.greets)
        while True:
            self.writes.append(await reader.read(4096))
            for piece in self.turns.pop(0) if len(self.turns) > 1 else self.turns[0]:
                if not piece:
                    return
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)
            then = await reader.read(4096)
            if then == b"RSET\r\n":
                writer.write(b"250 ok\r\n")
                continue
            if then != b"DATA\r\n":
                return
            writer.write(b"354 go\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 ok\r\n")


@pytest.mark.parametrize(
    "pieces",
    [
        TAKES,
        (b"250 ok\r\n", b"250 ok\r\n"),
        (b"250 ok\r\n25", b"0 ok\r\n"),
        tuple(bytes([byte]) for byte in b"250-a\r\n250 ok\r\n251-b\r\n251 ok\r\n"),
        (b"\r\n250 ok\r\n\r\n250 ok\r\n",),
    ],
)
async def test_answers_are_read_however_they_come(
    peer: Peer, relaying: Relaying, pieces: tuple[bytes, ...]
) -> None:
    relay = Relay(pieces)
    async with peer(relay) as port, relaying(port) as channel:
        receipts = [await channel.send(MAIL) for _ in range(3)]

    assert [each.outcome for each in receipts] == [Outcome.ACCEPTED] * 3
    assert relay.connections == 1
    assert [each.count(b"\r\n") for each in relay.writes[:3]] == [2, 2, 2]
    assert all(b"MAIL FROM:<" in each and b"\r\nRCPT TO:<" in each for each in relay.writes[:3])


async def test_other_relays_get_one_command_at_a_time(peer: Peer, relaying: Relaying) -> None:
    read: list[bytes] = []

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"550 5.1.1 no\r\n"):
            writer.write(answer)
            read.append(await reader.read(4096))

    async with peer(conversation) as port, relaying(port) as channel:
        receipt = await channel.send(MAIL)

    assert receipt.outcome is Outcome.INVALID_RECIPIENT
    assert [each.count(b"\r\n") for each in read[1:3]] == [1, 1]


async def test_a_refused_recipient_keeps_the_connection(peer: Peer, relaying: Relaying) -> None:
    relay = Relay((b"250 ok\r\n550 5.1.1 no\r\n",))
    async with peer(relay) as port, relaying(port) as channel:
        receipts = [await channel.send(MAIL) for _ in range(3)]

    assert [each.outcome for each in receipts] == [Outcome.INVALID_RECIPIENT] * 3
    assert relay.connections == 1


@pytest.mark.parametrize(
    ("pieces", "failure", "code"),
    [
        ((b"530 5.7.0 log in\r\n503 5.5.1 no MAIL\r\n",), Unauthorised, "5.7.0"),
        ((b"550 5.7.1 not you\r\n", b""), Misconfigured, "5.7.1"),
        ((b"421 4.3.2 closing\r\n",), Unavailable, "4.3.2"),
        ((b"250 ok\r\n", b""), Unavailable, "SMTPServerDisconnected"),
        ((b"250 ok\r\n",), Unavailable, "SMTPReadTimeoutError"),
    ],
)
async def test_a_relay_that_takes_no_mail_is_told_as_such(
    peer: Peer,
    relaying: Relaying,
    pieces: tuple[bytes, ...],
    failure: type[ChannelFailure],
    code: str,
) -> None:
    relay = Relay(pieces)
    patience = {"timeout": 3} if failure is Unavailable and "Timeout" in code else {}
    async with peer(relay) as port, relaying(port, **patience) as channel:
        with pytest.raises(failure) as raised:
            await channel.send(MAIL)

    assert raised.value.code == code
    assert relay.connections == 1


@pytest.mark.parametrize("pieces", [(b"421 4.3.2 closing\r\n",), (b"",), (b"250 ok\r\n", b"")])
async def test_a_connection_lost_while_idle_is_replaced_unseen(
    peer: Peer, relaying: Relaying, pieces: tuple[bytes, ...]
) -> None:
    relay = Relay(TAKES, pieces, TAKES)
    async with peer(relay) as port, relaying(port) as channel:
        receipts = [await channel.send(MAIL) for _ in range(2)]

    assert [each.outcome for each in receipts] == [Outcome.ACCEPTED] * 2
    assert relay.connections == 2
