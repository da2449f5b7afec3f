"""`python -m benchmarks.soak [--minutes 60] [--write]`: the exit code is 1 when something grew, or
is not counted, or an alarm was silent."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from benchmarks.sinks import free_port
from benchmarks.soak.counts import counts_of
from benchmarks.soak.faults import (
    CALM_MINUTES,
    Alarms,
    Outside,
    SoakFault,
    address_outside,
    faults_of,
)
from benchmarks.soak.page import Soak, lines, write
from benchmarks.soak.samples import PERIOD_SECONDS, Samples
from benchmarks.soak.town import Town, at_work
from benchmarks.soak.work import Work

LOOK_SECONDS = 2.0
LEAST, HOUR = 2.0, 60.0  # minutes


def main() -> int:
    """Run the soak; less than an hour is run without faults."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=HOUR)
    parser.add_argument("--write", action="store_true", help="put what was found into docs/soak.md")
    asked = parser.parse_args()
    if asked.minutes < LEAST:
        parser.error(f"it takes {LEAST:.0f} minutes at least")
    with TemporaryDirectory(prefix="tocsin-soak-") as folder:
        outside = Outside(free_port())
        with address_outside(outside), at_work(Path(folder), outside.port) as town:
            found = _soaked(town, outside, asked.minutes)
    print("\n".join(lines(found)))
    if asked.write:
        write(found)
    return int(not found.well)


def _soaked(town: Town, outside: Outside, minutes: float) -> Soak:
    samples, began, sampled = Samples(town), monotonic(), -PERIOD_SECONDS
    with Work(town) as work:
        alarms = Alarms(faults_of(town, work, outside) if minutes >= HOUR else ())
        steps = _steps(alarms.faults)
        while (minute := (monotonic() - began) / 60) < minutes:
            if monotonic() - sampled >= PERIOD_SECONDS:
                sampled = monotonic()
                samples.take(minute)
            while steps and steps[0][0] <= minute:
                _, say, do = steps.pop(0)
                print(f"{minute:5.1f} min  {say}", flush=True)
                do()
            if alarms.hears(town.alarms(), minute):
                told = ", ".join(sorted(alarms.now)) or "none"
                print(f"{minute:5.1f} min  alarms: {told}", flush=True)
            sleep(LOOK_SECONDS)
    grown = list(samples.grown(CALM_MINUTES if alarms.faults else minutes / 3, minutes))
    counts, doubled = counts_of(town)
    return Soak(
        minutes,
        samples,
        grown,
        counts,
        doubled,
        alarms,
        work.done,
        work.failed,
        town.prometheus is not None,
    )


def _steps(faults: Sequence[SoakFault]) -> list[tuple[float, str, Callable[[], object]]]:
    """What is done at which minute, in order."""
    begun = [(fault.minute, fault.name, fault.begin) for fault in faults]
    ended = [(fault.minute + fault.minutes, f"over: {fault.name}", fault.end) for fault in faults]
    return sorted((*begun, *ended), key=lambda step: step[0])


if __name__ == "__main__":
    sys.exit(main())
