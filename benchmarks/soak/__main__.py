"""`python -m benchmarks.soak [--minutes 60] [--write]`: the exit code is 1 when something grew, or is not counted, or an alarm was silent."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from benchmarks.sinks import free_port
from benchmarks.soak.counts import counts_of
from benchmarks.soak.faults import CALM_MINUTES, Fault, Outside, address_outside, faults_of
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
    samples = Samples(town)
    strange: set[str] = set()
    others: set[str] = set()
    heard: set[str] = set()
    with Work(town) as work:
        faults = faults_of(town, work, outside) if minutes >= HOUR else ()
        began, sampled = monotonic(), -PERIOD_SECONDS
        steps = _steps(faults)
        while (minute := (monotonic() - began) / 60) < minutes:
            if monotonic() - sampled >= PERIOD_SECONDS:
                sampled = monotonic()
                samples.take(minute)
            while steps and steps[0][0] <= minute:
                _, say, do = steps.pop(0)
                print(f"{minute:5.1f} min  {say}", flush=True)
                do()
            before, heard = heard, town.alarms()
            if heard != before:
                print(f"{minute:5.1f} min  alarms: {', '.join(sorted(heard)) or 'none'}", flush=True)
            for fault in faults:
                fault.hears(heard, minute)
            strange |= heard if minute < CALM_MINUTES else set()
            others |= heard - {alarm for fault in faults for alarm in fault.alarms}
            sleep(LOOK_SECONDS)
    calm = CALM_MINUTES if faults else minutes / 3
    grown = list(samples.grown(calm, minutes))
    return Soak(
        minutes,
        samples,
        grown,
        list(counts_of(town)),
        faults,
        strange,
        others,
        work.done,
        work.failed,
        town.prometheus is not None,
    )


def _steps(faults: Sequence[Fault]) -> list[tuple[float, str, Callable[[], object]]]:
    """What is done at which minute, in order."""
    begun = [(fault.minute, fault.name, fault.begin) for fault in faults]
    ended = [(fault.minute + fault.minutes, f"over: {fault.name}", fault.end) for fault in faults]
    return sorted((*begun, *ended), key=lambda step: step[0])


if __name__ == "__main__":
    sys.exit(main())
