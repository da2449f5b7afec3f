"""What `tocsin demo` does: every step is a command that staff could type, and it is shown before it
runs."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from console.system.demo_ports import DemoPorts
from console.system.initializing import create_home, demo_answers, fill_demo
from console.terminal.output import say
from console.terminal.token_file import token_path
from runtime import Problem, said
from runtime.config import FILE_NAME
from runtime.home import make_private_folder

MARK = ".tocsin-demo"
# Until its ports answer: on a busy machine a command takes long to start.
START_SECONDS = 180.0


class NotADemo(Problem):
    """Nothing was changed. Name an empty or new folder with --folder."""


class DidNotStart(Problem):
    """Where another program holds a port, give two that are free, as in `tocsin demo --public-port
    8090 --admin-port 8091`."""


@dataclass(frozen=True, slots=True)
class DemoSetup:
    """The home of the demo, and the ports of its servers."""

    home: Path
    ports: DemoPorts

    @property
    def ledger(self) -> Path:
        """What the sandbox writes down of every message it took."""
        return self.home / "ledger.jsonl"


def run_demo(folder: Path, ports: DemoPorts, *, stay: bool) -> int:
    """Carry out every step; at a terminal, or told to stay, it goes on until Ctrl-C. Returns the
    exit code of the sending."""
    # Told to end, it ends what it has started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    setup = DemoSetup(folder, ports)
    _clear(setup.home)
    _settle(setup)
    with ExitStack() as running:
        caught = ("--http", _here(setup.ports.http), "--smtp", _here(setup.ports.smtp))
        sandbox = start_part(setup, running, "sandbox", *caught, "--ledger", str(setup.ledger))
        doors = ("--public", _here(setup.ports.public), "--admin", _here(setup.ports.admin))
        start_part(setup, running, "serve", *doors)
        try:
            code = _send(setup)
            if stay or sys.stdin.isatty():
                _tell(setup)
                sandbox.wait()
            else:
                _tell_end()
        except KeyboardInterrupt:
            return 0
    return code


def _clear(folder: Path) -> None:
    """Empty the folder for a new demo, but only where an old demo, or nothing, is in it."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise NotADemo(
            said("The folder {folder} holds something else than a demo.", folder=folder.name)
        )
    shutil.rmtree(folder, ignore_errors=True)
    make_private_folder(folder)
    (folder / MARK).touch()


def _settle(setup: DemoSetup) -> None:
    say("$ tocsin init --demo")
    home = create_home(
        setup.home, demo_answers(setup.ports.http, setup.ports.smtp, setup.ports.public)
    )
    fill_demo(home)
    home.database.close()
    say(
        said(
            "A home in {home}/ ({file}, key, database), the zones and 200 invented residents of the example.",
            home=setup.home.name,
            file=FILE_NAME,
        )
    )


def start_part(setup: DemoSetup, running: ExitStack, *typed: str) -> "subprocess.Popen[bytes]":
    """Start a command that goes on, and wait until its ports answer and it says that they are its
    own."""
    say(
        f"$ tocsin {' '.join(Path(word).name if word == str(setup.ledger) else word for word in typed)}"
    )
    log = setup.home / f"{typed[0]}.log"
    told = running.enter_context(log.open("w"))
    process = subprocess.Popen([*_tocsin(setup), *typed], stderr=told, env=_environment())
    running.callback(_end, process)
    addresses = [word for word in typed if word.startswith("127.0.0.1:")]
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if f"http://{addresses[0]}" in log.read_text("utf-8") and all(map(_answers, addresses)):
            return process
        time.sleep(0.05)
    raise DidNotStart(
        said(
            "`tocsin {command}` did not start: {why} (all of it: {log})",
            command=typed[0],
            why=_reason(log),
            log=os.path.relpath(log),
        )
    )


def _reason(log: Path) -> str:
    """What the command itself says first, or how long it said nothing."""
    lines = log.read_text("utf-8", errors="replace").split("\n")
    first = next((line for line in lines if line.strip()), "")
    return first or said("it said nothing within {seconds} s.", seconds=int(START_SECONDS))


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait()


def _send(setup: DemoSetup) -> int:
    typed = [
        "send",
        "snow",
        "--all",
        "--set",
        "from=tomorrow 06:00",
        "--set",
        "until=tomorrow 20:00",
        "--reach",
        "all",
    ]
    looked = subprocess.run(
        [*_tocsin(setup), *typed, "--dry-run", "--json"],
        check=True,
        capture_output=True,
        env=_environment(),
    )
    recipients = str(json.loads(looked.stdout)["recipients"])
    say(f"$ tocsin {' '.join(_shown(word) for word in typed)} --yes --expect {recipients}")
    sent = subprocess.run(
        [*_tocsin(setup), *typed, "--yes", "--expect", recipients], check=False, env=_environment()
    )
    return sent.returncode


def _tell(setup: DemoSetup) -> None:
    token = token_path(setup.home, os.environ).read_text("ascii").strip()
    admin = f"http://127.0.0.1:{setup.ports.admin}"
    _line(said("Phones and mailboxes:"), f"http://127.0.0.1:{setup.ports.http}/")
    _line(said("Every message, a line:"), f"{setup.home.name}/{setup.ledger.name}")
    hint = said("(any +3069... number: its code is on the page above)")
    _line(said("The residents' form:"), f"http://127.0.0.1:{setup.ports.public}/subscribe", hint)
    _line(said("Admin token:"), token, said("(of this demo only)"))
    _line(said("The admin API:"), f"curl -H 'Authorization: Bearer {token}' {admin}/v1/alerts")
    others = said("(or: residents count, templates list)")
    _line(said("Go on playing:"), f"{_typed(setup)} alerts report 1", others)
    say(said("All of it goes on until Ctrl-C."))


def _tell_end() -> None:
    say(
        said(
            "The pages end with this command, as nobody is at a terminal: {command} keeps them.",
            command=f"`{_program()} demo --stay`",
        )
    )


def _line(label: str, value: str, hint: str = "") -> None:
    say(
        said(
            "{label:<22} {value}{gap}{hint}",
            label=label,
            value=value,
            gap="   " if hint else "",
            hint=hint,
        )
    )


def _tocsin(setup: DemoSetup) -> Sequence[str]:
    return (sys.executable, "-m", "cli", "--home", str(setup.home))


def _environment() -> dict[str, str]:
    """Without the token of another home: the demo has its own."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_TOKEN")
    }


def _typed(setup: DemoSetup) -> str:
    """How the person who started the demo types the command and names its home."""
    return f"{_program()} --home {os.path.relpath(setup.home)}"


def _program() -> str:
    return os.path.relpath(sys.argv[0])


def _shown(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _here(port: int) -> str:
    return f"127.0.0.1:{port}"


def _answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0
