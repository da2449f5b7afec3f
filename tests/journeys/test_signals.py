"""A terminal that is gone in mid-send: what is in the air lands, others send the rest, and nobody
is lost or told twice."""

import os
import pty
import signal
import socket
import subprocess
from collections import Counter
from pathlib import Path

from tests.journeys.conftest import LONGEST, Installation, until
from tests.journeys.terminal import read_until

PEOPLE = 8
SLOWLY = {"TOCSIN_CHANNELS__TWILIO__RATE": "1", "TOCSIN_PATIENCE": "600"}
YES = ("--yes", "--expect", str(PEOPLE))


def settle(here: Installation) -> set[str]:
    """Residents to warn; their phones."""
    phones = [f"+3069000000{number:02}" for number in range(PEOPLE)]
    here.residents(*({"name": f"N{phone}", "language": "el", "phone": phone} for phone in phones))
    return set(phones)


def at_a_terminal(here: Installation, *words: str) -> tuple[subprocess.Popen[bytes], int]:
    """Start a command whose output goes to a terminal, and hold the other end of that."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        here.command(*words),
        env=here.environment | SLOWLY | {"TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    here.running.append(running)
    os.close(theirs)
    return running, ours


def assert_all_are_reached_once(here: Installation, phones: set[str]) -> None:
    """Let another process send what is left, and look whom it all came to."""
    here.tocsin("alerts", "resume", "1")
    assert Counter(message["to"] for message in here.received()) == Counter(phones)


def test_a_terminal_that_takes_no_more_stops_nobody(installation: Installation) -> None:
    phones = settle(installation)
    _, terminal = at_a_terminal(installation, *installation.snow_words("--all", *YES))
    read_until(terminal, b"is issued")
    os.write(terminal, b"\x13")  # Ctrl-S: from now on it takes nothing

    until(lambda: installation.count == PEOPLE)

    assert {message["to"] for message in installation.received()} == phones
    os.close(terminal)


def test_a_dropped_terminal_leaves_the_rest_to_others(installation: Installation) -> None:
    phones = settle(installation)
    sending, terminal = at_a_terminal(installation, *installation.snow_words("--all", *YES))
    read_until(terminal, b"is issued")
    until(installation.received)

    os.close(terminal)
    sending.send_signal(signal.SIGHUP)

    assert sending.wait(600) == 130
    assert len(installation.received()) < PEOPLE
    assert_all_are_reached_once(installation, phones)


def test_a_worker_lands_when_its_terminal_is_dropped(installation: Installation) -> None:
    phones = settle(installation)
    installation.snow("--all", *YES, TOCSIN_CHANNELS__TWILIO__BASE_URL="http://127.0.0.1:9", code=5)
    worker, terminal = at_a_terminal(installation, "worker")
    until(installation.received)

    os.close(terminal)
    worker.send_signal(signal.SIGHUP)

    assert worker.wait(600) == 0
    assert len(installation.received()) < PEOPLE
    assert_all_are_reached_once(installation, phones)


def test_a_service_manager_is_told_how_a_worker_does(bare: Installation, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(LONGEST)
        worker = bare.starts("worker", NOTIFY_SOCKET=str(tmp_path / "notify"))
        told = [manager.recv(100) for _ in range(2)]

        worker.send_signal(signal.SIGTERM)

        while told[-1] != b"STOPPING=1":
            told.append(manager.recv(100))
    assert told[:2] == [b"READY=1", b"WATCHDOG=1"]
    assert worker.wait(600) == 0
