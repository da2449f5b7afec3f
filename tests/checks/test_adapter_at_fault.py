"""A home whose first SMS channel is somebody else's and broken: the second carries its messages,
and the office reads why."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.registry.configured import WrongMedium
from checks import Level
from delivery.sending import at_work
from engine import InlineEngine
from tests.channels.plugged import plugged
from tests.checks.conftest import Town

AT_FAULT = {
    "does_not_load": "The adapter 'does_not_load' does not load: RuntimeError (tocsin_broken_import.py:3).",
    "twice": "Several packages have a channel 'twice': tocsin-broken, tocsin-twin.",
    "is_not_made": "The adapter 'is_not_made' does not load: SystemExit (tocsin_broken.py:",
}
CARRIED = "SELECT channel FROM delivery WHERE medium = 'sms' AND state = 'accepted'"
LEFT_ALONE = "SELECT why FROM breaker WHERE why = 'misconfigured does_not_load'"


@pytest.fixture(autouse=True)
def _plugged(tmp_path: Path) -> Iterator[None]:
    with plugged(tmp_path / "packages"):
        yield


def routed(town: Town, first: str) -> None:
    town.configure(
        ('sms = ["twilio"]', f'sms = ["{first}", "outbox_sms"]'), more=f"\n[channels.{first}]\n"
    )


def works(town: Town) -> None:
    """A worker is at work until somebody is reached, and has told what it leaves alone."""

    async def working() -> None:
        stop = asyncio.Event()
        async with at_work(town.home, stop) as worker:
            jobs = {name: job for name, job in worker.jobs.items() if "email" not in name}
            running = asyncio.create_task(InlineEngine(jobs, sweep_seconds=0.2).run(stop))
            async with asyncio.timeout(60):
                while not (found(town, CARRIED) and found(town, LEFT_ALONE)):
                    await asyncio.sleep(0.05)
            stop.set()
            await running

    asyncio.run(working())


def found(town: Town, query: str) -> list[str]:
    with town.home.database.reading() as session:
        return [str(row[0]) for row in session.connection().exec_driver_sql(query)]


@pytest.mark.parametrize("name", AT_FAULT)
def test_the_second_channel_carries_what_an_unusable_first_cannot(town: Town, name: str) -> None:
    routed(town, name)
    town.resident()
    town.issues()

    works(town)

    assert set(found(town, CARRIED)) == {"outbox_sms"}
    assert any(
        AT_FAULT[name] in each.what
        for each in town.result_of("providers")
        if each.level is Level.FAIL
    )


def test_an_unusable_channel_is_no_reason_to_refuse_an_alert(town: Town) -> None:
    routed(town, "does_not_load")
    town.resident()

    town.issues()

    assert {each.level for each in town.result_of("receipts")} <= {Level.OK, Level.WARN}


def test_a_channel_on_the_route_of_another_medium_is_refused(town: Town) -> None:
    town.configure(('sms = ["twilio"]', 'sms = ["smtp"]'))
    town.resident()

    with pytest.raises(WrongMedium, match="'smtp', which carries email"):
        town.issues()
