"""The first command of the README: a home with invented people, a sandbox, the pages, one alert."""

import fcntl
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _one_at_a_time(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Two demos that start in the same second want the same ports; the second is told so."""
    with (tmp_path_factory.getbasetemp().parent / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _begins(home: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "--home", str(home), "demo", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _told(home: Path) -> set[str]:
    lines = (home / "demo" / "ledger.jsonl").read_text("utf-8").splitlines()
    return {json.loads(line)["to"] for line in lines}


def _read(running: "subprocess.Popen[str]", last: str) -> str:
    """What it says up to these words; it has to say them before it ends."""
    assert running.stdout is not None
    said = ""
    while last not in said:
        line = running.stdout.readline()
        assert line, said
        said += line
    return said


def test_the_demo_ends_by_itself_without_a_terminal(tmp_path: Path) -> None:
    running = _begins(tmp_path)
    said, _ = running.communicate(timeout=600)

    assert running.returncode == 0, said
    assert "171 people: 171 caught by the sandbox" in said
    assert len(_told(tmp_path)) == 253
    assert "The pages end with this command, as nobody is at a terminal" in said
    assert "Admin token" not in said


def test_the_demo_stays_until_it_is_told_to_end(tmp_path: Path) -> None:
    with _begins(tmp_path, "--stay") as running:
        said = _read(running, "All of it goes on until Ctrl-C.")
        form = next(word for word in said.split() if word.endswith("/subscribe"))
        with urlopen(form) as page:
            assert page.status == 200
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=600)

    assert running.returncode == 0
