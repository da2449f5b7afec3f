"""How a sending stands, as a bar on a terminal and as a line every 5 s elsewhere."""

import os
import sys
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from alerts.plain_words import explain_failure
from alerts.reports import Summary
from channels import Trial
from console.terminal.language import spoken
from console.terminal.output import say
from delivery import State
from delivery.status import Knowledge, Tally
from runtime import Said, joined, said

SAY_SECONDS = 5.0
WINDOW_SECONDS = 10.0


class ProgressDisplay(Protocol):
    """Something that shows how a sending stands."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def show(self, standing: Tally, hindrances: Sequence[Said]) -> None:
        """Show the latest count, and what keeps messages back."""
        ...


def progress_display(trials: Mapping[str, Trial]) -> ProgressDisplay:
    """The display for where stderr goes; `trials` are the channels that cannot leave this
    machine."""
    moving = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return ProgressBar(trials) if moving else ProgressLines(trials)


class _Rate:
    """The rate of the last seconds, and the time left at that rate: a fast medium that is done must
    not hide a slow one."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def pace(self, standing: Tally) -> Said:
        now, done = monotonic(), standing.messages - standing.open
        self._seen.append((now, done))
        while now - self._seen[0][0] > WINDOW_SECONDS:
            self._seen.popleft()
        began, before = self._seen[0]
        rate = (done - before) / max(now - began, 0.001)
        pace = said("{rate:,.0f}/s", rate=rate)
        if not (rate and standing.open):
            return pace
        return said("{pace}, {span} left", pace=pace, span=_span(standing.open / rate))


class ProgressLines:
    """A line every 5 s and one at the end."""

    def __init__(self, trials: Mapping[str, Trial]) -> None:
        self._trials = trials
        self._clock = _Rate()
        self._due = 0.0
        self._last = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._last:
            say(self._last)

    def show(self, standing: Tally, hindrances: Sequence[Said]) -> None:
        """Say how it stands, if it is time."""
        done = standing.messages - standing.open
        self._last = said(
            "{done:,} of {all:,} done, {pace}. {words}",
            done=done,
            all=standing.messages,
            pace=self._clock.pace(standing),
            words=_words(standing, hindrances, self._trials),
        )
        if monotonic() >= self._due:
            self._due = monotonic() + SAY_SECONDS
            say(self._last)
            self._last = ""


class _BarAboveWords(Progress):
    """A bar with the words on lines of their own: beside it, 80 columns would cut both short."""

    words = ""

    def get_renderables(self) -> Iterable[RenderableType]:
        """The bar, then the words."""
        yield self.make_tasks_table(self.tasks)
        yield Text(self.words)


class ProgressBar:
    """A bar that moves, with the rate, the time left and what is in trouble."""

    def __init__(self, trials: Mapping[str, Trial]) -> None:
        self._trials = trials
        self._clock = _Rate()
        self._progress = _BarAboveWords(
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[pace]}"),
            console=Console(stderr=True),
        )
        self._task = self._progress.add_task("sending", total=None, pace="")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # the terminal may be gone
            self._progress.stop()

    def show(self, standing: Tally, hindrances: Sequence[Said]) -> None:
        """Move the bar; it begins here and not on entering, since a terminal that takes nothing
        keeps whoever writes to it waiting."""
        self._progress.start()
        self._progress.words = spoken(_words(standing, hindrances, self._trials))
        self._progress.update(
            self._task,
            total=standing.messages,
            completed=standing.messages - standing.open,
            pace=spoken(self._clock.pace(standing)),
        )


def _words(standing: Tally, hindrances: Sequence[Said], trials: Mapping[str, Trial]) -> Said:
    """Every message counted once by what is known of it, why some did not arrive, and what keeps
    the others back."""
    told = list(Summary(standing.known(trials)).phrases())
    if why := _why(standing):
        told[-1] = said("{told} ({why})", told=told[-1], why=why)
    return joined(", ", [*told, *hindrances])


def _why(standing: Tally) -> Said | None:
    """The commonest reason why messages did not arrive; they are the last that a summary tells."""
    causes: Counter[tuple[State, str]] = Counter()
    for each in standing.counts:
        if Knowledge.of(each.state) is Knowledge.NOT_REACHED:
            causes[each.state, each.cause] += each.messages
    if not causes:
        return None
    [((state, cause), _), *others] = causes.most_common()
    return (
        said("{why}, ...", why=explain_failure(state, cause))
        if others
        else explain_failure(state, cause)
    )


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d}"
    return said("{hours:d} h {minutes:d} min", hours=minutes // 60, minutes=minutes % 60)
