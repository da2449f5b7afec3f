"""The tests that the pager's author runs: Tocsin's, with the pager in them. Run where the package
is installed."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from channels.registry import list_adapters
from channels.registry.configured import open_channel
from channels.testing import Bench, ChannelContract, Seen


class TestPager(ChannelContract):
    @asynccontextmanager
    async def bench(self, folder: Path) -> AsyncIterator[Bench]:
        spool = folder / "spool.jsonl"

        def received() -> list[Seen]:
            return [Seen(**json.loads(line)) for line in spool.read_text("utf-8").splitlines()]

        sections = {
            "duty": {"adapter": "pager", "spool": spool},
            "away": {"adapter": "pager", "spool": folder / "no/spool"},
        }
        yield Bench(
            open_channel("duty", sections, folder),
            received,
            unreachable=open_channel("away", sections, folder),
        )


@pytest.mark.parametrize("name", ["pager", "outbox_sms", "twilio", "smtp"])
def test_a_foreign_adapter_stands_beside_the_shipped_adapters(name: str) -> None:
    assert name in list_adapters()
