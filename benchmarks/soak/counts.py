"""Counts: what /metrics says was accepted and delivered, beside what the sandbox kept."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from time import monotonic, sleep

import httpx
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.commands import Failed
from benchmarks.soak.town import Town

REST_SECONDS, PATIENCE_SECONDS = 12.0, 300.0  # a number of /metrics is at most 10 s old


@dataclass(frozen=True, slots=True)
class SoakCount:
    """How many messages of a medium each process says were accepted and may have been (unknown),
    and how many came."""

    medium: str
    accepted: tuple[float, ...]
    unknown: tuple[float, ...]
    came: int

    @property
    def agrees(self) -> bool:
        """Whether every process says the same, and what came is what was accepted, with some or all
        that is unknown."""
        if len(set(self.accepted)) > 1 or len(set(self.unknown)) > 1:
            return False
        return self.accepted[0] <= self.came <= self.accepted[0] + self.unknown[0]


@dataclass(frozen=True, slots=True)
class Doubled:
    """How many messages came twice, and how many Tocsin names as possibly doubled."""

    came: int
    named: int

    @property
    def agrees(self) -> bool:
        """Whether no more came twice than are named."""
        return self.came <= self.named


def counts_of(town: Town) -> tuple[list[SoakCount], Doubled]:
    """What was counted, once nothing is under way any more; raises Failed when that does not
    end."""
    _rest(town)
    sleep(REST_SECONDS)
    pages = [httpx.get(url, timeout=60, trust_env=False).text for url in town.metrics.values()]
    kept = _kept(town)
    counts = [
        SoakCount(
            medium,
            tuple(
                _sum(page, "tocsin_deliveries_total", medium=medium, outcome="accepted")
                for page in pages
            ),
            tuple(_sum(page, "tocsin_unknown_messages", medium=medium) for page in pages),
            len(kept[medium]),
        )
        for medium in kept
    ]
    return counts, Doubled(
        sum(times > 1 for each in kept.values() for times in each.values()), _named(town)
    )


def _kept(town: Town) -> Mapping[str, Counter[str]]:
    """How often each message came, by medium."""
    kept: dict[str, Counter[str]] = {"sms": Counter(), "email": Counter()}
    for line in map(json.loads, town.ledger.read_text("utf-8").splitlines()):
        kept[line["medium"]][line.get("token") or line["message_id"]] += 1
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
    samples = (
        sample for family in text_string_to_metric_families(page) for sample in family.samples
    )
    return sum(
        sample.value
        for sample in samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )
