"""What a monitor reads: whether all checks of the night hold, and a gauge for each."""

from typing import cast

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from checks import CHECKS
from delivery import DeliveryWorker
from tests.web_admin.conftest import Bureau
from web.watching import Pulse, watched

AT_NIGHT = [check.name for check in CHECKS if check.at_night]


class Untroubled:
    """A worker whose channels all work."""

    def troubles(self) -> dict[str, str]:
        return {}


async def asked(bureau: Bureau, path: str) -> httpx.Response:
    app = watched(FastAPI(), Pulse(bureau.home, cast(DeliveryWorker, Untroubled())))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        return await client.get(path)


async def test_a_home_in_order_is_ready(bureau: Bureau) -> None:
    answer = await asked(bureau, "/ready")

    assert (answer.status_code, answer.json()["problems"]) == (200, [])


async def test_each_check_of_the_night_has_a_gauge(bureau: Bureau) -> None:
    answer = await asked(bureau, "/metrics")

    gauges = [line for line in answer.text.splitlines() if line.startswith("tocsin_check{")]
    assert gauges == [f'tocsin_check{{check="{name}"}} 0.0' for name in AT_NIGHT]


async def test_a_check_that_fails_makes_it_not_ready(bureau: Bureau) -> None:
    with bureau.home.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    ready, metrics = await asked(bureau, "/ready"), await asked(bureau, "/metrics")

    assert (ready.status_code, ready.json()["problems"]) == (503, ["check tables"])
    assert 'tocsin_check{check="tables"} 2.0' in metrics.text
