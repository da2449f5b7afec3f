"""What `tocsin send --at` does: look, count, ask, and schedule it for one moment."""

from collections.abc import Collection
from dataclasses import replace
from itertools import count

import typer

from alerts import (
    Plan,
    Request,
    ScheduleKind,
    list_schedules,
    read_instant,
)
from console.schedules.planning import add_plan
from console.schedules.timetable import show_one
from console.terminal.door import say
from console.terminal.typed_alert import Manner
from runtime import Actor, Home, Right, UsageProblem, said


def schedule_once(
    context: typer.Context, home: Home, manner: Manner, request: Request, at: str, *, by: Actor
) -> None:
    """Show it as it would be sent at that moment, ask for the number of recipients, and keep it."""
    by.needs(Right.CHANGE_SCHEDULES)
    if manner.to_me or manner.override:
        raise UsageProblem(
            said("--at goes with neither --to-me nor --override: nothing is sent now.")
        )
    name = request.key or _free_name(home, request.template, at)
    plan = Plan(name, replace(request, key=""), ScheduleKind.AT, at)
    if not add_plan(context, home, plan, manner, by=by):
        return None
    if manner.as_json:
        show_one(home, name, as_json=True)
    return say(
        said(
            "'{name}' is scheduled. A running `tocsin scheduler` or `tocsin serve` sends it; `tocsin schedules remove {name}` takes it back.",
            name=name,
        )
    )


def _free_name(home: Home, template: str, at: str) -> str:
    """A name that says what and when, and that no schedule has."""
    zone = home.config.municipality.zone
    wanted = f"{template}-{read_instant(at, zone, now=home.now()).astimezone(zone):%Y%m%d-%H%M}"
    with home.database.reading() as session:
        taken = {schedule.name for schedule in list_schedules(session)}
    return wanted if wanted not in taken else _numbered(wanted, taken)


def _numbered(wanted: str, taken: Collection[str]) -> str:
    return next(name for number in count(2) if (name := f"{wanted}-{number}") not in taken)
