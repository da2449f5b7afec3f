"""What `tocsin send --at` does: look, count, ask, and schedule it for one moment."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import typer

from alerts import (
    Forecast,
    Office,
    Plan,
    Preview,
    Request,
    ScheduleKind,
    check_count,
    list_schedules,
    read_instant,
)
from console.asking import confirm
from console.door import say
from console.lastscreen import LastScreen
from console.sending import Manner
from console.timetable import keep, look, show_one
from console.trials import banner, status_shown
from runtime import Actor, Home, Right, UsageProblem


def schedule_once(
    context: typer.Context, home: Home, manner: Manner, request: Request, at: str, *, by: Actor
) -> None:
    """Show it as it would be sent at that moment, ask for the number of recipients, and keep it."""
    by.needs(Right.CHANGE_SCHEDULES)
    if manner.to_me or manner.override:
        raise UsageProblem("--at goes with neither --to-me nor --override: nothing is sent now.")
    office = Office.of(home)
    name = request.key or _free_name(home, request.template, at)
    plan = Plan(name, replace(request, key=""), ScheduleKind.AT, at)
    preview, expected = look(home, plan, office, by=by)
    if manner.dry_run:
        return say("Nothing was stored: --dry-run.")
    if manner.expect is not None:
        check_count(expected.recipients, manner.expect)
    if not manner.unasked:
        _confirm(context, home, preview, expected)
    keep(home, plan, office, by=by)
    if manner.as_json:
        show_one(home, name, as_json=True)
    return say(
        f"'{name}' is scheduled. A running `tocsin scheduler` or `tocsin serve` sends it; `tocsin schedules remove {name}` takes it back."
    )


def _confirm(context: typer.Context, home: Home, preview: Preview, expected: Forecast) -> None:
    draft, trials = preview.draft, Office.of(home).trials
    shown = banner(draft.status, draft.media, trials)
    LastScreen.of(LastScreen.heading(shown, draft.severity, draft.template.name), draft, expected).show(home)
    where = ", ".join(draft.area.codes) or "the whole municipality"
    what = f"{draft.template.name}, later, to {expected.recipients:,} recipients of today in {where}"
    kind = status_shown(draft.status, draft.media, trials)
    confirm(context, kind, what, expected.recipients)


def _free_name(home: Home, template: str, at: str) -> str:
    """A name that says what and when, and that no schedule has."""
    zone = home.config.municipality.zone
    wanted = f"{template}-{read_instant(at, zone, now=datetime.now(UTC)).astimezone(zone):%Y%m%d-%H%M}"
    with home.database.reading() as session:
        taken = {schedule.name for schedule in list_schedules(session)}
    return wanted if wanted not in taken else _numbered(wanted, taken)


def _numbered(wanted: str, taken: Collection[str]) -> str:
    return next(name for number in count(2) if (name := f"{wanted}-{number}") not in taken)
