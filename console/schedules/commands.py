"""`tocsin schedules`: what can be typed; timetable, planning and running_due carry it out."""

import typer

from console.schedules.options import (
    AsIfNow,
    At,
    AtThat,
    Cron,
    Deliver,
    Every,
    Following,
    FromDay,
    LateOption,
    Name,
    OneName,
    StaleAfter,
    Template,
    TypedTimes,
    UntilDay,
    WhenNoticedLate,
)
from console.terminal.alert_options import (
    Areas,
    DryRun,
    Everywhere,
    Expect,
    Full,
    Groups,
    HowMany,
    Media,
    Values,
    Yes,
)
from console.terminal.door import actor, open_home, open_terminal, open_to_stay
from console.terminal.options import AsJson, Metrics
from console.terminal.output import leave, say
from console.terminal.typed_alert import Manner, TypedAlert

app = typer.Typer(
    help="Messages that go out on schedule: one moment, a cron line, or a span.",
    no_args_is_help=True,
)


@app.command("add")
def add_schedule(
    context: typer.Context,
    name: Name,
    template: Template,
    at: At = "",
    cron: Cron = "",
    every: Every = "",
    areas: Areas = None,
    groups: Groups = None,
    everywhere: Everywhere = False,
    values: Values = None,
    media: Media = "",
    reach: HowMany = None,
    stale_after: StaleAfter = "2h",
    late: WhenNoticedLate = LateOption.HOLD,
    dry_run: DryRun = False,
    yes: Yes = False,
    expect: Expect = None,
    full: Full = False,
) -> None:
    """Add a schedule: shows the words of its next message, whom it would reach today, and its next
    three firings; asks for their number.

    Values may count from each firing: occurrence, occurrence+2h, occurrence-30m, occurrence+1d.

    Examples:

      tocsin schedules add test-siren --template drill --cron "0 11 * * WED#1" --all --set from=occurrence --set until=occurrence+1h

      tocsin schedules add road --template snow --every 6h --area panorama --set from=occurrence --set until=occurrence+6h
    """
    typed = TypedAlert(template, values, areas, groups, everywhere, media, reach)
    times = TypedTimes(at, cron, every, stale_after, late)
    _add(context, name, typed, times, Manner(dry_run, yes, expect, full))


def _add(
    context: typer.Context, name: str, typed: TypedAlert, times: TypedTimes, manner: Manner
) -> None:
    from console.schedules.planning import add_typed

    typed.check(yes=manner.unasked, expect=manner.expect)
    add_typed(open_terminal(context), name, typed, times, manner)


@app.command("list")
def list_schedules(context: typer.Context, as_json: AsJson = False) -> None:
    """List the schedules and their next three firings in local time.

    Example: tocsin schedules list
    """
    from console.schedules.timetable import show_list

    show_list(open_home(context), as_json=as_json)


@app.command("show")
def show_schedule(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Show one schedule, and the words of its next message.

    Example: tocsin schedules show road
    """
    from console.schedules.timetable import show_one

    show_one(open_home(context), name, as_json=as_json)


@app.command("pause")
def pause_schedule(context: typer.Context, name: Name) -> None:
    """Let it send nothing until it is resumed; what falls into the pause is never made up.

    Example: tocsin schedules pause road
    """
    from console.schedules.timetable import pause_it

    home = open_home(context)
    pause_it(home, name, by=actor(context, home))


@app.command("resume")
def resume_schedule(
    context: typer.Context, name: Name, yes: Yes = False, expect: Expect = None, full: Full = False
) -> None:
    """Let it send again, with its template as it is now: shows its next message and asks for the
    number of recipients.

    Whoever resumes it answers for what it sends from then on.

    Example: tocsin schedules resume road
    """
    from console.schedules.planning import resume_plan
    from console.terminal.asking import check_unasked

    check_unasked(yes=yes, expect=expect)
    resume_plan(open_terminal(context), name, Manner(False, yes, expect, full))


@app.command("skip")
def skip_message(
    context: typer.Context, name: Name, following: Following = False, at: AtThat = ""
) -> None:
    """Leave out one of its messages: the next, or the one at that moment; `unskip` brings it back.

    Example: tocsin schedules skip road --at "24/12 18:00"
    """
    from console.schedules.firings import skip_one
    from runtime import UsageProblem, said

    if following and at:
        raise UsageProblem(said("Give --next or --at, not both."))
    home = open_home(context)
    skip_one(home, name, at, by=actor(context, home))


@app.command("unskip")
def unskip_message(context: typer.Context, name: Name, at: AtThat = "") -> None:
    """Bring back a message that was left out, as long as it lies ahead.

    Example: tocsin schedules unskip road
    """
    from console.schedules.firings import unskip_one

    home = open_home(context)
    unskip_one(home, name, at, by=actor(context, home))


@app.command("remove")
def remove_schedule(context: typer.Context, name: Name) -> None:
    """Take it away; what it sent and its history stay, and its name is free again.

    Example: tocsin schedules remove road
    """
    from console.schedules.timetable import remove_it

    home = open_home(context)
    remove_it(home, name, by=actor(context, home))


@app.command("history")
def list_messages(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Show what became of each of its messages, the latest first; also once it was removed.

    Example: tocsin schedules history road
    """
    from console.schedules.firings import show_history

    show_history(open_home(context), name, as_json=as_json)


@app.command("simulate")
def simulate_schedules(
    context: typer.Context,
    start: FromDay,
    end: UntilDay,
    name: OneName = "",
    as_json: AsJson = False,
) -> None:
    """Show what would be sent between two moments, in local time, and what would not, and why;
    nothing is sent or written.

    Example: tocsin schedules simulate --from 2026-10-24 --until 2026-10-26
    """
    from console.schedules.firings import show_simulation

    show_simulation(open_home(context), start, end, name, as_json=as_json)


@app.command("run-due")
def run_due_schedules(
    context: typer.Context, now: AsIfNow = "", deliver: Deliver = True, as_json: AsJson = False
) -> None:
    """Send what is due, once, whoever else does the same: for cron and systemd timers. Leaves with
    3 if something was kept back.

    Example: tocsin schedules run-due
    """
    from console.schedules.running_due import run_due_once

    leave(run_due_once(open_home(context), now, deliver_it=deliver, as_json=as_json))


def run_scheduler(context: typer.Context, metrics: Metrics = "") -> None:
    """Send what is due at its very moment, and deliver it, until Ctrl-C or SIGTERM; any number may
    run.

    Example: tocsin scheduler --metrics 127.0.0.1:9642
    """
    home = open_to_stay(context)
    from console.schedules.running_due import keep_running_due
    from console.terminal.monitoring import monitor_at
    from runtime import said

    monitor = monitor_at(metrics)
    say(said("At work. Ctrl-C lets what is in the air land, then stops."))
    keep_running_due(home, monitor)
    say(said("Stopped."))
