"""What `tocsin send --at` does: look, count, ask, and schedule it for one moment."""

from collections.abc import Collection
from dataclasses import replace
from itertools import count

from alerts.composing import AlertRequest
from alerts.schedules import ScheduleKind, SchedulePlan, list_schedules
from alerts.schedules.timing import read_instant
from console.schedules.planning import add_plan, say_if_nothing_fires
from console.schedules.timetable import show_one
from console.terminal.door import Terminal
from console.terminal.output import say
from console.terminal.typed_alert import Manner
from runtime import Home, Right, UsageProblem, said


def schedule_once(terminal: Terminal, manner: Manner, request: AlertRequest, at: str) -> None:
    """Show it as it would be sent at that moment, ask for the number of recipients, and keep it."""
    terminal.by.needs(Right.CHANGE_SCHEDULES)
    if manner.to_me or manner.override:
        raise UsageProblem(
            said("--at goes with neither --to-me nor --override: nothing is sent now.")
        )
    name = request.key or _free_name(terminal.home, request.template, at)
    plan = SchedulePlan(name, replace(request, key=""), ScheduleKind.AT, at)
    if not add_plan(terminal, plan, manner):
        return None
    if terminal.as_json:
        show_one(terminal.home, name, as_json=True)
    say(
        said(
            "'{name}' is scheduled. A running `tocsin scheduler` or `tocsin serve` sends it; `tocsin schedules remove {name}` takes it back.",
            name=name,
        )
    )
    return say_if_nothing_fires(terminal.home)


def _free_name(home: Home, template: str, at: str) -> str:
    """A name that says what and when, and that no schedule has."""
    zone = home.config.municipality.zone
    wanted = f"{template}-{read_instant(at, zone, now=home.now()).astimezone(zone):%Y%m%d-%H%M}"
    with home.database.reading() as session:
        taken = {schedule.name for schedule in list_schedules(session)}
    return wanted if wanted not in taken else _numbered(wanted, taken)


def _numbered(wanted: str, taken: Collection[str]) -> str:
    return next(name for number in count(2) if (name := f"{wanted}-{number}") not in taken)
