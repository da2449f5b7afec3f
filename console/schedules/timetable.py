"""What `tocsin schedules` does: plans are shown before they are kept, schedules as staff read
them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from rich.console import Console
from sqlmodel import Session

from alerts import Office
from alerts.audience import Forecast, forecast_draft
from alerts.issuing import SecondPerson, approval_rules_for, second_person_for
from alerts.plain_words import REACH_WORDS, describe_places, template_title
from alerts.schedules import (
    LatePolicy,
    PreviewedPlan,
    Schedule,
    ScheduleKind,
    find_schedule,
    list_schedules,
    list_upcoming_slots,
    pause_schedule,
    preview_next,
    remove_schedule,
    request_of_schedule,
)
from alerts.schedules.timing import Slot
from console.schedules.firings import firings_shown
from console.schedules.json_form import schedule_json
from console.terminal.output import explain, say, show, show_json, table
from console.terminal.preview import show_draft, show_forecast
from console.terminal.state_words import translate_word
from console.terminal.times import local_time
from console.terminal.two_persons import alone_for_want_of_another, second_needed
from runtime import Actor, Home, Municipality, Problem, Said, UsageProblem, said
from runtime.spans import lasting
from staff import names_of


def kind_of(*, at: str, cron: str, every: str) -> tuple[ScheduleKind, str]:
    """Which of the three was typed; raises UsageProblem unless it is one."""
    given = {ScheduleKind.AT: at, ScheduleKind.CRON: cron, ScheduleKind.EVERY: every}
    typed = [(kind, spec) for kind, spec in given.items() if spec]
    if len(typed) != 1:
        raise UsageProblem(
            said('Say when, one way: --at 2026-12-24T18:00, --cron "30 7 * * MON" or --every 6h.')
        )
    return typed[0]


def show_list(home: Home, *, as_json: bool) -> None:
    """Every schedule with its next three firings."""
    now = home.now()
    with home.database.reading() as session:
        found = [
            (each, list_upcoming_slots(session, each, now=now)) for each in list_schedules(session)
        ]
    if as_json:
        return show_json([schedule_json(each, slots) for each, slots in found])
    rows = [
        (
            each.name,
            translate_word(each.state),
            request_of_schedule(each).template,
            _when(each, home),
            firings_shown(slots, home) or "-",
        )
        for each, slots in found
    ]
    return table([said("name"), said("state"), said("template"), said("when"), said("next")], rows)


def show_one(home: Home, name: str, *, as_json: bool) -> None:
    """One schedule, and on a terminal the words of its next message."""
    now, office = home.now(), Office.of(home)
    with home.database.reading() as session:
        schedule = find_schedule(session, name)
        slots = list_upcoming_slots(session, schedule, now=now)
        if as_json:
            return show_json(schedule_json(schedule, slots))
        names = names_of(session, (schedule.created_by, schedule.responsible))
        for field, value in _lines(schedule, slots, names, home):
            show(said("{label:<13} {value}", label=field, value=value))
        # A schedule whose message would be withheld is shown all the same.
        try:
            preview = preview_next(session, schedule, office, now=now)
            show_preview(session, home, preview, office, schedule.responsible)
        except Problem as problem:
            explain(problem)
    return None


def pause_it(home: Home, name: str, *, by: Actor) -> None:
    """Pause a schedule."""
    with home.database.writing() as session:
        pause_schedule(session, name, by=by, now=home.now())
    say(said("'{name}' is paused. `tocsin schedules resume {name}` lets it go on.", name=name))


def remove_it(home: Home, name: str, *, by: Actor) -> None:
    """Remove a schedule."""
    with home.database.writing() as session:
        remove_schedule(session, name, by=by, now=home.now())
    say(
        said(
            "'{name}' is removed. `tocsin schedules history {name}` still shows what it sent.",
            name=name,
        )
    )


def show_preview(
    session: Session,
    home: Home,
    preview: PreviewedPlan,
    office: Office,
    responsible: str,
    *,
    words: bool = True,
) -> Forecast:
    """The words of the next message if wanted, whom it would reach today, when it fires, and what
    the rules say of it."""
    expected = forecast_draft(session, home.keys, preview.draft, office)
    if words:
        console = Console(stderr=True, highlight=False)
        show_draft(console, preview.draft, office)
        show_forecast(console, expected, office.municipality)
    say(said("next: {firings}", firings=firings_shown(preview.slots, home)))
    rules = approval_rules_for(session, office.approval, responsible, now=home.now())
    second = second_person_for(preview.draft, expected.recipients, rules)
    if second is SecondPerson.MISSING:
        say(alone_for_want_of_another(preview.draft.severity))
    if second is SecondPerson.NEEDED:
        say(second_needed(home.config.staff_notice))
    return expected


def _when(schedule: Schedule, home: Home) -> str:
    if schedule.kind is ScheduleKind.AT:
        moment = datetime.fromisoformat(schedule.spec)
        return said("at {moment}", moment=_local(moment, home.config.municipality))
    if schedule.kind is ScheduleKind.EVERY:
        return said("every {span}", span=schedule.spec)
    return said("cron {line}", line=schedule.spec)


def _local(moment: datetime, municipality: Municipality) -> str:
    return local_time(moment, municipality.zone)


def _lines(
    schedule: Schedule, slots: Sequence[Slot], names: Mapping[str, str], home: Home
) -> Iterator[tuple[Said, str]]:
    """What staff read of a schedule, a label and a value at a time; times by the clocks of the
    municipality."""
    wanted = request_of_schedule(schedule)
    yield said("name"), schedule.name
    yield said("state"), translate_word(schedule.state)
    yield said("when"), _when(schedule, home)
    yield said("next"), firings_shown(slots, home) or "-"
    yield said("template"), template_title(wanted.template)
    yield said("values"), ", ".join(f"{name}={each}" for name, each in wanted.given.items()) or "-"
    yield said("for"), describe_places(wanted.areas, wanted.groups)
    yield said("media"), ", ".join(wanted.media) or said("all of them")
    by_severity = said("as its severity has it")
    yield said("reach"), REACH_WORDS[wanted.reach] if wanted.reach else by_severity
    yield said("if late"), _if_late(schedule)
    yield said("created by"), names[schedule.created_by]
    yield said("responsible"), names[schedule.responsible]
    yield said("created at"), _local(schedule.created_at, home.config.municipality)


def _if_late(schedule: Schedule) -> Said:
    """What becomes of a message that is noticed too late."""
    most = lasting(timedelta(seconds=schedule.stale_after))
    if schedule.late is LatePolicy.SEND:
        return said("by more than {most}, it is sent all the same", most=most)
    return said("by more than {most}, it is held and staff are told", most=most)
