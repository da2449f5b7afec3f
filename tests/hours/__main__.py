"""`make test-hours`: the tests that read a clock, run as if it were another hour, date or machine's zone.

Each moment shifts the wall clock of the tests and of every process that they start (clock.c); spans stay as they are.
`python -m tests.hours new-year -- tests/journeys` runs one moment over what is named.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
# No process of these reads the wall clock, or a browser stands between (it does not start with a shifted clock).
LEFT_OUT = ("tests/browser", "tests/house", "tests/benchmarks", "tests/areas", "tests/hours")


@dataclass(frozen=True)
class Moment:
    """A moment to begin at, and the zone of the machine."""

    name: str
    at: datetime
    machine: str = "UTC"

    @classmethod
    def of(cls, name: str, at: str, machine: str = "UTC") -> "Moment":
        return cls(name, datetime.fromisoformat(at).astimezone(UTC), machine)


# Athens time. The short days before the new year, the two nights, and a machine that thinks it is elsewhere.
MOMENTS = (
    Moment.of("half-past-midnight", "2026-12-02T00:30:00+02:00"),
    Moment.of("half-past-three", "2026-12-05T03:30:00+02:00", "America/Los_Angeles"),
    Moment.of("noon", "2027-06-16T12:00:00+03:00", "Europe/Athens"),
    Moment.of("half-past-eleven", "2026-12-06T23:30:00+02:00", "Pacific/Auckland"),
    Moment.of("new-year", "2026-12-31T23:50:00+02:00"),
    Moment.of("spring-night", "2027-03-28T02:55:00+02:00", "Europe/Athens"),
    Moment.of("autumn-night", "2027-10-31T03:55:00+03:00", "Europe/Athens"),
)


def main(words: Sequence[str]) -> int:
    """Run the moments that are named, all when none is; returns how many failed."""
    names, _, what = " ".join(words).partition("--")
    chosen = [each for each in MOMENTS if not names.split() or each.name in names.split()]
    assert len(chosen) >= len(names.split()), f"The moments: {', '.join(each.name for each in MOMENTS)}."
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "clock.so"
        source = Path(__file__).with_name("clock.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
        failed = [each.name for each in chosen if not _passes(each, library, what.split())]
    print(f"{len(chosen) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}".rstrip(), flush=True)
    return len(failed)


def _passes(moment: Moment, library: Path, what: Sequence[str]) -> bool:
    offset = round(moment.at.timestamp() - time.time())
    shifted = {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(offset), "TZ": moment.machine}
    print(f"\n{moment.name}: {moment.at:%Y-%m-%d %H:%M} UTC, a machine in {moment.machine}", flush=True)
    left_out = [] if what else [f"--ignore={folder}" for folder in LEFT_OUT]
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", *left_out, *what]
    began = time.monotonic()
    ended = subprocess.run(command, check=False, cwd=ROOT, env=os.environ | shifted).returncode
    print(f"{moment.name}: exit code {ended} after {time.monotonic() - began:.0f} s", flush=True)
    return ended == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
