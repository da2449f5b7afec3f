"""Work: what an office, its programs and its residents do all day, each thing again and again, in a
thread of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic
from types import TracebackType

import httpx

from benchmarks.commands import Failed, answer_of, seconds_of, tocsin
from benchmarks.soak.town import Town

TICK_SECONDS = 0.2
AREAS = ("pylaia", "panorama", "chortiatis", "asvestochori", "filyro", "exochi")
HOURS = {"from": "23:59", "until": "tomorrow 23:59"}
ROUTINE: dict[str, object] = {"template": "snow", "values": HOURS}
URGENT: dict[str, object] = {"template": "extreme_weather", "values": HOURS | {"hazard": "storm"}}
APPROVED: dict[str, object] = {"template": "power_cut", "values": HOURS}
AGAIN = {"from": "occurrence", "until": "occurrence+6h"}


@dataclass(slots=True)
class Work:
    """Everything that goes on; `halted` keeps it from beginning anything more, `failed` counts what
    did not succeed."""

    town: Town
    halted: Event = field(default_factory=Event)
    submitted: int = 0
    done: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    _over: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)

    def __enter__(self) -> "Work":
        self._schedule()
        everyday: tuple[tuple[float, str, Callable[[], None]], ...] = (
            (20, "an alert by the API", self._by_api),
            (60, "an urgent alert by the API", self.urgent),
            (60, "an alert by a command", self._by_command),
            (180, "an import by the API", self._import),
            (600, "a backup", self._backup),
            (1, "pages read", self._read),
        )
        self._threads = [Thread(target=self._again, args=each) for each in everyday]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self.town.api.post("/v1/schedules/again/pause").raise_for_status()

    def urgent(self) -> None:
        """An urgent alert to two small areas."""
        self._alert(URGENT | {"areas": ["exochi", "filyro"]})

    def everybody(self) -> None:
        """An ordinary alert to all."""
        self._alert(ROUTINE | {"everywhere": True})

    def submit(self) -> None:
        """Lay an alert before a second person."""
        self.submitted = self._drafted(APPROVED | {"areas": ["exochi"]})
        self.town.api.post(f"/v1/alerts/{self.submitted}/submit").raise_for_status()

    def override(self) -> None:
        """Send it without one."""
        self._send(self.submitted, {"override": "Nobody else is on duty tonight."})

    def _again(self, period: float, what: str, do: Callable[[], None]) -> None:
        due = monotonic()
        while not self._over.wait(TICK_SECONDS):
            if self.halted.is_set() or monotonic() < due:
                continue
            due = max(due + period, monotonic())
            try:
                do()
                self.done[what] = self.done.get(what, 0) + 1
            except (httpx.HTTPError, Failed) as error:
                self.failed[what] = self.failed.get(what, 0) + 1
                print(f"  {what}: {error}", flush=True)

    def _by_api(self) -> None:
        area = AREAS[self.done.get("an alert by the API", 0) % len(AREAS)]
        self._alert(ROUTINE | {"areas": [area]})

    def _alert(self, wanted: dict[str, object]) -> None:
        self._send(self._drafted(wanted), {})

    def _send(self, number: int, besides: Mapping[str, object]) -> None:
        seen = self.town.api.get(f"/v1/alerts/{number}/forecast").raise_for_status().json()
        order = {"content_hash": seen["content_hash"], "expect": seen["recipients"], **besides}
        self.town.api.post(f"/v1/alerts/{number}/send", json=order).raise_for_status()

    def _drafted(self, wanted: dict[str, object]) -> int:
        return int(self.town.api.post("/v1/alerts", json=wanted).raise_for_status().json()["alert"])

    def _by_command(self) -> None:
        values = [word for name, value in HOURS.items() for word in ("--set", f"{name}={value}")]
        order = ("send", "snow", "--area", "filyro", *values, "--json")
        seen = answer_of(*tocsin(self.town.home, *order, "--dry-run"))
        seconds_of(*tocsin(self.town.home, *order, "--yes", "--expect", str(seen["recipients"])))

    def _import(self) -> None:
        people = (self.town.home / "people.csv").read_bytes()
        told = {"Content-Type": "text/csv"}
        self.town.api.post("/v1/residents/import", content=people, headers=told).raise_for_status()

    def _backup(self) -> None:
        seconds_of(
            *tocsin(self.town.home, "backup", str(self.town.home.parent / "backup.tar"), "--force")
        )

    def _read(self) -> None:
        self.town.pages.get("/").raise_for_status()
        self.town.api.get("/v1/alerts").raise_for_status()

    def _schedule(self) -> None:
        """An alert every two minutes."""
        plan = {
            "name": "again",
            "template": "snow",
            "values": AGAIN,
            "areas": ["exochi"],
            "cron": "*/2 * * * *",
        }
        seen = self.town.api.post("/v1/schedules/preview", json=plan).raise_for_status().json()
        order = plan | {"content_hash": seen["content_hash"], "expect": seen["expect"]}
        self.town.api.post("/v1/schedules", json=order).raise_for_status()
