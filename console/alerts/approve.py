"""`tocsin alerts approve | send`: what can be typed; approving carries it out."""

import typer

from console.terminal.alert_options import Expect, Full, Override, WhichAlert, Yes
from console.terminal.door import open_terminal
from console.terminal.options import AsJson
from console.terminal.typed_alert import Manner


def approve_alert(
    context: typer.Context,
    which: WhichAlert,
    yes: Yes = False,
    expect: Expect = None,
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Approve what somebody else wrote, and send it: shows the exact words, asks for the number of
    recipients.

    Example: tocsin alerts approve 17
    """
    from console.alerts.approving import Approving
    from console.terminal.asking import check_unasked

    check_unasked(yes=yes, expect=expect)
    terminal = open_terminal(context, as_json=as_json)
    manner = Manner(False, yes, expect, full)
    Approving(terminal, manner).approve(which)


def send_draft(
    context: typer.Context,
    which: WhichAlert,
    yes: Yes = False,
    expect: Expect = None,
    override: Override = "",
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Send a draft that needs no second person; with --override an approver sends what does.

    Example: tocsin alerts send 17
    """
    from console.alerts.approving import Approving
    from console.terminal.asking import check_unasked

    check_unasked(yes=yes, expect=expect)
    terminal = open_terminal(context, as_json=as_json)
    manner = Manner(False, yes, expect, full, override)
    Approving(terminal, manner).send(which)
