"""`tocsin residents groups`, and what is said of a group that somebody has just made by naming
it."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import typer

from console.terminal.door import actor, open_home
from console.terminal.options import AsJson
from console.terminal.output import say, show, show_json, table

if TYPE_CHECKING:
    from sqlmodel import Session


def list_groups(context: typer.Context, as_json: AsJson = False) -> None:
    """List the groups that residents are in, with how many are in each and how many of them can be
    reached.

    Example: tocsin residents groups
    """
    from dataclasses import asdict

    from runtime import Right, said
    from subscribers.audience import count_groups

    home = open_home(context)
    actor(context, home).needs(Right.READ_RESIDENTS)
    with home.database.reading() as session:
        found = count_groups(session)
    if as_json:
        return show_json([asdict(each) for each in found])
    if not found:
        return show(
            said(
                "Nobody is in a group. `tocsin residents change NUMBER --add-group NAME` begins one."
            )
        )
    rows = [(each.name, f"{each.residents:,}", f"{each.reachable:,}") for each in found]
    return table([said("group"), said("residents"), said("can be reached")], rows)


def new_groups(session: "Session", names: Collection[str]) -> Sequence[str]:
    """Those of these names that no group has yet, however it is written."""
    from areas import fold_text
    from subscribers.audience import count_groups

    known = {fold_text(each.name) for each in count_groups(session)} if names else set()
    return sorted(name for name in names if fold_text(name) not in known)


def say_kept(what: str, number: int, names: Sequence[str]) -> None:
    """Say what was kept of a resident, and which groups are new with it: a misspelt name makes one
    as well."""
    from runtime import counted, said

    say(said("{what} `tocsin residents show {number}` shows everything.", what=what, number=number))
    if names:
        say(
            counted(
                len(names),
                "{groups} is a new group. `tocsin residents groups` lists them all.",
                "{groups} are new groups. `tocsin residents groups` lists them all.",
                groups=", ".join(names),
            )
        )
