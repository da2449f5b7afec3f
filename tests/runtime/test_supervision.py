"""What a service manager is told."""

import socket
from pathlib import Path

import pytest

from runtime.supervision import Supervisor


@pytest.mark.parametrize("abstract", [False, True])
def test_a_service_manager_is_told_over_its_socket(tmp_path: Path, abstract: bool) -> None:
    name = f"@{tmp_path}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(name.replace("@", "\0"))
        manager.settimeout(60)
        supervisor = Supervisor.of({"NOTIFY_SOCKET": name})

        for tell in (supervisor.ready, supervisor.alive, supervisor.reloading, supervisor.stopping):
            tell()

        told = [manager.recv(100).decode() for _ in range(4)]
    assert told[0] == "READY=1"
    assert told[1] == "WATCHDOG=1"
    assert told[2].startswith("RELOADING=1\nMONOTONIC_USEC=")
    assert told[3] == "STOPPING=1"


@pytest.mark.parametrize(
    "environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/at/all"}]
)
def test_a_process_without_a_supervisor_tells_nobody(environment: dict[str, str]) -> None:
    Supervisor.of(environment).ready()
