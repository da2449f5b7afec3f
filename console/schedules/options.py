"""The options of `tocsin schedules`: which one, when it goes out, and what becomes of it when it is
late."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import typer


class LateOption(StrEnum):
    """What becomes of a message that is noticed too late."""

    HOLD = "hold"
    SEND = "send"


Name = Annotated[str, typer.Argument(help="Name of the schedule.", show_default=False)]
OneName = Annotated[
    str, typer.Argument(help="Name of a schedule; else all of them.", show_default=False)
]
Template = Annotated[
    str, typer.Option(help="Name of the template; `tocsin templates list` shows them.")
]
At = Annotated[str, typer.Option(metavar="TIME", help="Once: 20:00, tomorrow 9:00, 24/12 18:00.")]
Cron = Annotated[
    str,
    typer.Option(metavar="LINE", help='E.g. "30 7 * * MON": minute, hour, day, month, weekday.'),
]
Every = Annotated[str, typer.Option(metavar="SPAN", help="E.g. 6h, from now on; m, h or d.")]
StaleAfter = Annotated[str, typer.Option(metavar="SPAN", help="How late it may be noticed.")]
WhenNoticedLate = Annotated[
    LateOption,
    typer.Option("--late", help="Hold it and tell staff, or send it if it is still true."),
]
Following = Annotated[
    bool, typer.Option("--next", help="The next one; this is what happens anyway.")
]
AtThat = Annotated[str, typer.Option(metavar="TIME", help="The one at that moment.")]
FromDay = Annotated[str, typer.Option("--from", metavar="DAY", help="From this day or moment on.")]
UntilDay = Annotated[
    str, typer.Option("--until", metavar="DAY", help="Up to this day or moment, and not with it.")
]
AsIfNow = Annotated[str, typer.Option(metavar="TIME", help="As if it were this moment.")]
Deliver = Annotated[bool, typer.Option(help="Deliver what was issued, then end.")]


@dataclass(frozen=True, slots=True)
class TypedTimes:
    """When a schedule is to go out, as it was typed, and how late it may be noticed."""

    at: str
    cron: str
    every: str
    stale_after: str
    late: LateOption
