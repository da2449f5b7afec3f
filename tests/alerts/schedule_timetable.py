"""A timetable of schedules: the town of the other tests, and a clock that the test turns."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypedDict, Unpack

from alerts import Office
from alerts.composing import AlertRequest
from alerts.schedules import (
    LatePolicy,
    Schedule,
    ScheduleKind,
    SchedulePlan,
    add_schedule,
)
from alerts.schedules.running import DuePass, run_due_schedules
from alerts.schedules.timeline import PastOccurrence, list_histories
from channels import ChannelSettings, Medium
from runtime import LOCAL_OPERATOR, Database, Home, Keys
from runtime.config import Config, StaffNotice
from templates import Catalogue

DUTY = StaffNotice(emails=("duty@example.gr",))
SNOW = {"from": "occurrence", "until": "occurrence+12h"}


@cache
def _shipped() -> Catalogue:
    """Read once: it is a fifth of a second."""
    return Catalogue.load(None)


class Typed(TypedDict, total=False):
    """What is typed of a schedule beside its name."""

    template: str
    kind: ScheduleKind
    spec: str
    late: LatePolicy
    values: dict[str, str]


@dataclass
class Timetable:
    """What the tests of schedules speak to."""

    home: Home
    now: datetime

    @classmethod
    def at(cls, path: Path, database: Database, keys: Keys, now: datetime) -> "Timetable":
        return cls(Home(path, Config(staff_notice=DUTY), keys, database), now)

    @property
    def office(self) -> Office:
        if (self.home.path / "templates").is_dir():
            return Office.of(self.home)
        config = self.home.config
        return Office(_shipped(), config.municipality, dict.fromkeys(Medium, ChannelSettings()), "")

    def later(self, **span: float) -> "Timetable":
        return replace(self, now=self.now + timedelta(**span))

    def adds(self, name: str = "snow-watch", **more: Unpack[Typed]) -> Schedule:
        plan = self.plan(name, **more)
        with self.home.database.writing() as session:
            schedule = add_schedule(session, plan, self.office, by=LOCAL_OPERATOR, now=self.now)
            session.expunge(schedule)
        return schedule

    def plan(
        self,
        name: str = "snow-watch",
        *,
        template: str = "snow",
        kind: ScheduleKind = ScheduleKind.EVERY,
        spec: str = "1h",
        late: LatePolicy = LatePolicy.HOLD,
        values: dict[str, str] | None = None,
    ) -> SchedulePlan:
        request = AlertRequest(template, SNOW if values is None else values, media=("sms",))
        return SchedulePlan(name, request, kind, spec, late=late)

    def runs(self) -> DuePass:
        return run_due_schedules(self.home, now=self.now)

    def history(self, name: str = "snow-watch") -> list[PastOccurrence]:
        with self.home.database.reading() as session:
            found = list(list_histories(session, name)[0].occurrences)
            session.expunge_all()
        return found[::-1]

    def standing(self, name: str = "snow-watch") -> list[str]:
        return [each.state.value for each in self.history(name)]
