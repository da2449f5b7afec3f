"""The first message: how soon after the issuing it is accepted, alone and while 100,000 others wait
before it.

The urgent alert is the library's extreme_weather, which is Severe: what is Extreme takes the same
lane, before it.

A message counts as accepted when that stands in the database, which is up to 0.15 s after the
provider's answer."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from signal import SIGINT
from time import monotonic, sleep

from sqlalchemy import text

from benchmarks.commands import Failed, answer_of, module, tocsin, watching
from benchmarks.figures import Row, limit_row
from benchmarks.homes import Port, copied, fill, new_home
from benchmarks.sinks import http_sink
from channels import Medium
from runtime import Home, open_home

RECIPIENTS, RUNS = 100_000, 3
PACE = 100  # SMS parts a second, as a busy sender has them
ROUTINE = ("snow", "from=23:59", "until=tomorrow 23:59")
URGENT = ("extreme_weather", "hazard=storm", "from=23:59", "until=tomorrow 23:59")
PATIENCE_SECONDS = 60.0
WORKED_SECONDS = (6.0, 7.5, 9.0)  # at three points between two sweeps of the worker
Urging = Callable[[Path], tuple[float, float]]
_FIRST = text(
    "SELECT min(delivery.accepted_at), alert.issued_at FROM alert "
    "JOIN delivery ON delivery.dispatch_id = alert.dispatch_id WHERE alert.id = :alert"
)


def first_message(folder: Path) -> list[Row]:
    """Three rows: nothing else under way, and an urgent alert that overtakes, sent by its issuer or
    by a worker."""
    with http_sink(folder) as sink:
        free = town(folder / "free", Port(Medium.SMS, sink.port))
        paced = town(folder / "paced", Port(Medium.SMS, sink.port, PACE))
        alone = [_alone(copied(free, folder / "run")) for _ in range(RUNS)]
        issuer = [_overtakes(copied(paced, folder / "run"), _sent_by_issuer) for _ in range(RUNS)]
        worker = [
            _overtakes(copied(paced, folder / "run"), partial(_left_to_worker, after))
            for after in WORKED_SECONDS
        ]
    who = "an urgent alert while 100,000 wait"
    return [
        limit_row(
            "first message of 100,000, after the commit",
            "< 1 s",
            [after for after, _ in alone],
            1.0,
        ),
        limit_row(
            "first message of 100,000, after confirmation",
            "< 2 s",
            [since for _, since in alone],
            2.0,
        ),
        limit_row(f"{who}, its own process sends: first message", "<= 5 s", issuer, 5.0),
        limit_row(f"{who}, a running worker sends: first message", "<= 5 s", worker, 5.0),
    ]


def town(folder: Path, port: Port) -> Path:
    home = new_home(folder, port)
    fill(home, RECIPIENTS)
    home.database.close()
    return home.path


def _alone(folder: Path) -> tuple[float, float]:
    """Seconds to the first acceptance from the commit, as the command says it, and from the moment
    of confirmation."""
    with watching(*send(folder, ROUTINE)) as sending:
        committed_at = sending.heard("is issued")
        accepted_at, issued_at = first_accepted(folder, 1)
    return accepted_at - committed_at, accepted_at - issued_at


def _overtakes(folder: Path, urge: Urging) -> float:
    """Seconds from the issuing of an urgent alert to its first acceptance, with a routine one under
    way."""
    with watching(*send(folder, ROUTINE)) as routine:
        routine.heard("is issued")
        first_accepted(folder, 1)
        if urge is not _sent_by_issuer:
            routine.process.send_signal(SIGINT)
            routine.process.wait()
        accepted_at, issued_at = urge(folder)
    return accepted_at - issued_at


def _sent_by_issuer(folder: Path) -> tuple[float, float]:
    with watching(*send(folder, URGENT)) as urgent:
        urgent.heard("is issued")
        return first_accepted(folder, 2)


def _left_to_worker(after: float, folder: Path) -> tuple[float, float]:
    """The issuing process leaves at once, so that the worker, busy with the routine alert, must
    find it."""
    with watching(*tocsin(folder, "worker")) as worker:
        worker.heard("At work")
        sleep(after)
        answer_of(*module("issuing", str(folder), *URGENT))
        return first_accepted(folder, 2)


def first_accepted(folder: Path, alert: int) -> tuple[float, float]:
    """When the first message of an alert was accepted, waiting for it, and when the alert was
    issued."""
    home = open_home(folder, os.environ)
    over = monotonic() + PATIENCE_SECONDS
    try:
        while (found := _read(home, alert)) is None:
            if monotonic() > over:
                raise Failed(f"Nothing of alert {alert} was accepted in {PATIENCE_SECONDS:.0f} s.")
            sleep(0.05)
        return found
    finally:
        home.database.close()


def _read(home: Home, alert: int) -> tuple[float, float] | None:
    with home.database.reading() as session:
        accepted, issued = session.execute(_FIRST, {"alert": alert}).one()
    return (_seconds(accepted), _seconds(issued)) if accepted else None


def _seconds(stored: str) -> float:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).timestamp()


def send(folder: Path, words: Sequence[str]) -> tuple[str, ...]:
    values = [word for value in words[1:] for word in ("--set", value)]
    return tocsin(
        folder, "send", words[0], "--all", *values, "--yes", "--expect", str(RECIPIENTS), "--json"
    )
