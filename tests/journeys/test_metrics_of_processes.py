"""A worker and a scheduler show what the whole home has sent, whoever sent it."""

import re
import signal

import httpx
import pytest

from tests.journeys.conftest import Installation, free_port, until
from tests.loopback import get


def metrics(port: int) -> str:
    try:
        return get(f"http://127.0.0.1:{port}/metrics").text
    except httpx.TransportError:
        return ""


@pytest.mark.parametrize("command", ["worker", "scheduler"])
def test_an_earlier_send_is_counted_by_a_process_started_later(
    installation: Installation, command: str
) -> None:
    people = [{"name": f"Δοκιμή {n}", "phone": f"+30690000000{n}"} for n in range(5)]
    installation.residents(*people)
    installation.snow("--all", "--yes", "--expect", "5")
    port = free_port()
    running = installation.starts(command, "--metrics", f"127.0.0.1:{port}")

    until(lambda: "tocsin_workers 1.0" in metrics(port))

    accepted = re.findall(r'tocsin_deliveries_total\{.*outcome="accepted"\} (\S+)', metrics(port))
    running.send_signal(signal.SIGTERM)
    running.communicate()
    assert sum(map(float, accepted)) == installation.count == 5
    assert running.returncode == 0
