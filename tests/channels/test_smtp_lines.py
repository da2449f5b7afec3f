"""Connections to a relay: kept, shared out, given up, replaced."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from channels import Medium, Outcome
from channels.sandbox import Sandbox
from channels.smtp import Smtp
from channels.testing.bench import a_message
from tests.channels.conftest import Conversation, Peer

MAIL = a_message(Medium.EMAIL)


async def test_a_refused_recipient_does_not_cost_the_next_a_connection(
    peer: Peer,
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    saying: Callable[..., Conversation],
) -> None:
    connections = []

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await saying(RCPT="550 5.1.1 no")(reader, writer)

    async with peer(conversation) as port, relaying(port) as channel:
        for _ in range(3):
            await channel.send(MAIL)

    assert len(connections) == 1


@pytest.mark.parametrize(
    "answer", ["451 4.4.2 timeout exceeded", "421 4.3.2 closing", "421 4.4.2 bye"]
)
async def test_a_connection_lost_by_the_relay_is_not_used_again(
    peer: Peer,
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    saying: Callable[..., Conversation],
    answer: str,
) -> None:
    connections = []

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await saying(RCPT=answer, RSET="...")(reader, writer)

    async with peer(conversation) as port, relaying(port, timeout=60) as channel:
        given = [await channel.send(MAIL) for _ in range(2)]

    assert [each.outcome for each in given] == [Outcome.TRANSIENT] * 2
    assert len(connections) == 2


async def test_a_connection_the_relay_gave_up_is_replaced_unseen(
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    async with Sandbox() as sandbox, relaying(sandbox.smtp_port) as channel:
        await channel.send(MAIL)
        sandbox.breaks(email={"kind": "421_mail", "every": 2})
        await channel.send(MAIL)  # the first MAIL is no fault's turn

        receipt = await channel.send(MAIL)

    assert receipt.outcome is Outcome.ACCEPTED


async def test_a_connection_that_died_idle_is_replaced_unseen(
    peer: Peer,
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    saying: Callable[..., Conversation],
) -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(saying(MAIL="250 ok", END="250 ok")(reader, writer))
        await asyncio.sleep(0.1)
        talk.cancel()

    async with peer(once) as port, relaying(port) as channel:
        first = await channel.send(MAIL)
        await asyncio.sleep(0.2)
        second = await channel.send(MAIL)

    assert [first.outcome, second.outcome] == [Outcome.ACCEPTED] * 2


async def test_a_connection_carries_no_more_than_its_share(
    peer: Peer,
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    saying: Callable[..., Conversation],
) -> None:
    connections = []

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await saying()(reader, writer)

    async with peer(conversation) as port, relaying(port, messages_per_connection=2) as channel:
        for _ in range(5):
            await channel.send(MAIL)

    assert len(connections) == 3


async def test_no_more_connections_than_allowed(
    peer: Peer,
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    saying: Callable[..., Conversation],
) -> None:
    connections = []

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await saying()(reader, writer)

    async with peer(conversation) as port, relaying(port, concurrency=3) as channel:
        receipts = await asyncio.gather(
            *(channel.send(a_message(Medium.EMAIL, number)) for number in range(20))
        )

    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    assert len(connections) == 3


async def test_a_send_that_is_cancelled_leaves_no_half_mail_behind(
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    async with (
        Sandbox() as sandbox,
        relaying(sandbox.smtp_port, concurrency=1, data_timeout=30) as channel,
    ):
        sandbox.breaks(email={"kind": "hang_after_data"})
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(channel.send(MAIL), 0.2)
        sandbox.breaks()

        receipt = await channel.send(a_message(Medium.EMAIL, 2))

    assert receipt.outcome is Outcome.ACCEPTED
