"""`tocsin doctor`: is this installation fit to warn people?"""

from typing import Annotated

import typer

from console.door import desk, leave, show, show_json


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Examine this installation: each line is OK, WARN or FAIL, with what to do about it. Sends nothing.

    Example: tocsin doctor
    """
    from console.examination import examine
    from console.findings import FAIL
    from runtime import Exit

    found = examine(desk(context).folder)
    if as_json:
        show_json([{"level": each.level, "what": each.what, "fix": each.fix} for each in found])
    else:
        for each in found:
            show(f"{each.level:<5} {each.what}" + (f"\n      -> {each.fix}" if each.fix else ""))
    leave(Exit.UNREACHABLE if any(each.level == FAIL for each in found) else Exit.DONE)
