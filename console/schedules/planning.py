"""What `tocsin schedules add | resume` and `tocsin send --at` do: look, count, ask for the number
of recipients, and keep it."""

from alerts import Office
from alerts.audience import Forecast, check_expected_count
from alerts.plain_words import describe_places, template_title
from alerts.schedules import (
    LatePolicy,
    PreviewedPlan,
    SchedulePlan,
    add_schedule,
    find_schedule,
    preview_resumed,
    preview_schedule,
    resume_schedule,
)
from alerts.schedules.timing import read_span
from checks import fires_schedules
from console.schedules.options import TypedTimes
from console.schedules.timetable import kind_of, show_preview
from console.terminal.asking import confirm
from console.terminal.door import Terminal
from console.terminal.last_screen import LastScreen
from console.terminal.output import say
from console.terminal.preview import area_names
from console.terminal.trials import status_shown
from console.terminal.typed_alert import Manner, TypedAlert
from runtime import Home, Right, counted, mark, said


def add_typed(
    terminal: Terminal, name: str, typed: TypedAlert, times: TypedTimes, manner: Manner
) -> None:
    """Add a schedule as it was typed: show it, ask, keep it, and say who sends it."""
    request = typed.request()
    kind, spec = kind_of(at=times.at, cron=times.cron, every=times.every)
    late = LatePolicy(times.late.value)
    plan = SchedulePlan(name, request, kind, spec, read_span(times.stale_after), late)
    if not add_plan(terminal, plan, manner):
        return
    say(
        said(
            "'{name}' is scheduled. `tocsin scheduler`, `tocsin serve` or `tocsin schedules run-due` sends it.",
            name=name,
        )
    )
    say_if_nothing_fires(terminal.home)


def add_plan(terminal: Terminal, plan: SchedulePlan, manner: Manner) -> bool:
    """Show what a plan would say first, to whom, and when; ask, then keep it. False when it was a
    dry run."""
    home, by = terminal.home, terminal.by
    by.needs(Right.CHANGE_SCHEDULES)
    office = Office.of(home)
    with home.database.reading() as session:
        preview = preview_schedule(session, plan, office, now=home.now())
        expected = show_preview(session, home, preview, office, by.ref, words=manner.shows_all)
    if manner.dry_run:
        LastScreen.of(preview.draft, expected, office.trials).show(home)
        say(said("Nothing was stored: --dry-run."))
        return False
    _ask(terminal, preview, expected, manner)
    with home.database.writing() as session:
        seen = preview.content_hash
        add_schedule(session, preview.plan, office, by=by, now=home.now(), seen_hash=seen)
    return True


def resume_plan(terminal: Terminal, name: str, manner: Manner) -> None:
    """Show what a schedule would say next, ask, and resume it; whoever does so answers for it."""
    home, by = terminal.home, terminal.by
    by.needs(Right.CHANGE_SCHEDULES)
    office = Office.of(home)
    with home.database.reading() as session:
        preview = preview_resumed(session, find_schedule(session, name), office, now=home.now())
        expected = show_preview(session, home, preview, office, by.ref, words=manner.shows_all)
    _ask(terminal, preview, expected, manner)
    with home.database.writing() as session:
        seen = preview.content_hash
        resume_schedule(session, name, office, by=by, now=home.now(), seen_hash=seen)
    say(said("'{name}' goes on. You answer for what it sends.", name=name))
    say_if_nothing_fires(home)


def say_if_nothing_fires(home: Home) -> None:
    """Say that what is scheduled would stay where it is, if nobody here looks at what is due."""
    with home.database.reading() as session:
        if fires_schedules(session):
            return
    say(
        said(
            "Nothing here fires schedules now, and nobody would send it: start `tocsin serve` or `tocsin scheduler`, or let cron run `tocsin schedules run-due` every minute."
        )
    )


def _ask(terminal: Terminal, preview: PreviewedPlan, expected: Forecast, manner: Manner) -> None:
    if manner.expect is not None:
        check_expected_count(expected.recipients, manner.expect)
    if manner.unasked:
        return
    draft, home = preview.draft, terminal.home
    trials = Office.of(home).trials
    LastScreen.of(draft, expected, trials).show(home)
    when = home.config.municipality.local(preview.slots[0].due_at)
    what = counted(
        expected.recipients,
        "{template}, on {when:%a %d/%m/%Y %H:%M}, to {count} recipient of today in {where}",
        "{template}, on {when:%a %d/%m/%Y %H:%M}, to {count} recipients of today in {where}",
        template=template_title(draft.template.name),
        where=describe_places(area_names(draft), draft.groups),
        when=when,
    )
    told = mark("Type {recipients:,} to send on {when:%a %d/%m/%Y %H:%M}")
    if len(preview.slots) > 1:
        told = mark("Type {recipients:,} to send from {when:%a %d/%m/%Y %H:%M} on, as scheduled")
    kind = status_shown(draft.status, draft.media, trials)
    question = said(told, recipients=expected.recipients, when=when)
    confirm(terminal, kind, what, expected.recipients, question)
