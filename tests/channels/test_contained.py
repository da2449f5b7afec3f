"""A contained channel: whatever its adapter does, its caller gets an answer in time."""

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from math import inf, nan
from pathlib import Path

import pytest

from channels import (
    Callback,
    ChannelFailure,
    Event,
    Fate,
    Medium,
    Outcome,
    Receipt,
    Throttled,
    UnreadableCallback,
)
from channels.registry import Contained, open_contained
from channels.registry.checked import CODE, code_of, event_of, failure_of, receipt_of, seconds_of
from channels.registry.contained import CallbackFailed
from channels.testing import Memory
from channels.testing.bench import a_message
from tests.channels.plugged import plugged


@pytest.fixture
def packages(tmp_path: Path) -> Iterator[Path]:
    with plugged(tmp_path / "packages"):
        yield tmp_path


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("21211", "21211"),
        (503, "503"),
        ("5.4.310", "5.4.310"),
        ("", ""),
        (None, ""),
        (["x"], ""),
        ("6900000001", "xxxxxxxxxx"),
        ("to.+306900000001", "not_a_code"),
        ("no-69-000-000-01", "no-xx-xxx-xxx-xx"),
        ("no such mailbox", "not_a_code"),
        ("ana@example.org", "not_a_code"),
        ("λάθος", "not_a_code"),
        ("a" * 41, "a" * 40),
        ("550\n", "not_a_code"),
        ("1\x000", "not_a_code"),
    ],
)
def test_a_code_holds_no_number_and_no_text(told: object, kept: str) -> None:
    assert code_of(told) == kept
    assert kept == "" or CODE.fullmatch(kept)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (7, 7.0),
        ("7", 7.0),
        (0.5, 0.5),
        ("soon", None),
        (nan, None),
        (inf, None),
        ("nan", None),
        (-1, None),
        (10**400, None),
        (None, None),
        ([], None),
    ],
)
def test_a_retry_after_that_is_no_number_counts_as_none(
    told: object, seconds: float | None
) -> None:
    assert seconds_of(told) == seconds
    assert failure_of(Throttled("429", retry_after=told)).retry_after == seconds  # type: ignore[arg-type]


def test_an_adapters_own_failure_counts_as_its_base_class() -> None:
    class Odd(Throttled):
        outcome = "gone"  # type: ignore[assignment]

        def __init__(self) -> None:
            """It forgets its code."""

    found = failure_of(Odd())

    assert (type(found), found.outcome, found.code) == (Throttled, Outcome.THROTTLED, "")


def test_an_outcome_in_words_is_the_outcome() -> None:
    told = Receipt("accepted", provider_id=7, code=None)  # type: ignore[arg-type]

    assert receipt_of(told) == Receipt(Outcome.ACCEPTED, "7", "")


def test_an_event_keeps_nothing_that_no_table_takes() -> None:
    told = Event("SM1", "sent to ana@example.org", Fate.ACCEPTED, code="6900000001", attempt=2**40)

    assert event_of(told) == Event("SM1", "sent_to_a_example.org", Fate.ACCEPTED, code="xxxxxxxxxx")


@pytest.mark.parametrize("name", ["never_closes", "never_ends_its_probe", "is_deaf"])
async def test_every_wait_ends(packages: Path, name: str) -> None:
    channel = open_contained(name, {}, packages)

    async with asyncio.timeout(60):
        ended = await channel.send(a_message(Medium.SMS), seconds=0.3 if name == "is_deaf" else 30)
        found = await channel.probe(seconds=0.2)
        await channel.close(seconds=0.2)

    assert ended.code == ("deadline" if name == "is_deaf" else "")
    assert [each.good for each in found] == [name != "never_ends_its_probe"]


async def test_a_question_that_never_ends_is_given_up() -> None:
    class Silent(Memory):
        async def ask(self, provider_id: str) -> Event | None:  # noqa: ARG002
            await asyncio.Event().wait()
            return None

    async with asyncio.timeout(30):
        assert await Contained("silent", Silent()).ask("SM1", seconds=0.1) is None


async def test_a_blocking_adapter_delays_nobody_else(packages: Path) -> None:
    blocking, other = open_contained("blocks", {}, packages), Contained("memory", Memory())
    sending = asyncio.create_task(blocking.send(a_message(Medium.SMS), seconds=60))
    waiting = asyncio.create_task(blocking.send(a_message(Medium.SMS, 2), seconds=60))

    begun = time.monotonic()
    await asyncio.sleep(0)
    await other.send(a_message(Medium.SMS), seconds=60)
    took = time.monotonic() - begun
    with pytest.raises(ChannelFailure, match="loop_blocked"):
        await waiting

    assert took < 3
    assert (await sending).outcome is Outcome.ACCEPTED
    assert str(blocking.blocked()) == "loop_blocked"
    await blocking.close()


async def test_an_adapters_output_goes_nowhere(
    packages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = open_contained("tells_numbers", {}, packages)

    with pytest.raises(ChannelFailure, match="^xxxxxxxxxxxx$"):
        await channel.send(a_message(Medium.SMS), seconds=30)
    await channel.close()
    print("ours")

    assert capsys.readouterr().out == "ours\n"


@pytest.mark.parametrize(
    "told", [SystemExit(1), KeyError("MessageSid"), UnreadableCallback("no"), ["no event"], None, 7]
)
async def test_a_callback_that_makes_an_adapter_fail_is_a_problem(told: object) -> None:
    class Failing(Memory):
        def read_callback(self, callback: Callback) -> object:
            assert json.loads(callback.body) == {}
            if isinstance(told, BaseException):
                raise told
            return told

    expected = UnreadableCallback if isinstance(told, UnreadableCallback) else CallbackFailed
    with pytest.raises(expected):
        await Contained("failing", Failing()).read_callback(Callback("", {}, b"{}"))


UNLOADED: Mapping[str, str] = {
    "does_not_load": "The adapter 'does_not_load' does not load: RuntimeError (tocsin_broken_import.py:3).",
    "is_not_made": "The adapter 'is_not_made' does not load: SystemExit (tocsin_broken.py:",
    "twice": "Several packages have a channel 'twice': tocsin-broken, tocsin-twin.",
}


@pytest.mark.parametrize("name", UNLOADED)
async def test_doctor_names_an_adapter_that_does_not_load(packages: Path, name: str) -> None:
    [found] = await open_contained(name, {}, packages).probe()

    assert not found.good
    assert str(found.what).startswith(UNLOADED[name])
