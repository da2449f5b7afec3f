"""A storm: two workers and a server that are killed at random and started again, in front of a
sandbox told to fail."""

import os
import signal
import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from delivery.contacts import addresses_of
from runtime import open_home
from tests.journeys.conftest import Installation, answers, free_port, until
from tests.journeys.forked import Forked
from tests.loopback import get, post

CONCURRENCY = 10
WINDOW = ("--set", "from=2031-01-12 20:00", "--set", "until=2031-01-13 12:00")
REST_SECONDS = 6.0


@dataclass
class Storm:
    """The processes of one installation, and whoever kills them."""

    town: Installation
    random: Random
    serve: tuple[str, ...]
    running: list[tuple[tuple[str, ...], Forked]] = field(default_factory=list)
    kills: int = 0
    hits: int = 0
    in_flight: int = 0

    def starts(self, *words: str) -> None:
        process = self.town._begins(*words)
        assert isinstance(process, Forked)
        self.running.append((words, process))

    def sends(self, template: str, *words: str) -> None:
        """Issue an alert; the command delivers it too, and is killed like all others."""
        order = ("send", template, *words, *WINDOW, "--reach", "all")
        count = str(self.town.tocsin(*order, "--dry-run", "--json").json["recipients"])
        before = self._alerts()
        self.starts(*order, "--yes", "--expect", count, "--key", template)
        until(lambda: self._alerts() > before)

    def strikes(self) -> None:
        """Kill a process, most often one that has messages in the air, and start it again; count
        what it had there."""
        until(lambda: self._busy() or self._at_rest(), 120)
        busy = self._busy()
        anybody = not busy or self.random.random() < 0.15
        place = self.random.choice(range(len(self.running)) if anybody else busy)
        words, process = self.running.pop(place)
        begun = frozen(process.pid)
        process.kill()
        process.communicate(timeout=600)
        self.kills += 1
        self.hits += begun > 0
        self.in_flight += begun
        self.starts(*(("worker",) if words[0] == "send" else words))

    def _busy(self) -> list[int]:
        """The places of the processes that have messages in the air."""
        return [place for place, (_, process) in enumerate(self.running) if _begun(process.pid)]

    def calms(self) -> None:
        """Let what is left be done, wait for late receipts, and end everything in good order."""
        until(self._at_rest, 900)  # a mail put off four times waits for minutes
        self._receipts_are_in()
        for _, process in self.running:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)
        for _, process in self.running:
            process.communicate(timeout=600)

    def listed(self, what: str) -> int:
        """How many the reports of all alerts list as unknown, or as doubled."""
        field_ = {"unknown": "unknown_list", "doubled": "possibly_doubled_list"}[what]
        told = [
            self.town.tocsin("alerts", "report", str(number), f"--{what}", "--json").json
            for number in range(1, self._alerts() + 1)
        ]
        return sum(len(each[field_]) for each in told)

    def lost_answers(self) -> int:
        """How many messages the sandbox took and answered with 500, by the log of what it did."""
        told = get(f"http://127.0.0.1:{self.town.http}/sandbox/messages.json?count").json()
        return int(told["faults"]["500_after"])

    def _alerts(self) -> int:
        query = "SELECT COUNT(*) FROM alert WHERE dispatch_id IS NOT NULL"
        return int(str(_asked(self.town.home, query)))

    def _at_rest(self) -> bool:
        time.sleep(0.5)
        return not _asked(
            self.town.home,
            "SELECT COUNT(*) FROM delivery d JOIN dispatch p ON p.id = d.dispatch_id"
            " WHERE d.state IN ('queued', 'sending') OR d.state = 'unknown' AND p.repeat = 'resend'",
        )

    def _receipts_are_in(self) -> None:
        """Wait until nothing has moved for a while."""
        last, since = "", time.monotonic()
        while time.monotonic() - since < REST_SECONDS:
            time.sleep(0.5)
            now = str(
                _asked(
                    self.town.home,
                    "SELECT group_concat(n) FROM (SELECT state || COUNT(*) AS n FROM delivery GROUP BY state)",
                )
            )
            if now != last:
                last, since = now, time.monotonic()


def open_storm(
    town: Installation, random: Random, faults: dict[str, object], *, rate: float
) -> Storm:
    """Two workers and a server on an installation whose sandbox fails as `faults` says, receipts
    and all."""
    public, admin = free_port(), free_port()
    toml = town.home / "tocsin.toml"
    told = toml.read_text("utf-8")
    told = told.replace("https://warn.example.gr", f"http://127.0.0.1:{public}")
    more = f"rate = {rate}\nconcurrency = {CONCURRENCY}\n"
    told = told.replace("[channels.smtp]\n", f"[channels.smtp]\n{more}")
    told = told.replace(
        "[channels.twilio]\n",
        f'[channels.twilio]\n{more}timeout = 5\nstatus_callback_base = "http://127.0.0.1:{public}"\n',
    )
    toml.write_text(told, "utf-8")
    town.sandbox()
    answer = post(f"http://127.0.0.1:{town.http}/sandbox/faults", json=faults)
    assert answer.status_code < 300, answer.text
    serve = ("serve", "--public", f"127.0.0.1:{public}", "--admin", f"127.0.0.1:{admin}")
    storm = Storm(town, random, serve)
    storm.starts(*serve)
    storm.starts("worker")
    until(lambda: answers(public))
    return storm


def deliveries(town: Installation) -> dict[tuple[str, str], tuple[str, bool]]:
    """State of every delivery and whether it is marked as doubled, by address and template."""
    home = open_home(town.home, town.environment)
    with sqlite3.connect(f"file:{town.home / 'tocsin.db'}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT d.contact_id, a.template, d.state, d.doubled FROM delivery d JOIN alert a ON a.dispatch_id = d.dispatch_id"
        ).fetchall()
    with home.database.reading() as session:
        known = addresses_of(session, home.keys, [row[0] for row in rows])
    home.database.close()
    return {
        (known[contact].value, template): (state, bool(doubled))
        for contact, template, state, doubled in rows
    }


def frozen(pid: int) -> int:
    """Stop a process where it is, and count what it has in the air."""
    os.kill(pid, signal.SIGSTOP)
    until(lambda: Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in {"T", "Z"})
    return _begun(pid)


def _begun(pid: int) -> int:
    """The messages that a process has begun and not ended, by its flight log."""
    begun: set[bytes] = set()
    for link in _open_files(pid):
        with suppress(OSError):
            target = os.readlink(link)
            if "/flights/" in target:
                begun |= _in_the_air(Path(target).read_bytes())
    return len(begun)


def _open_files(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/fd").iterdir())
    except FileNotFoundError:  # it had ended before it could be stopped
        return []


def _in_the_air(log: bytes) -> set[bytes]:
    lines = [line.replace(b"\t", b" ").split(b" ") for line in log.split(b"\n")[:-1]]
    begun = {b" ".join(line[1:3]) for line in lines if line[0] == b"b"}
    return begun - {b" ".join(line[1:3]) for line in lines if line[0] == b"e"}


def _asked(home: Path, query: str) -> object:
    with sqlite3.connect(f"file:{home / 'tocsin.db'}?mode=ro", uri=True) as database:
        return database.execute(query).fetchone()[0]
