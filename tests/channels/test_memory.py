"""Memory: what other rooms' tests rely on."""

import asyncio

import pytest

from channels import Medium, Outcome, Receipt, Unavailable
from channels.testing import Memory
from channels.testing.bench import a_message

SMS = a_message(Medium.SMS)
REFUSED = Receipt(Outcome.OPTED_OUT, code="21610")


@pytest.mark.parametrize("medium", Medium)
async def test_the_memory_channel_carries_any_medium(medium: Medium) -> None:
    memory = Memory.carrying(medium)

    receipt = await memory.send(a_message(medium))

    assert memory.medium is medium
    assert receipt.outcome is Outcome.ACCEPTED


async def test_the_memory_channel_answers_an_address_as_told() -> None:
    memory = Memory().says(SMS.to, Unavailable("503"), REFUSED)

    with pytest.raises(Unavailable):
        await memory.send(SMS)
    receipts = [
        await memory.send(SMS),
        await memory.send(SMS),
        await memory.send(a_message(Medium.SMS, 2)),
    ]

    assert receipts[:2] == [REFUSED] * 2
    assert memory.accepted == [a for a in memory.sent if a.to != SMS.to]


async def test_the_memory_channel_can_take_its_time() -> None:
    memory = Memory().says(SMS.to, 0.05, REFUSED)

    started = asyncio.get_running_loop().time()
    receipt = await memory.send(SMS)

    assert receipt == REFUSED
    assert asyncio.get_running_loop().time() - started >= 0.045


async def test_a_gate_holds_everybody_back() -> None:
    memory = Memory()
    memory.gate = asyncio.Event()

    sends = [asyncio.create_task(memory.send(a_message(Medium.SMS, number))) for number in range(5)]
    await asyncio.sleep(0.01)

    assert (len(memory.sent), memory.accepted, memory.at_once) == (5, [], 5)
    memory.gate.set()
    await asyncio.gather(*sends)
    assert len(memory.accepted) == 5
