"""What `tocsin schedules run-due` and `tocsin scheduler` do: decide what is due, then deliver
it."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import uvloop

from alerts.housekeeping import upkeep_jobs
from alerts.schedules.running import (
    DecidedOccurrence,
    DuePass,
    list_unfinished_dispatches,
    run_due_schedules,
    schedule_clock,
)
from alerts.schedules.timing import read_instant
from checks import note_pass, outside_jobs, schedule_mark_job, watch_job
from console.terminal.limits import OF_A_WORKER, set_limits
from console.terminal.live import WatchEnding, deliver
from console.terminal.monitoring import watch_over
from console.terminal.output import say, show, show_json
from console.terminal.signals import stopped_by_signal
from console.terminal.state_words import translate_word
from console.terminal.times import local_time
from console.terminal.watchdog import process_jobs
from delivery.sending import at_work
from engine import InlineEngine
from runtime import Exit, Home, joined, said
from runtime.witness import watch_clock

if TYPE_CHECKING:
    from web import Monitor


def run_due_once(home: Home, typed: str, *, deliver_it: bool, as_json: bool) -> int:
    """Decide once what is due. Returns the exit code: 3 when something was withheld, 5 when
    something could not be decided or delivered."""
    with home.database.writing() as session:
        doubted = watch_clock(session).doubt
        if doubted is None and not typed:
            note_pass(session)
    if doubted is not None and not typed:
        say(said("Nothing is decided while the time may be wrong: tocsin clock"))
        return Exit.UNREACHABLE
    now = home.now()
    if typed:
        now = read_instant(typed, home.config.municipality.zone, now=now)
    found = run_due_schedules(home, now=now)
    if as_json:
        show_json(
            {"decided": [_json(each) for each in found.decided], "waiting": list(found.waiting)}
        )
    else:
        for each in found.decided:
            show(_line(each, home))
    for name in found.waiting:
        say(
            said(
                "'{name}' could not be decided; the next pass tries again. `tocsin doctor` looks for the cause.",
                name=name,
            )
        )
    stuck = deliver_it and _stuck(home, found)
    if found.waiting or stuck:
        return Exit.UNREACHABLE
    return Exit.PARTIAL if found.withheld else Exit.DONE


def keep_running_due(home: Home, monitors: "Sequence[Monitor]" = ()) -> None:
    """Be the scheduler, and a worker, until told to stop; the monitors answer meanwhile."""
    set_limits(OF_A_WORKER)
    uvloop.run(_keep_running_due(home, monitors))


async def _keep_running_due(home: Home, monitors: "Sequence[Monitor]") -> None:
    stop = stopped_by_signal()
    async with at_work(home, stop) as worker:
        beside = {
            **upkeep_jobs(home),
            **watch_job(home),
            **outside_jobs(home),
            **schedule_mark_job(home),
            **process_jobs(worker),
        }
        engine = InlineEngine({**worker.jobs, **beside}, every=worker.every)
        async with asyncio.TaskGroup() as group:
            watch_over(group, monitors, home, worker, stop)
            group.create_task(engine.run(stop))
            group.create_task(schedule_clock(home, engine.ring).run(stop))


def _stuck(home: Home, found: DuePass) -> bool:
    """Deliver what was issued now, and what an earlier run left; returns whether a channel kept it
    from ending."""
    with home.database.reading() as session:
        left = {*found.dispatches, *list_unfinished_dispatches(session)}
    return bool(left) and deliver(home, sorted(left)).ending is not WatchEnding.DONE


def _line(each: DecidedOccurrence, home: Home) -> str:
    became = (
        said("alert {number}", number=each.outcome.alert_id)
        if each.outcome.alert_id and not each.outcome.reason
        else each.outcome.reason
    )
    at = local_time(each.slot.due_at, home.config.municipality.zone)
    return joined("  ", [each.schedule, at, translate_word(each.outcome.state), became])


def _json(each: DecidedOccurrence) -> dict[str, object]:
    return {
        "schedule": each.schedule,
        "slot": each.slot.name,
        "due_at": each.slot.due_at.isoformat(),
        "state": each.outcome.state,
        "reason": each.outcome.reason,
        "alert": each.outcome.alert_id,
    }
