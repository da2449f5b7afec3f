"""`tocsin lint`: whether a text says what a warning must say, before anybody sends it."""

from pathlib import Path
from typing import Annotated

import typer

from console.terminal.door import root_options
from console.terminal.options import AsJson

LintedFile = Annotated[
    Path, typer.Argument(help="A text, or lines of JSON with --cases; - for stdin.")
]
Cases = Annotated[
    bool, typer.Option("--cases", help="Each line is a case of JSON, and so is each answer.")
]
Language = Annotated[str, typer.Option(help="Language of the text.")]
LintedMedium = Annotated[str, typer.Option(help="sms, email or subject.")]
Event = Annotated[str, typer.Option(help="What it is about: snow, an OASIS event term, or words.")]
LintedArea = Annotated[
    list[str] | None, typer.Option(help="Name of a place that gets it; may be repeated.")
]
Known = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="name=value of the alert: severity, urgency, status, msg_type, onset, expires.",
    ),
]


def lint_text(
    context: typer.Context,
    file: LintedFile = Path("-"),
    cases: Cases = False,
    as_json: AsJson = False,
    lang: Language = "el",
    medium: LintedMedium = "sms",
    event: Event = "",
    area: LintedArea = None,
    known: Known = None,
) -> None:
    """Read a text as a warning, and say what is missing, wrong or unclear in it, by the rules L01
    to L25.

    E blocks a live alert, W asks before it is sent, I is a note. It leaves with 1 if there is an E,
    and with 2 if a line of --cases cannot be read. Nothing is sent.

    Examples:

      tocsin lint message.txt --event snow --area Drosia --set severity=Severe

      tocsin lint --cases cases.jsonl
    """
    from console.alerts.linting import lint_cases, lint_file
    from console.terminal.output import leave
    from console.terminal.repeated import read_pairs

    if cases:
        leave(lint_cases(file))
    told = {"lang": lang, "medium": medium, "event": event, "area": area or []}
    about = {**told, **read_pairs(known or [])}
    leave(lint_file(file, about, root_options(context).folder, as_json=as_json))
