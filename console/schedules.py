"""`tocsin schedules`: what can be typed; console/timetable.py carries it out."""

from enum import StrEnum
from typing import Annotated

import typer

from console.door import actor, leave, open_home, open_to_stay, say
from console.send import Areas, DryRun, Everywhere, Expect, Full, Groups, HowMany, Media, Values, Yes
from console.worker import Metrics

app = typer.Typer(
    help="Messages that go out on schedule: one moment, a cron line, or a span.", no_args_is_help=True
)


class WhenLate(StrEnum):
    """What becomes of a message that is noticed too late."""

    HOLD = "hold"
    SEND = "send"


Name = Annotated[str, typer.Argument(help="Name of the schedule.", show_default=False)]
OneName = Annotated[str, typer.Argument(help="Name of a schedule; else all of them.", show_default=False)]
Template = Annotated[str, typer.Option(help="Name of the template; `tocsin templates list` shows them.")]
At = Annotated[str, typer.Option(metavar="TIME", help="Once: 20:00, tomorrow 9:00, 24/12 18:00.")]
Cron = Annotated[
    str, typer.Option(metavar="LINE", help='E.g. "30 7 * * MON": minute, hour, day, month, weekday.')
]
Every = Annotated[str, typer.Option(metavar="SPAN", help="E.g. 6h, from now on; m, h or d.")]
StaleAfter = Annotated[str, typer.Option(metavar="SPAN", help="How late it may be noticed.")]
WhenNoticedLate = Annotated[
    WhenLate, typer.Option("--late", help="Hold it and tell staff, or send it if it is still true.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.command()
def add(
    context: typer.Context, name: Name, template: Template, at: At = "", cron: Cron = "", every: Every = "",
    areas: Areas = None, groups: Groups = None, everywhere: Everywhere = False, values: Values = None,
    media: Media = "", reach: HowMany = None, stale_after: StaleAfter = "2h", late: WhenNoticedLate = WhenLate.HOLD,
    dry_run: DryRun = False, yes: Yes = False, expect: Expect = None, full: Full = False,
) -> None:  # fmt: skip
    """Add a schedule: shows the words of its next message, whom it would reach today, and its next three firings; asks for their number.

    Values may count from each firing: occurrence, occurrence+2h, occurrence-30m, occurrence+1d.

    Examples:

      tocsin schedules add test-siren --template drill --cron "0 11 * * WED#1" --all --set from=occurrence --set until=occurrence+1h

      tocsin schedules add road --template snow --every 6h --area panorama --set from=occurrence --set until=occurrence+6h
    """
    from alerts import Late, Plan, read_span
    from console.planning import Consent, add_plan
    from console.sending import check_typed, requested
    from console.timetable import kind_of
    from runtime import said

    check_typed(areas=areas, groups=groups, everywhere=everywhere, yes=yes, expect=expect)
    request = requested(template, values=values, areas=areas, groups=groups, media=media, reach=reach)
    kind, spec = kind_of(at=at, cron=cron, every=every)
    plan = Plan(name, request, kind, spec, read_span(stale_after), Late(late.value))
    home = open_home(context)
    if add_plan(context, home, plan, Consent(dry_run, yes, expect, full), by=actor(context, home)):
        say(
            said(
                "'{name}' is scheduled. `tocsin scheduler`, `tocsin serve` or `tocsin schedules run-due` sends it.",
                name=name,
            )
        )


@app.command("list")
def list_schedules(context: typer.Context, as_json: AsJson = False) -> None:
    """List the schedules and their next three firings in local time.

    Example: tocsin schedules list
    """
    from console.timetable import show_list

    show_list(open_home(context), as_json=as_json)


@app.command("show")
def show_schedule(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Show one schedule, and the words of its next message.

    Example: tocsin schedules show road
    """
    from console.timetable import show_one

    show_one(open_home(context), name, as_json=as_json)


@app.command()
def pause(context: typer.Context, name: Name) -> None:
    """Let it send nothing until it is resumed; what falls into the pause is never made up.

    Example: tocsin schedules pause road
    """
    from console.timetable import pause_it

    home = open_home(context)
    pause_it(home, name, by=actor(context, home))


@app.command()
def resume(
    context: typer.Context, name: Name, yes: Yes = False, expect: Expect = None, full: Full = False
) -> None:
    """Let it send again, with its template as it is now: shows its next message and asks for the number of recipients.

    Whoever resumes it answers for what it sends from then on.

    Example: tocsin schedules resume road
    """
    from console.asking import check_unasked
    from console.planning import Consent, resume_it

    check_unasked(yes=yes, expect=expect)
    home = open_home(context)
    resume_it(context, home, name, Consent(False, yes, expect, full), by=actor(context, home))


@app.command()
def skip(
    context: typer.Context,
    name: Name,
    following: Annotated[
        bool, typer.Option("--next", help="The next one; this is what happens anyway.")
    ] = False,
    at: Annotated[str, typer.Option(metavar="TIME", help="The one at that moment.")] = "",
) -> None:
    """Leave out one of its messages.

    Example: tocsin schedules skip road --at "24/12 18:00"
    """
    from console.timetable import skip_one
    from runtime import UsageProblem, said

    if following and at:
        raise UsageProblem(said("Give --next or --at, not both."))
    home = open_home(context)
    skip_one(home, name, at, by=actor(context, home))


@app.command()
def remove(context: typer.Context, name: Name) -> None:
    """Take it away; what it sent stays in the register, and its name is free again.

    Example: tocsin schedules remove road
    """
    from console.timetable import remove_it

    home = open_home(context)
    remove_it(home, name, by=actor(context, home))


@app.command()
def history(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    """Show what became of each of its messages, the latest first.

    Example: tocsin schedules history road
    """
    from console.timetable import show_history

    show_history(open_home(context), name, as_json=as_json)


@app.command()
def simulate(
    context: typer.Context,
    start: Annotated[str, typer.Option("--from", metavar="DAY", help="From this day or moment on.")],
    end: Annotated[
        str, typer.Option("--until", metavar="DAY", help="Up to this day or moment, and not with it.")
    ],
    name: OneName = "",
    as_json: AsJson = False,
) -> None:
    """Show what would be sent between two moments, in local time; nothing is sent or written.

    Example: tocsin schedules simulate --from 2026-10-24 --until 2026-10-26
    """
    from console.timetable import show_simulation

    show_simulation(open_home(context), start, end, name, as_json=as_json)


@app.command("run-due")
def run_due(
    context: typer.Context,
    now: Annotated[str, typer.Option(metavar="TIME", help="As if it were this moment.")] = "",
    deliver: Annotated[bool, typer.Option(help="Deliver what was issued, then end.")] = True,
    as_json: AsJson = False,
) -> None:
    """Send what is due, once, whoever else does the same: for cron and systemd timers. Leaves with 3 if something was kept back.

    Example: tocsin schedules run-due
    """
    from console.passing import pass_once

    leave(pass_once(open_home(context), now, deliver_it=deliver, as_json=as_json))


def scheduler(context: typer.Context, metrics: Metrics = "") -> None:
    """Send what is due at its very moment, and deliver it, until Ctrl-C or SIGTERM; any number may run.

    Example: tocsin scheduler --metrics 127.0.0.1:9642
    """
    home = open_to_stay(context)
    from console.monitoring import monitor_at
    from console.passing import keep_passing
    from runtime import said

    monitor = monitor_at(metrics)
    say(said("At work. Ctrl-C lets what is in the air land, then stops."))
    keep_passing(home, monitor)
    say(said("Stopped."))
