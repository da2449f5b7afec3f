"""A million recipients: the issuing transaction alone, and the whole command up to the commit; how
the cost grows."""

import shutil
from pathlib import Path

from benchmarks.commands import answer_of, module, tocsin, watching
from benchmarks.figures import Row, Spread, limit_row
from benchmarks.homes import copied, fill, new_home

RUNS = 3
SIZES = (10_000, 100_000, 1_000_000)
LIMIT_SECONDS, LIMIT_MEGABYTES = 5.0, 250.0
ALERT = ("snow", "from=23:59", "until=tomorrow 23:59")


def to_a_million(folder: Path) -> list[Row]:
    """Three sizes, so that the growth can be seen; the target is for the last."""
    return [row for size in SIZES for row in _rows(folder, size)]


def _rows(folder: Path, size: int) -> list[Row]:
    home = new_home(folder / "home")
    fill(home, size)
    home.database.close()
    steps = [_issue(folder, home.path) for _ in range(RUNS)]
    commands = [_command(folder, home.path, size) for _ in range(RUNS)]
    shutil.rmtree(home.path)
    shown = {step: Spread.of([run[step] for run in steps]).shown() for step in steps[0]}
    print(
        f"  {size:>9,}: compose {shown['compose']} s, forecast {shown['forecast']} s, issue {shown['issue']} s"
    )
    name = f"issue to {size:,} recipients"
    alone = Row(
        f"{name}: the transaction alone", "", f"{shown['issue']} s (forecast {shown['forecast']} s)"
    )
    seconds, peaks = [seconds for seconds, _ in commands], [peak for _, peak in commands]
    if size < max(SIZES):
        measured = f"{Spread.of(seconds).shown()} s; memory {Spread.of(peaks).shown(',.0f')} MB"
        return [alone, Row(f"{name}: the whole command, to the commit", "", measured)]
    return [
        alone,
        limit_row(f"{name}: the whole command, to the commit", "<= 5 s", seconds, LIMIT_SECONDS),
        limit_row(f"{name}: peak of memory", "< 250 MB", peaks, LIMIT_MEGABYTES, "MB"),
    ]


def _issue(folder: Path, home: Path) -> dict[str, float]:
    found = answer_of(*module("issuing", str(copied(home, folder / "run")), *ALERT))
    return {step: found[step] for step in ("compose", "forecast", "issue")}


def _command(folder: Path, home: Path, size: int) -> tuple[float, float]:
    """Seconds from the start of `tocsin send` until it says that the alert is issued, and its peak
    of memory by then."""
    values = [word for value in ALERT[1:] for word in ("--set", value)]
    command = ("send", ALERT[0], "--all", *values, "--yes", "--expect", str(size), "--json")
    with watching(*tocsin(copied(home, folder / "run"), *command)) as sending:
        issued_at = sending.heard("is issued")
        sending.look()
        return issued_at - sending.started, sending.peak
