"""`tocsin alerts`: what was sent, how it stands, and going on with it. What can be typed before an
alert is sent is in draft, approve and send."""

from pathlib import Path
from typing import Annotated

import typer

from console.alerts import approve, correct, draft
from console.alerts.missed import list_missed
from console.terminal.alert_options import WhichAlert, Yes
from console.terminal.door import (
    actor,
    open_home,
    open_terminal,
    open_terminal_to_look,
    open_to_look,
)
from console.terminal.options import AsJson
from console.terminal.output import leave, show_json

app = typer.Typer(
    help="Alerts: draft, submit, approve; list, show, watch, resume, report, missed, trace; update, all-clear, cancel, false-alarm.",
    no_args_is_help=True,
)

Unknown = Annotated[
    bool,
    typer.Option(
        "--unknown", help="Those that may have arrived; some may get it twice. The default."
    ),
]
Failed = Annotated[
    bool, typer.Option("--failed", help="Those whom it failed for no fault of their address.")
]
Messages = Annotated[
    int | None,
    typer.Option(min=1, help="With --yes: the messages you count on.", show_default=False),
]


@app.command("list")
def list_alerts(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the latest alerts.

    Example: tocsin alerts list --limit 5
    """
    from alerts import list_latest_alerts
    from channels.registry import find_trials
    from console.alerts.listing import AlertListing
    from runtime import Right

    home = open_to_look(context)
    actor(context, home).needs(Right.READ_ALERTS)
    at_present = find_trials(home.config.routes, home.config.channels, home.path)
    with home.database.reading() as session:
        found = list_latest_alerts(session, limit)
        listed = AlertListing.of(session, found, at_present)
    if as_json:
        show_json(listed.as_json())
        return
    listed.show(home.config.municipality)


@app.command("show")
def show_alert(context: typer.Context, which: WhichAlert, as_json: AsJson = False) -> None:
    """Show an alert and its exact words.

    Example: tocsin alerts show 17
    """
    from console.alerts.details import AlertDetails
    from runtime import Right

    home = open_to_look(context)
    actor(context, home).needs(Right.READ_ALERTS)
    shown = AlertDetails.of(home, which)
    if as_json:
        show_json(shown.as_json())
        return
    shown.show(home.config.municipality)


@app.command("watch")
def watch_alert(
    context: typer.Context,
    which: WhichAlert,
    receipts: Annotated[
        bool, typer.Option("--receipts", help="Until every receipt is in, or the alert is over.")
    ] = False,
) -> None:
    """Watch how an alert stands while a worker elsewhere sends it; Ctrl-C leaves it to the worker.

    It ends when nothing is left to send; with --receipts it waits for the providers' receipts as
    well.

    Example: tocsin alerts watch 17
    """
    from alerts import Office, dispatch_of, find_alert
    from console.alerts.ending import show_ending
    from console.terminal.live import follow
    from runtime import Right

    home = open_to_look(context)
    actor(context, home).needs(Right.READ_ALERTS)
    with home.database.reading() as session:
        alert = find_alert(session, which)
    resumed_by = f"tocsin alerts resume {alert.id}"
    watched = follow(home, [dispatch_of(alert)], receipts=receipts, resumed_by=resumed_by)
    leave(show_ending(home, alert, Office.of(home), watched, as_json=False))


@app.command("resume")
def resume_alert(context: typer.Context, which: WhichAlert, as_json: AsJson = False) -> None:
    """Go on sending an alert whose command was interrupted.

    Example: tocsin alerts resume 17
    """
    from alerts import Office, dispatch_of, find_alert
    from console.alerts.ending import show_ending
    from console.terminal.live import deliver
    from runtime import Right

    home = open_home(context)
    actor(context, home).needs(Right.SEND_ALERTS)
    with home.database.reading() as session:
        alert = find_alert(session, which)
    watched = deliver(home, [dispatch_of(alert)])
    leave(show_ending(home, alert, Office.of(home), watched, as_json=as_json))


@app.command("resend")
def resend_alert(
    context: typer.Context,
    which: WhichAlert,
    unknown: Unknown = False,
    failed: Failed = False,
    yes: Yes = False,
    expect: Messages = None,
    as_json: AsJson = False,
) -> None:
    """Send again what may have arrived, or what failed; never to a blocked contact, never what is
    over or corrected.

    Examples:

      tocsin alerts resend 17

      tocsin alerts resend 17 --failed
    """
    from console.alerts.resending import Resending
    from console.terminal.asking import check_unasked
    from delivery.fallback import ResendKind
    from runtime import UsageProblem, said

    if unknown and failed:
        raise UsageProblem(said("Give --unknown or --failed, not both."))
    check_unasked(yes=yes, expect=expect)
    again = ResendKind.FAILED if failed else ResendKind.UNKNOWN
    Resending(open_terminal(context), again, expect if yes else None).carry_out(which)
    resume_alert(context, which, as_json)


@app.command("report")
def report_on_alert(
    context: typer.Context,
    which: WhichAlert,
    as_json: AsJson = False,
    csv: Annotated[
        Path | None,
        typer.Option(help="Write every delivery to this file, addresses masked; - is stdout."),
    ] = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Name those that may have arrived.")
    ] = False,
    doubled: Annotated[
        bool, typer.Option("--doubled", help="Name those who may have got it twice.")
    ] = False,
    missed: Annotated[
        bool, typer.Option("--missed", help="Name those who were not reached, and why.")
    ] = False,
) -> None:
    """Report what became of an alert: handed over, confirmed, may have arrived, not reached and
    why, times and cost.

    Examples:

      tocsin alerts report 17 --missed

      tocsin alerts report 17 --csv snow.csv
    """
    from console.alerts.reporting import ReportForms, show_report
    from runtime import Right

    home = open_to_look(context)
    actor(context, home).needs(Right.READ_ALERTS)
    wanted = ReportForms(as_json=as_json, csv=csv, unknown=unknown, doubled=doubled, missed=missed)
    show_report(home, which, wanted)


@app.command("trace")
def trace_resident(
    context: typer.Context,
    which: WhichAlert,
    resident: Annotated[
        int, typer.Option(min=1, help="The resident's number.", show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Show what became of an alert for one resident: every attempt, answer, receipt and second try,
    with its local time.

    It needs the right `subscriber:read`, and the journal notes who looked; addresses are masked.

    Example: tocsin alerts trace 4 --resident 32
    """
    from console.alerts.tracing import show_trace

    show_trace(open_terminal_to_look(context, as_json=as_json), which, resident)


app.command("draft")(draft.draft_alert)
app.command("edit")(draft.edit_alert)
app.command("submit")(draft.submit_alert)
app.command("approve")(approve.approve_alert)
app.command("reject")(draft.reject_alert)
app.command("send")(approve.send_draft)
app.command("missed")(list_missed)
app.command("update")(correct.update_alert)
app.command("all-clear")(correct.clear_alert)
app.command("cancel")(correct.cancel_alert)
app.command("false-alarm")(correct.call_false_alarm)
