"""`tocsin residents lift`: a contact that gets nothing is sent to again."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from console.door import actor, open_home, say, show_json

Number = Annotated[int, typer.Argument(help="The resident's number.", show_default=False)]
Contacts = Annotated[
    list[str] | None, typer.Option("--contact", help="Only this phone or e-mail address; may be repeated.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def lift_blocks(
    context: typer.Context, number: Number, contacts: Contacts = None, as_json: AsJson = False
) -> None:
    """Send again to contacts that were blocked because messages bounced, or were stopped at the provider.

    Do it when the resident says that the phone or e-mail address works. No import does it, and a bounce that comes
    later blocks the contact again.

    Example: tocsin residents lift 12 --contact anna@example.gr
    """
    from console.people import read_addresses
    from delivery import Block
    from subscribers import lift

    home = open_home(context)
    by = actor(context, home)
    addresses = read_addresses(contacts or (), home.config.municipality)
    with home.database.writing() as session:
        lifted = lift(session, home.keys, number, addresses, by=by, now=datetime.now(UTC))
    if as_json:
        show_json(
            {"resident": number, "lifted": [{"contact": each.contact_id, "block": each.block, "block_code": each.code} for each in lifted]}
        )  # fmt: skip
        return
    for each in lifted:
        say(
            f"Contact {each.contact_id} gets messages again; it was blocked as {each.block} {each.code}".strip()
            + "."
        )
    if any(each.block is Block.OPTED_OUT for each in lifted):
        say("The provider may hold messages back until START is sent from that phone to your number.")
