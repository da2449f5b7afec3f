"""Sinks: what takes the messages of a benchmark. Both are written in C, so that what is measured is
the one who sends."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

SOURCE = Path(__file__).with_name("sink.c")
STARTING_SECONDS = 10.0
# What Twilio answers: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message
ANSWER = {
    "account_sid": "AC" + "0" * 32,
    "api_version": "2010-04-01",
    "body": "Taken.",
    "date_created": "Fri, 24 May 2024 17:18:27 +0000",
    "date_sent": None,
    "date_updated": "Fri, 24 May 2024 17:18:27 +0000",
    "direction": "outbound-api",
    "error_code": None,
    "error_message": None,
    "from": "TOCSIN",
    "num_media": "0",
    "num_segments": "1",
    "price": None,
    "price_unit": "EUR",
    "messaging_service_sid": None,
    "sid": "SM" + "0" * 32,
    "status": "queued",
    "subresource_uris": {
        "media": f"/2010-04-01/Accounts/AC{'0' * 32}/Messages/SM{'0' * 32}/Media.json"
    },
    "to": "+306900000000",
    "uri": f"/2010-04-01/Accounts/AC{'0' * 32}/Messages/SM{'0' * 32}.json",
}


class Missing(Exception):
    """A program that the benchmarks cannot do without is not on this machine."""


@dataclass(frozen=True, slots=True)
class Sink:
    """A sink at work."""

    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """Processor time it has used so far, with its children."""
        family = [self.process, *self.process.children(recursive=True)]
        return float(sum(sum(member.cpu_times()[:2]) for member in family))


@contextmanager
def smtp_sink(folder: Path) -> Iterator[Sink]:
    """Postfix's smtp-sink; raises Missing."""
    program = _program("smtp-sink", "apt-get install postfix")
    port = free_port()
    unprivileged = ["-u", "nobody"] if os.geteuid() == 0 else []
    with _running([program, *unprivileged, f"127.0.0.1:{port}", "1000"], port, folder) as sink:
        yield sink


@contextmanager
def http_sink(folder: Path) -> Iterator[Sink]:
    """sink.c, compiled now; raises Missing."""
    compiler = _program("cc", "apt-get install gcc libc6-dev")
    program, answer, port = folder / "sink", folder / "answer.json", free_port()
    subprocess.run([compiler, "-O2", "-o", str(program), str(SOURCE)], check=True)
    answer.write_text(json.dumps(ANSWER))
    with _running([str(program), str(port), str(answer)], port, folder) as sink:
        yield sink


def check_programs() -> None:
    """Raise Missing unless both sinks can be started."""
    _program("smtp-sink", "apt-get install postfix")
    _program("cc", "apt-get install gcc libc6-dev")


def _program(name: str, remedy: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Missing(f"The benchmarks need `{name}`: {remedy}")
    return found


@contextmanager
def _running(command: Sequence[str], port: int, folder: Path) -> Iterator[Sink]:
    process = subprocess.Popen(command, cwd=folder)
    try:
        await_port(port)
        yield Sink(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()


def await_port(port: int, seconds: float = STARTING_SECONDS) -> None:
    """Wait until somebody answers there; raises OSError when nobody does within these seconds."""
    over = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > over:
                raise
            time.sleep(0.05)


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
