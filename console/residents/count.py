"""`tocsin residents count`: how many residents there are, line by line."""

from typing import TYPE_CHECKING

import typer

from console.terminal.door import actor, open_home
from console.terminal.options import AsJson
from console.terminal.output import show, show_json

if TYPE_CHECKING:
    from subscribers.audience import ResidentCounts


def count_residents(context: typer.Context, as_json: AsJson = False) -> None:
    """Count the residents by language, medium and zone.

    Example: tocsin residents count --json
    """
    from runtime import Right
    from subscribers.audience import count_residents

    home = open_home(context)
    actor(context, home).needs(Right.READ_RESIDENTS)
    with home.database.reading() as session:
        found = count_residents(session)
    _show_counts(found, as_json=as_json)


def _show_counts(found: "ResidentCounts", *, as_json: bool) -> None:
    from dataclasses import asdict

    from runtime import said

    if as_json:
        return show_json(asdict(found))
    show(said("residents   {number:,}", number=found.residents))
    show(said("left        {number:,}", number=found.left))
    if found.landlines:
        show(said("landlines   {number:,}, to be phoned by hand", number=found.landlines))
    for heading, numbers in (
        (said("language"), found.by_language),
        (said("medium"), found.by_medium),
        (said("zone"), found.by_zone),
    ):
        for word, number in numbers.items():
            show(
                said(
                    "{label:<10}  {word}: {number:,}",
                    label=heading,
                    word=word or said("the whole municipality"),
                    number=number,
                )
            )
    return None
