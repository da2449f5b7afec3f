"""Counts: what /metrics says was accepted and delivered, beside what the sandbox kept."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from time import monotonic, sleep

import httpx
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.commands import Failed
from benchmarks.soak.town import Town

REST_SECONDS, PATIENCE_SECONDS = 12.0, 300.0  # a number of /metrics is at most 10 s old


@dataclass(frozen=True, slots=True)
class Count:
    """A number that every process shows, and the one that the sandbox has for the same thing."""

    what: str
    shown: tuple[float, ...]
    kept: float

    @property
    def equal(self) -> bool:
        """Whether they are all the same."""
        return set(self.shown) == {self.kept}


def counts_of(town: Town) -> Iterator[Count]:
    """The messages of each medium that were accepted or may have been; waits until nothing is under way."""
    _rest(town)
    sleep(REST_SECONDS)
    pages = [httpx.get(url, timeout=60, trust_env=False).text for url in town.metrics.values()]
    kept = _kept(town)
    for medium in ("sms", "email"):
        shown = tuple(
            _sum(page, "tocsin_deliveries_total", medium=medium, outcome="accepted")
            + _sum(page, "tocsin_unknown_messages", medium=medium)
            for page in pages
        )
        yield Count(f"{medium}: messages accepted, or unknown", shown, len(kept[medium]))
    doubled = sum(times > 1 for each in kept.values() for times in each.values())
    yield Count("messages that came twice, and are named as possibly doubled", (_named(town),), doubled)


def _kept(town: Town) -> Mapping[str, Counter[str]]:
    """How often each message came, by medium."""
    kept: dict[str, Counter[str]] = {"sms": Counter(), "email": Counter()}
    for line in map(json.loads, town.ledger.read_text("utf-8").splitlines()):
        kept[line["medium"]][line.get("token") or line["id"]] += 1
    return kept


def _named(town: Town) -> int:
    with closing(sqlite3.connect(f"file:{town.home / 'tocsin.db'}?mode=ro", uri=True)) as database:
        [named] = database.execute("SELECT count(*) FROM delivery WHERE doubled").fetchone()
        return int(named)


def _rest(town: Town) -> None:
    over = monotonic() + PATIENCE_SECONDS
    url = next(iter(town.metrics.values()))
    while _under_way(httpx.get(url, timeout=60, trust_env=False).text):
        if monotonic() > over:
            raise Failed(f"Messages are still under way after {PATIENCE_SECONDS:.0f} s.")
        sleep(1)


def _under_way(page: str) -> float:
    return _sum(page, "tocsin_waiting_messages") + _sum(page, "tocsin_sending_messages")


def _sum(page: str, name: str, **labels: str) -> float:
    samples = (sample for family in text_string_to_metric_families(page) for sample in family.samples)
    return sum(
        sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items()
    )
