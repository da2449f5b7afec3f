"""Beside: an alert to 10,000 goes out while a worker's process rehearses, or imports, a file of
100,000 residents.

The imported live in another zone, so that the alert reaches the same 10,000 with the import and
without."""

import csv
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep

from benchmarks.commands import Failed, tocsin, watching
from benchmarks.figures import Row, Spread
from benchmarks.homes import Port, copied, new_home, residents_file, settle, told_by
from benchmarks.sinks import http_sink
from channels import Medium
from examples.residents import COLUMNS
from runtime import LOCAL_OPERATOR, open_home
from subscribers.jobs import HandedIn, JobState, JobView, accept_import, list_jobs
from subscribers.lists import MergeRules, open_list

RECIPIENTS, RUNS, LEAST = 10_000, 3, 0.8
ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
ZONES = COLUMNS.index("zones")
HERE, ELSEWHERE = "pylaia", "filyro"
PATIENCE_SECONDS = 120.0


def beside_imports(folder: Path) -> list[Row]:
    """Two rows: the rate beside a rehearsal and beside an import, each to the rate without."""
    with http_sink(folder) as sink:
        home = new_home(folder / "home", Port(Medium.SMS, sink.port))
        home.database.close()
        settle(home.path, _living(HERE, told_by(Medium.SMS, RECIPIENTS)))
        people = _elsewhere(residents_file(folder / "people.csv", ROWS))
        rates: dict[str, list[float]] = {"without": [], "rehearsal": [], "import": []}
        for _ in range(RUNS):
            for what, found in rates.items():
                found.append(_sent(copied(home.path, folder / "run"), people, what))
                print(f"  {what} {found[-1]:,.0f}/s", flush=True)
    return [_row(what, rates[what], rates["without"]) for what in ("rehearsal", "import")]


def _row(what: str, beside: list[float], without: list[float]) -> Row:
    ours, bare = Spread.of(beside), Spread.of(without)
    ratio = ours.middle / bare.middle
    measured = f"{ours.shown(',.0f')} a second; without {bare.shown(',.0f')}"
    name = f"SMS dispatch, 10,000 recipients, beside the {what} of {ROWS:,} residents"
    return Row(name, f">= {LEAST} of without", measured, f"{ratio:.2f}", met=ratio >= LEAST)


def _sent(home: Path, people: bytes, what: str) -> float:
    """Messages a second of one alert; raises Failed when the import did not last as long as the
    sending."""
    with watching(*tocsin(home, "worker")) as worker:
        worker.heard("At work")
        if what != "without":
            _hand_in(home, people, dry_run=what == "rehearsal")
            _wait_until_begun(home)
        confirmed = ("--yes", "--expect", str(RECIPIENTS), "--json")
        values = ("--set", "from=23:59", "--set", "until=tomorrow 23:59")
        with watching(
            *tocsin(home, "send", "snow", "--area", HERE, *values, *confirmed)
        ) as sending:
            sending.finish()
        if what != "without" and _job(home).state is not JobState.RUNNING:
            raise Failed("The import ended before the sending; give it more rows: BENCH_ROWS.")
    report = json.loads(sending.printed)
    return int(report["by_state"]["accepted"]) / float(report["seconds"])


def _hand_in(folder: Path, people: bytes, *, dry_run: bool) -> None:
    home = open_home(folder, os.environ)
    file = HandedIn.of(people, None, MergeRules(), dry_run=dry_run)
    with home.database.writing() as session:
        headings = open_list(BytesIO(people))
        accept_import(session, home.keys, file, headings, by=LOCAL_OPERATOR, now=datetime.now(UTC))
    home.database.close()


def _wait_until_begun(home: Path) -> None:
    over = monotonic() + PATIENCE_SECONDS
    while not _job(home).reached:
        if monotonic() > over:
            raise Failed(f"No row was read in {PATIENCE_SECONDS:.0f} s.")
        sleep(0.1)


def _job(folder: Path) -> JobView:
    home = open_home(folder, os.environ)
    try:
        with home.database.reading() as session:
            return list_jobs(session, home.keys, by=LOCAL_OPERATOR)[0]
    finally:
        home.database.close()


def _living(zone: str, rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    return (tuple(zone if at == ZONES else cell for at, cell in enumerate(row)) for row in rows)


def _elsewhere(file: Path) -> bytes:
    """The file with every resident in the other zone; those whom the home has already are among
    them."""
    with file.open(encoding="utf-8", newline="") as opened:
        headings, *rows = csv.reader(opened)
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows((headings, *_living(ELSEWHERE, (tuple(row) for row in rows))))
    return file.read_bytes()
