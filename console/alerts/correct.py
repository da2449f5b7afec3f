"""`tocsin alerts update | all-clear | cancel | false-alarm`: what can be typed; correcting carries
it out."""

from collections.abc import Sequence
from typing import Annotated

import typer

from console.terminal.alert_options import (
    Areas,
    DryRun,
    Everywhere,
    Full,
    Groups,
    NoGroup,
    Override,
    Values,
    WhichAlert,
    Yes,
)
from console.terminal.door import open_terminal
from console.terminal.options import AsJson
from console.terminal.repeated import read_pairs
from console.terminal.typed_alert import Manner, changed_audience

Expect = Annotated[
    int | None,
    typer.Option(
        min=0, help="Recipients of the alert it corrects; of an update, its own. 1 % may be off."
    ),
]


def update_alert(
    context: typer.Context,
    which: WhichAlert,
    values: Values = None,
    areas: Areas = None,
    everywhere: Everywhere = False,
    groups: Groups = None,
    no_group: NoGroup = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    expect: Expect = None,
    override: Override = "",
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Say it anew: what is not set stays. The old text stops; the new goes to its area and to
    whoever got the old.

    Example: tocsin alerts update 17 --set until="tomorrow 14:00"
    """
    from alerts import CorrectionKind
    from alerts.corrections import CorrectionRequest
    from console.alerts.correcting import Correcting
    from console.terminal.asking import check_unasked

    check_unasked(yes=yes, expect=expect)
    wish = CorrectionRequest(
        CorrectionKind.UPDATE,
        read_pairs(values or []),
        *changed_audience(areas, everywhere, groups, no_group),
    )
    manner = Manner(dry_run, yes, expect, full, override)
    Correcting(open_terminal(context, as_json=as_json), manner).carry_out(which, wish)


def clear_alert(
    context: typer.Context,
    which: WhichAlert,
    values: Values = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    expect: Expect = None,
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Tell whoever got it that the danger is over; --set remains="..." names what is left of it.

    Example: tocsin alerts all-clear 17 --set remains="Πάγος στους δρόμους" --set remains.en="Ice on the roads"
    """
    _take(context, which, "all_clear", values, Manner(dry_run, yes, expect, full), as_json=as_json)


def cancel_alert(
    context: typer.Context,
    which: WhichAlert,
    values: Values = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    expect: Expect = None,
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Stop it at once and take it back, in the words that its template names, from whoever got it
    or may have.

    It asks what is true now; in a script say it: --set situation=danger_remains, checking,
    no_danger or ignore.

    When it takes back an all-clear or a withdrawal it does not ask: the alert before that holds
    again, and people read that the danger remains. If you do not know yet: --set
    situation=checking.

    Example: tocsin alerts cancel 17
    """
    _take(context, which, "cancel", values, Manner(dry_run, yes, expect, full), as_json=as_json)


def call_false_alarm(
    context: typer.Context,
    which: WhichAlert,
    values: Values = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    expect: Expect = None,
    full: Full = False,
    as_json: AsJson = False,
) -> None:
    """Stop it at once and call it a false alarm, to whoever got it or may have. It asks what is
    true now.

    When it takes back an all-clear or a withdrawal it does not ask: the alert before that holds
    again, and people read that the danger remains. If you do not know yet: --set
    situation=checking.

    Examples:

      tocsin alerts false-alarm 17

      tocsin alerts false-alarm 17 --set situation=danger_remains
    """
    _take(
        context, which, "false_alarm", values, Manner(dry_run, yes, expect, full), as_json=as_json
    )


def _take(
    context: typer.Context,
    which: str,
    kind: str,
    values: Sequence[str] | None,
    manner: Manner,
    *,
    as_json: bool,
) -> None:
    from alerts import CorrectionKind
    from alerts.corrections import CorrectionRequest
    from console.alerts.correcting import Correcting
    from console.terminal.asking import check_unasked

    check_unasked(yes=manner.unasked, expect=manner.expect)
    wish = CorrectionRequest(CorrectionKind(kind), read_pairs(values or []))
    Correcting(open_terminal(context, as_json=as_json), manner).carry_out(which, wish)
