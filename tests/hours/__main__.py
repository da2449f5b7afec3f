"""`make test-hours`: the tests that read a clock, run as if it were another hour, date or machine's
zone.

Each moment shifts the wall clock of the tests and of every process that they start (clock.c); spans
stay as they are. `python -m tests.hours new-year -- tests/journeys` runs one moment over what is
named."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.hours.preloading import build_library

ROOT = Path(__file__).parents[2]
# Commands, servers and schedulers read the clock of the machine; the other rooms are handed the
# moment as an argument.
CLOCKED = ("journeys", "console", "checks", "delivery", "engine", "web_admin", "web_public")
READS = re.compile(r"datetime\.now\(|time\.time\(|date\.today\(")
# A browser does not start with a shifted clock; a machine set up anew asks for packages, and
# certificates have dates.
LEFT_OUT = ("browser", "deploy", "hours")


@dataclass(frozen=True)
class Moment:
    """A moment to begin at, the zone of the machine, and whether tests that run on both databases
    do."""

    name: str
    at: datetime
    machine: str = "UTC"
    both: bool = False

    @classmethod
    def of(cls, name: str, at: str, machine: str = "UTC", *, both: bool = False) -> "Moment":
        return cls(name, datetime.fromisoformat(at).astimezone(UTC), machine, both)


# Athens time. The short days before the new year, the two nights, and a machine that thinks it is
# elsewhere. A server of PostgreSQL goes by the same clock, so that both databases are looked at in
# one night is enough.
MOMENTS = (
    Moment.of("half-past-midnight", "2026-12-02T00:30:00+02:00"),
    Moment.of("half-past-three", "2026-12-05T03:30:00+02:00", "America/Los_Angeles"),
    Moment.of("noon", "2027-06-16T12:00:00+03:00", "Europe/Athens"),
    Moment.of("half-past-eleven", "2026-12-06T23:30:00+02:00", "Pacific/Auckland"),
    Moment.of("new-year", "2026-12-31T23:50:00+02:00", both=True),
    Moment.of("spring-night", "2027-03-28T02:55:00+02:00", "Europe/Athens"),
    Moment.of("autumn-night", "2027-10-31T03:55:00+03:00", "Europe/Athens"),
)


def main(words: Sequence[str]) -> int:
    """Run the moments that are named, all when none is; returns how many failed."""
    names, _, what = " ".join(words).partition("--")
    chosen = [each for each in MOMENTS if not names.split() or each.name in names.split()]
    assert len(chosen) >= len(names.split()), (
        f"The moments: {', '.join(each.name for each in MOMENTS)}."
    )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(
            0o755
        )  # the PostgreSQL server runs as somebody else, and by the same clock
        library = build_library(Path(folder))
        failed = [each.name for each in chosen if not _passes(each, library, what.split())]
    print(
        f"{len(chosen) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}".rstrip(),
        flush=True,
    )
    return len(failed)


def _passes(moment: Moment, library: Path, what: Sequence[str]) -> bool:
    offset = round(moment.at.timestamp() - time.time())
    shifted = {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(offset), "TZ": moment.machine}
    shifted["TEST_EXAMPLES"] = "10"  # what chance finds does not hang on the hour
    print(
        f"\n{moment.name}: {moment.at:%Y-%m-%d %H:%M} UTC, a machine in {moment.machine}",
        flush=True,
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "6",
        "--dist",
        "worksteal",
        *(() if moment.both else ("-k", "not postgresql")),
        *(what or _clocked()),
    ]
    began = time.monotonic()
    ended = subprocess.run(command, check=False, cwd=ROOT, env=os.environ | shifted).returncode
    print(f"{moment.name}: exit code {ended} after {time.monotonic() - began:.0f} s", flush=True)
    return ended == 0


def _clocked() -> list[str]:
    """The folders of tests whose processes read a clock, and in the others the files that read one
    themselves."""
    tests = ROOT / "tests"
    whole = [tests / room for room in CLOCKED]
    others = [
        each
        for each in sorted(tests.glob("*/test_*.py"))
        if each.parent.name not in (*CLOCKED, *LEFT_OUT)
    ]
    return [
        str(each.relative_to(ROOT))
        for each in (*whole, *(one for one in others if READS.search(one.read_text("utf-8"))))
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
