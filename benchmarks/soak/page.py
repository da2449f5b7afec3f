"""The page: docs/soak.md with its tables, and the plot beside it, docs/soak.svg."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.soak.counts import Doubled, SoakCount
from benchmarks.soak.faults import CALM_MINUTES, Alarms
from benchmarks.soak.plot import drawn
from benchmarks.soak.samples import Growth, Samples
from benchmarks.written import MET, when_and_where

DOCS = Path(__file__).parents[2] / "docs"
PAGE, PLOT = DOCS / "soak.md", DOCS / "soak.svg"
BEGIN = "<!-- made by a run: make soak -->"


@dataclass(frozen=True, slots=True)
class Soak:
    """What a run came to."""

    minutes: float
    samples: Samples
    grown: Sequence[Growth]
    counts: Sequence[SoakCount]
    doubled: Doubled
    alarms: Alarms
    done: Mapping[str, int]
    failed: Mapping[str, int]
    watched: bool

    @property
    def well(self) -> bool:
        """Whether nothing grew, all was counted, and every alarm sounded when it should and not
        before."""
        heard = self.alarms.well or not self.watched
        return heard and all(each.flat for each in self.grown) and self.counted

    @property
    def counted(self) -> bool:
        """Whether the counters agree with the ledger of the sandbox."""
        return self.doubled.agrees and all(each.agrees for each in self.counts)


def lines(found: Soak) -> Iterator[str]:
    """The tables as Markdown."""
    yield f"{when_and_where()}, {found.minutes:.0f} minutes."
    yield from ("", "| what went on | times | failed |", "| --- | --- | --- |")
    for what in sorted({**found.done, **found.failed}):
        yield f"| {what} | {found.done.get(what, 0)} | {found.failed.get(what, 0)} |"
    yield from (
        "",
        "| | | calm beginning | at three quarters | calm end | flat? |",
        "| --- | --- | --- | --- | --- | --- |",
    )
    for each in found.grown:
        quantity = each.series.quantity
        told = " | ".join(
            f"{value:.1f} {quantity.unit}".rstrip()
            for value in (each.early, each.settled, each.late)
        )
        yield f"| {quantity.name} | {each.series.of} | {told} | {MET[each.flat]} |"
    yield from _counts(found)
    yield from _alarms(found)


def _counts(found: Soak) -> Iterator[str]:
    yield from (
        "",
        "| messages | accepted, by each process | unknown | came | agrees? |",
        "| --- | --- | --- | --- | --- |",
    )
    for count in found.counts:
        accepted, unknown = (
            " / ".join(f"{number:,.0f}" for number in numbers)
            for numbers in (count.accepted, count.unknown)
        )
        yield f"| {count.medium} | {accepted} | {unknown} | {count.came:,} | {MET[count.agrees]} |"
    doubled = found.doubled
    yield ""
    yield (
        f"Came twice, after their process was stopped or their answer lost: {doubled.came}, of {doubled.named} that are"
        f" named as possibly doubled ({MET[doubled.agrees]})."
    )


def _alarms(found: Soak) -> Iterator[str]:
    if not found.watched:
        yield from ("", "There is no `prometheus` on this machine: no alarm was looked at.")
        return
    early, others = (
        ", ".join(sorted(some)) or "none" for some in (found.alarms.early, found.alarms.others)
    )
    yield from (
        "",
        f"Alarms in the calm first {CALM_MINUTES} minutes: {early}. Others than those below: {others}.",
    )
    yield from (
        "",
        "| fault | from minute | for | alarms, minutes after it began |",
        "| --- | --- | --- | --- |",
    )
    for fault in found.alarms.faults:
        sounded = ", ".join(
            f"{alarm} {after:.1f}" for alarm, after in sorted(fault.sounded.items())
        )
        silent = ", ".join(f"**{alarm} was silent**" for alarm in sorted(fault.silent))
        told = ", ".join(part for part in (sounded, silent) if part)
        yield f"| {fault.name} | {fault.minute:g} | {fault.minutes:g} | {told} |"


def write(found: Soak) -> None:
    """Put the tables into docs/soak.md, and draw docs/soak.svg."""
    before, _, _ = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text("\n".join((before + BEGIN, "", *lines(found), "")), "utf-8")
    bands = [(fault.minute, fault.minute + fault.minutes) for fault in found.alarms.faults]
    PLOT.write_text(drawn(list(found.samples.series.values()), bands, found.minutes), "utf-8")
