"""Samples: what each process holds, every ten seconds, and whether it is at the end what it was at
the beginning."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import psutil  # type: ignore[import-untyped]

from benchmarks.soak.town import Town

PERIOD_SECONDS = 10.0
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that must not grow: its unit, by how much it may at most, and which of several
    values tells.

    What `settles` is compared with itself at three quarters of the run, all else with the calm
    beginning."""

    name: str
    unit: str
    units: float
    told: Callable[[Sequence[float]], float]
    settles: bool = False


# Caches fill for a quarter of an hour, and what a process needs to take up what has gathered while
# it stood still it keeps: memory that leaks grows in the last quarter too, in which nothing is
# brought about.
MEMORY = Quantity("memory", "MB", 2.5, median, settles=True)
# Pools of connections and of threads fill up in the first burst, and stay.
DESCRIPTORS = Quantity("descriptors", "", 20, min)
THREADS = Quantity("threads", "", 8, min)
WAL = Quantity("SQLite's log of changes", "MB", 8, max)


@dataclass(slots=True)
class Series:
    """One quantity of one process, or of the home, with the minute of each value."""

    quantity: Quantity
    of: str
    minutes: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def between(self, first: float, last: float) -> Sequence[float]:
        """The values of some minutes."""
        return [
            value
            for minute, value in zip(self.minutes, self.values, strict=True)
            if first <= minute < last
        ]


@dataclass(frozen=True, slots=True)
class Growth:
    """What tells of a quantity in the calm minutes at the beginning, at three quarters of the run,
    and at the end."""

    series: Series
    early: float
    settled: float
    late: float

    @property
    def flat(self) -> bool:
        """Whether it grew by no more than it may."""
        quantity = self.series.quantity
        before = self.settled if quantity.settles else self.early
        return self.late - before <= quantity.units


@dataclass(slots=True)
class Samples:
    """All series of a run."""

    town: Town
    series: dict[tuple[str, str], Series] = field(default_factory=dict)

    def take(self, minute: float) -> None:
        """One value of each."""
        for name, watched in self.town.processes.items():
            for quantity, value in _held(psutil.Process(watched.process.pid)).items():
                self._add(quantity, name, minute, value)
        log = self.town.home / "tocsin.db-wal"
        self._add(WAL, "database", minute, log.stat().st_size / MB if log.exists() else 0.0)

    def grown(self, calm: float, whole: float) -> Iterator[Growth]:
        """Each series, from the calm beginning (without its first third, in which all is loaded) to
        the calm end."""
        part = whole / 12
        for series in self.series.values():
            early, settled = series.between(calm / 3, calm), series.between(9 * part, 10 * part)
            late = series.between(whole - (part if series.quantity.settles else calm), whole)
            # A run of a minute or two has no value in so short a part.
            yield Growth(
                series, *map(series.quantity.told, (early, settled or early, late or early))
            )

    def _add(self, quantity: Quantity, of: str, minute: float, value: float) -> None:
        series = self.series.setdefault((quantity.name, of), Series(quantity, of))
        series.minutes.append(minute)
        series.values.append(value)


def _held(process: psutil.Process) -> Mapping[Quantity, float]:
    with process.oneshot():
        return {
            MEMORY: process.memory_info().rss / MB,
            DESCRIPTORS: float(process.num_fds()),
            THREADS: float(process.num_threads()),
        }
