"""`tocsin resume`: a channel that was stopped because it refused too many goes on."""

from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import actor, open_home
from console.terminal.options import AsJson
from console.terminal.output import say, show_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alerts.recovery import ResumedLane

Channel = Annotated[
    str, typer.Argument(help="The channel's name, such as twilio.", show_default=False)
]


def resume_sending(
    context: typer.Context,
    channel: Channel,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept-refusals", help="The refusals are right: those people stay refused."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Let a channel go on that was stopped because its provider refused more than a fifth of an
    alert.

    Mend the settings first (`tocsin doctor`): everybody is tried again, those who were refused too.
    When the settings are right and the addresses are not, --accept-refusals keeps them refused and
    sends nothing more to them.

    Examples:

      tocsin resume twilio

      tocsin resume twilio --accept-refusals
    """

    from alerts.recovery import resume_channel

    home = open_home(context)
    by, known, now = actor(context, home), home.config.channel_names, home.now()
    with home.database.writing() as session:
        done = resume_channel(session, channel, known, refusals_are_right=accept, by=by, now=now)
    _tell(channel, done, accept=accept, as_json=as_json)


def _tell(channel: str, done: "Sequence[ResumedLane]", *, accept: bool, as_json: bool) -> None:
    from runtime import said

    if as_json:
        show_json(
            {"channel": channel, "accepted": accept, "runs": [_run_json(each) for each in done]}
        )
        return
    for each in done:
        refused, size = each.suspect.refused, each.suspect.size
        say(
            said(
                "{channel} goes on; it had refused {refused} of {size}.",
                channel=channel,
                refused=refused,
                size=size,
            )
        )
        if accept:
            for line in accepted_lines(each):
                say(line)
        if each.alert_id is not None:
            say(
                said(
                    "A running `tocsin worker` sends the rest, or: tocsin alerts resume {alert}",
                    alert=each.alert_id,
                )
            )


def _run_json(run: "ResumedLane") -> dict[str, object]:
    return {
        "alert": run.alert_id,
        "refused": run.suspect.refused,
        "kept": run.kept,
        "left": run.left.messages,
    }


def accepted_lines(run: "ResumedLane") -> "Iterator[str]":
    """What becomes of those who stay refused, and of the others."""
    from alerts.plain_words import MEDIUM_WORDS
    from runtime import counted, said

    medium, left = MEDIUM_WORDS[run.left.medium], run.left.messages
    yield said(
        "{kept} stay refused and get nothing more by {medium}.", kept=run.kept, medium=medium
    )
    if run.left.can_stop:
        yield said(
            "The other {left} are tried; it stops again if too many of them are refused.", left=left
        )
    elif left:
        yield counted(left, "The other one is tried.", "The other {count} are tried.")
