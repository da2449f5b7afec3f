"""What `tocsin schedules` does: plans are shown before they are kept, schedules as staff read them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from sqlmodel import Session

from alerts import (
    Expected,
    Forecast,
    Occurrence,
    Office,
    Preview,
    Schedule,
    ScheduleKind,
    Second,
    Slot,
    find_schedule,
    forecast,
    history_of,
    list_schedules,
    pause_schedule,
    preview_next,
    read_window_end,
    remove_schedule,
    request_of,
    rules_for,
    second_person,
    simulate,
    skip_occurrence,
    upcoming,
)
from console.door import say, show, show_json, table
from console.preview import show_draft, show_forecast
from console.twopersons import alone_for_want_of_another
from runtime import Actor, Home, Municipality, Problem, UsageProblem


def kind_of(*, at: str, cron: str, every: str) -> tuple[ScheduleKind, str]:
    """Which of the three was typed; raises UsageProblem unless it is one."""
    said = {ScheduleKind.AT: at, ScheduleKind.CRON: cron, ScheduleKind.EVERY: every}
    typed = [(kind, spec) for kind, spec in said.items() if spec]
    if len(typed) != 1:
        raise UsageProblem('Say when, one way: --at 2026-12-24T18:00, --cron "30 7 * * MON" or --every 6h.')
    return typed[0]


def show_list(home: Home, *, as_json: bool) -> None:
    """Every schedule with its next three firings."""
    now = datetime.now(UTC)
    with home.database.reading() as session:
        found = [(each, upcoming(session, each, now=now)) for each in list_schedules(session)]
    if as_json:
        return show_json([_json(each, slots) for each, slots in found])
    rows = [
        (each.name, each.state, request_of(each).template, _when(each, home), _firings(slots, home) or "-")
        for each, slots in found
    ]
    return table(["name", "state", "template", "when", "next"], rows)


def show_one(home: Home, name: str, *, as_json: bool) -> None:
    """One schedule, and on a terminal the words of its next message."""
    now, office = datetime.now(UTC), Office.of(home)
    with home.database.reading() as session:
        schedule = find_schedule(session, name)
        said = _json(schedule, upcoming(session, schedule, now=now))
        if as_json:
            return show_json(said)
        for field, value in said.items():
            show(f"{field:<12} {value}")
        try:
            preview = preview_next(session, schedule, office, now=now)
            show_preview(session, home, preview, office, schedule.responsible)
        except Problem as problem:  # a schedule that would be held is looked at all the same
            say(str(problem))
    return None


def pause_it(home: Home, name: str, *, by: Actor) -> None:
    """Pause a schedule."""
    with home.database.writing() as session:
        pause_schedule(session, name, by=by, now=datetime.now(UTC))
    say(f"'{name}' is paused. `tocsin schedules resume {name}` lets it go on.")


def skip_one(home: Home, name: str, at: str, *, by: Actor) -> None:
    """Leave out one message of a schedule."""
    with home.database.writing() as session:
        slot = skip_occurrence(session, name, at, by=by, now=datetime.now(UTC))
    say(f"'{name}' sends nothing on {_local(slot.due_at, home.config.municipality)}.")


def remove_it(home: Home, name: str, *, by: Actor) -> None:
    """Remove a schedule."""
    with home.database.writing() as session:
        remove_schedule(session, name, by=by, now=datetime.now(UTC))
    say(f"'{name}' is removed.")


def show_history(home: Home, name: str, *, as_json: bool) -> None:
    """What became of each message of a schedule."""
    with home.database.reading() as session:
        found = history_of(session, find_schedule(session, name))
    if as_json:
        return show_json([_occurrence_json(each) for each in found])
    rows = [
        (_local(each.due_at, home.config.municipality), each.state, str(each.alert_id or "-"), each.reason)
        for each in found
    ]
    return table(["due", "became", "alert", "why"], rows)


def show_simulation(home: Home, start: str, end: str, name: str, *, as_json: bool) -> None:
    """What would be sent between two moments, by the clocks of the municipality."""
    zone, now = home.config.municipality.zone, datetime.now(UTC)
    with home.database.reading() as session:
        chosen = [find_schedule(session, name)] if name else list_schedules(session)
        span = {"start": read_window_end(start, zone, now=now), "end": read_window_end(end, zone, now=now)}
        found = list(simulate(session, chosen, **span))
    if as_json:
        return show_json([_expected_json(each, home) for each in found])
    for each in found:
        note = "  decided already" if each.decided else ""
        show(f"{_local(each.slot.due_at, home.config.municipality)}  {each.schedule}{note}")
    return None


def show_preview(
    session: Session, home: Home, preview: Preview, office: Office, responsible: str
) -> Forecast:
    """The words of the next message, whom it would reach today, when it fires, and what the rules say of it."""
    console = Console(stderr=True, highlight=False)
    expected = forecast(session, home.keys, preview.draft, office)
    show_draft(console, preview.draft, office)
    show_forecast(console, expected, office.municipality)
    say(f"next: {_firings(preview.slots, home)}")
    rules = rules_for(session, office.approval, responsible, now=datetime.now(UTC))
    second = second_person(preview.draft, expected.recipients, rules)
    if second is Second.MISSING:
        say(alone_for_want_of_another(preview.draft.severity))
    if second is Second.NEEDED:
        say("It needs a second person: each time it is held until somebody approves it, and staff are told.")
    return expected


def _firings(slots: Sequence[Slot], home: Home) -> str:
    return ", ".join(_local(slot.due_at, home.config.municipality) for slot in slots)


def _when(schedule: Schedule, home: Home) -> str:
    if schedule.kind is ScheduleKind.AT:
        return f"at {_local(datetime.fromisoformat(schedule.spec), home.config.municipality)}"
    return f"{schedule.kind} {schedule.spec}"


def _local(moment: datetime, municipality: Municipality) -> str:
    return f"{municipality.local(moment):%a %d/%m/%Y %H:%M}"


def _json(schedule: Schedule, slots: Sequence[Slot]) -> dict[str, object]:
    request = request_of(schedule)
    return {
        "name": schedule.name,
        "state": schedule.state,
        "kind": schedule.kind,
        "spec": schedule.spec,
        "zone": schedule.zone,
        "template": request.template,
        "values": dict(request.given),
        "areas": list(request.areas),
        "media": list(request.media),
        "reach": request.reach,
        "stale_after": schedule.stale_after,
        "late": schedule.late,
        "next": [slot.due_at.isoformat() for slot in slots],
        "created_by": schedule.created_by,
        "responsible": schedule.responsible,
        "created_at": schedule.created_at.isoformat(),
    }


def _occurrence_json(occurrence: Occurrence) -> dict[str, object]:
    return {
        "slot": occurrence.slot,
        "due_at": occurrence.due_at.isoformat(),
        "state": occurrence.state,
        "reason": occurrence.reason,
        "alert": occurrence.alert_id,
        "decided_at": occurrence.decided_at.isoformat(),
    }


def _expected_json(expected: Expected, home: Home) -> dict[str, object]:
    return {
        "schedule": expected.schedule,
        "slot": expected.slot.name,
        "due_at": expected.slot.due_at.isoformat(),
        "local": home.config.municipality.local(expected.slot.due_at).isoformat(),
        "decided": expected.decided,
    }
