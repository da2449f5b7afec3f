"""Figures: what a row says. Several runs become a least, a median and a most; a ratio says whether
it counts, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

BUSY = 0.9  # of its core, at least, in a run of the bare client
IDLE_SINK = 0.7  # of its core, at most


@dataclass(frozen=True, slots=True)
class Run:
    """One sending of many messages: how long, and how busy the client and the sink were (1.0 is one
    core)."""

    messages: int
    seconds: float
    client_busy: float
    sink_busy: float

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds


@dataclass(frozen=True, slots=True)
class Spread:
    """Several runs of one thing."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of at least one value."""
        return cls(tuple(sorted(values)))

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.values)

    def shown(self, form: str = ",.2f") -> str:
        """Least / median / most."""
        return " / ".join(
            format(value, form) for value in (self.values[0], self.middle, self.values[-1])
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `met` is None where there is no target."""

    what: str
    target: str
    measured: str
    ratio: str = ""
    counts: str = ""
    met: bool | None = None


def validity(floor: Sequence[Run]) -> str:
    """Why the runs of a bare client are no measure; empty when they are one."""
    busy = median(run.client_busy for run in floor)
    sink = median(run.sink_busy for run in floor)
    if busy < BUSY:
        return f"the bare client's core was {busy:.0%} busy, less than {BUSY:.0%}"
    if sink > IDLE_SINK:
        return f"the sink's core was {sink:.0%} busy, more than {IDLE_SINK:.0%}"
    return ""


def ratio_row(what: str, least: float, ours: Sequence[Run], floor: Sequence[Run]) -> Row:
    """The row of a ratio of rates, ours to the bare client's."""
    mine, bare = (Spread.of([run.rate for run in runs]) for runs in (ours, floor))
    ratio = mine.middle / bare.middle
    doubt = validity(floor)
    busy = f"client {median(run.client_busy for run in floor):.0%}, sink {median(run.sink_busy for run in floor):.0%}"
    return Row(
        what,
        f">= {least} of the bare loop",
        f"{mine.shown(',.0f')} a second; bare {bare.shown(',.0f')}",
        f"{ratio:.2f}",
        f"no: {doubt}" if doubt else f"yes ({busy})",
        ratio >= least,
    )


def limit_row(
    what: str, target: str, values: Sequence[float], limit: float, unit: str = "s"
) -> Row:
    """The row of something that must not exceed a limit in any run."""
    spread = Spread.of(values)
    return Row(what, target, f"{spread.shown()} {unit}", met=spread.values[-1] <= limit)
