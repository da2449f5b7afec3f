"""Samples: what each process holds, every ten seconds, and whether it is at the end what it was at the beginning."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

import psutil  # type: ignore[import-untyped]

from benchmarks.soak.town import Town

PERIOD_SECONDS = 10.0
MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that must not grow: its unit, by how much it may at most, and which of several values tells."""

    name: str
    unit: str
    share: float
    units: float
    told: Callable[[Sequence[float]], float]


MEMORY = Quantity("memory", "MB", 0.1, 5, median)
# Pools of connections and of threads fill up in the first burst, and stay.
DESCRIPTORS = Quantity("descriptors", "", 0, 20, min)
THREADS = Quantity("threads", "", 0, 8, min)
WAL = Quantity("SQLite's log of changes", "MB", 0, 8, max)


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
            value for minute, value in zip(self.minutes, self.values, strict=True) if first <= minute < last
        ]


@dataclass(frozen=True, slots=True)
class Growth:
    """What tells of a quantity in the calm minutes at the beginning, and at the end."""

    series: Series
    early: float
    late: float

    @property
    def flat(self) -> bool:
        """Whether it grew by no more than it may."""
        may = max(self.early * self.series.quantity.share, self.series.quantity.units)
        return self.late - self.early <= may


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
        """Each series, from the calm beginning (without its first third, in which all is loaded) to the calm end."""
        for series in self.series.values():
            early, late = series.between(calm / 3, calm), series.between(whole - calm, whole)
            told = series.quantity.told
            yield Growth(series, told(early), told(late))

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
