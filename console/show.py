"""What `tocsin demo` does: every step is a command that staff could type, and it is shown before it runs."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from console.door import say
from console.founding import HTTP_PORT, SMTP_PORT, demo_answers, found_home, settle_demo
from runtime import FILE_NAME, Problem

MARK = ".tocsin-demo"
START_SECONDS = 20.0


class NotADemo(Problem):
    """Nothing was changed. Name an empty or new folder with --folder."""


class NoSandbox(Problem):
    """`tocsin sandbox` alone says why; another program may hold its ports."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo plays."""

    home: Path
    http: int
    smtp: int

    @property
    def ledger(self) -> Path:
        """What the sandbox writes down of every message it took."""
        return self.home / "ledger.jsonl"


def run_demo(folder: Path) -> int:
    """Play the whole journey; returns the exit code of the sending."""
    stage = Stage(folder, _free(HTTP_PORT), _free(SMTP_PORT))
    _clear(stage.home)
    _settle(stage)
    sandbox = _start_sandbox(stage)
    try:
        code = _send(stage)
        _tell(stage)
        if sys.stdin.isatty():
            say("The sandbox goes on until Ctrl-C.")
            sandbox.wait()
        return code
    except KeyboardInterrupt:
        return 0
    finally:
        sandbox.terminate()
        sandbox.wait()


def _clear(folder: Path) -> None:
    """Make room for a new demo, but only where an old one, or nothing, stands."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise NotADemo(f"The folder {folder.name} holds something else than a demo.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _settle(stage: Stage) -> None:
    say("$ tocsin init --demo")
    home = found_home(stage.home, demo_answers(stage.http, stage.smtp))
    settle_demo(home)
    home.database.close()
    say(
        f"A home in {stage.home.name}/ ({FILE_NAME}, key, database), the zones and 200 invented residents of the example."
    )


def _start_sandbox(stage: Stage) -> "subprocess.Popen[bytes]":
    listen = ["--http", f"127.0.0.1:{stage.http}", "--smtp", f"127.0.0.1:{stage.smtp}"]
    say(f"$ tocsin sandbox {' '.join(listen)} --ledger {stage.ledger.name}")
    running = subprocess.Popen([*_tocsin(stage), "sandbox", *listen, "--ledger", str(stage.ledger)])
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        if _answers(stage.http) and _answers(stage.smtp):
            return running
        time.sleep(0.05)
    running.terminate()
    raise NoSandbox("The sandbox did not start.")


def _send(stage: Stage) -> int:
    typed = [
        "send",
        "snow",
        "--all",
        "--set",
        "from=20:00",
        "--set",
        "until=tomorrow 12:00",
        "--reach",
        "all",
    ]
    looked = subprocess.run([*_tocsin(stage), *typed, "--dry-run", "--json"], check=True, capture_output=True)
    recipients = str(json.loads(looked.stdout)["recipients"])
    say(f"$ tocsin {' '.join(_shown(word) for word in typed)} --yes --expect {recipients}")
    return subprocess.run([*_tocsin(stage), *typed, "--yes", "--expect", recipients], check=False).returncode


def _tell(stage: Stage) -> None:
    say(f"Phones and mailboxes:  http://127.0.0.1:{stage.http}/")
    say(f"Every message, a line: {stage.home.name}/{stage.ledger.name}")
    say(f"Go on playing:         {_typed(stage)} alerts report 1   (or: residents count, templates list)")


def _tocsin(stage: Stage) -> Sequence[str]:
    return (sys.executable, "-m", "cli", "--home", str(stage.home))


def _typed(stage: Stage) -> str:
    """How the person who started the demo types the command and names its home."""
    return f"{os.path.relpath(sys.argv[0])} --home {os.path.relpath(stage.home)}"


def _shown(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _free(preferred: int) -> int:
    """The preferred port of this machine, or another one when somebody has it."""
    if not _answers(preferred):
        return preferred
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
