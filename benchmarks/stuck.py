"""Stuck: an urgent alert while 100,000 routine messages wait at 10 parts a second and every slot of
theirs hangs.

The provider is Tocsin's own sandbox, because it can be told to hang: what is measured is a moment,
not a rate."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.request import Request, urlopen

from sqlalchemy import text

from alerts import Office
from benchmarks.commands import Failed, tocsin, watching
from benchmarks.figures import Row, limit_row
from benchmarks.first import ROUTINE, URGENT, first_accepted, send, town
from benchmarks.homes import Port, copied
from benchmarks.issuing import draft_of, issue_now
from benchmarks.sinks import free_port
from channels import ChannelSettings, Medium
from runtime import open_home

PACE, URGENT_RECIPIENTS = 10, 20
SLOTS = ChannelSettings().concurrency
HANG_SECONDS = 12.0  # less than the channel's timeout, more than what is measured
PATIENCE_SECONDS = 90.0
AFTER_SECONDS = (0.0, 0.7, 1.4, 2.1, 2.8)  # at five points between two flights
_ELSEWHERE = (
    "DELETE FROM resident_zone",
    "INSERT INTO resident_zone (resident_id, zone_id) SELECT id, (SELECT id FROM zone WHERE code = 'pylaia') FROM resident",
    "UPDATE resident_zone SET zone_id = (SELECT id FROM zone WHERE code = 'filyro') WHERE resident_id <= :few",
)


def slots_hanging(folder: Path) -> list[Row]:
    """The urgent alert's first message; the routine ones must go on afterwards, or the run
    fails."""
    port = free_port()
    model = town(folder / "model", Port(Medium.SMS, port, PACE))
    _gather(model)
    with _provider(folder, port):
        firsts = [_urged(copied(model, folder / "run"), port, after) for after in AFTER_SECONDS]
    what = f"an urgent alert while 100,000 wait at {PACE} parts/s and {SLOTS} slots hang: first message"
    return [limit_row(what, "<= 5 s", firsts, 5.0)]


def _gather(model: Path) -> None:
    """A few live in a zone of their own, so that the urgent alert comes to an end."""
    home = open_home(model, os.environ)
    with home.database.writing() as session:
        for statement in _ELSEWHERE:
            session.execute(
                text(statement), {"few": URGENT_RECIPIENTS} if ":few" in statement else {}
            )
    home.database.close()


def _urged(folder: Path, port: int, after: float) -> float:
    """Seconds from the issuing of an urgent alert to its first acceptance, by a worker whose
    routine slots all hang."""
    struck = _told(port).struck
    _script(
        port, {"sms": [{"kind": "latency", "seconds": HANG_SECONDS, "after": 20, "count": SLOTS}]}
    )
    with watching(*send(folder, ROUTINE)) as routine:
        routine.heard("is issued")
        _until(lambda: _told(port).struck == struck + SLOTS)
        sleep(after)
        _issue(folder)
        accepted_at, issued_at = first_accepted(folder, 2)
        taken = _told(port).taken
        _until(lambda: _told(port).taken > taken + 2 * URGENT_RECIPIENTS)
    return accepted_at - issued_at


def _issue(folder: Path) -> None:
    """Issue the urgent alert and leave it to whoever is at work."""
    home = open_home(folder, os.environ)
    office = Office.of(home)
    issue_now(home, office, draft_of(home, office, URGENT, areas=("filyro",)))
    home.database.close()


@contextmanager
def _provider(folder: Path, port: int) -> Iterator[None]:
    words = ("sandbox", "--http", f"127.0.0.1:{port}", "--smtp", f"127.0.0.1:{free_port()}")
    with watching(*tocsin(folder / "model", *words)):
        _until(lambda: _answers(port))
        yield


def _script(port: int, script: dict[str, object]) -> None:
    request = Request(
        f"http://127.0.0.1:{port}/sandbox/faults", json.dumps(script).encode(), method="POST"
    )
    request.add_header("Content-Type", "application/json")
    urlopen(request).close()


@dataclass(frozen=True, slots=True)
class Told:
    """What the sandbox says of itself: messages taken, and how often it hung."""

    taken: int
    struck: int


def _told(port: int) -> Told:
    with urlopen(f"http://127.0.0.1:{port}/sandbox/messages.json?count") as answer:
        found = json.load(answer)
    return Told(found["sms"], found["faults"].get("latency", 0))


def _answers(port: int) -> bool:
    try:
        _told(port)
    except OSError:
        return False
    return True


def _until(true: Callable[[], object]) -> None:
    over = monotonic() + PATIENCE_SECONDS
    while not true():
        if monotonic() > over:
            raise Failed(f"It did not come to that in {PATIENCE_SECONDS:.0f} s.")
        sleep(0.05)
