"""`tocsin residents unblock`: a contact that gets nothing is sent to again."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import actor, open_home
from console.terminal.options import AsJson
from console.terminal.output import say, show_json

if TYPE_CHECKING:
    from delivery.contacts import Blocked
    from runtime import Said

Number = Annotated[int, typer.Argument(help="The resident's number.", show_default=False)]
Maybe = Annotated[int | None, typer.Argument(help="The resident's number.", show_default=False)]
Since = Annotated[
    str,
    typer.Option(
        "--alert",
        metavar="ALERT",
        help="All contacts that this alert has blocked.",
        show_default=False,
    ),
]
Contacts = Annotated[
    list[str] | None,
    typer.Option("--contact", help="Only this phone or e-mail address; may be repeated."),
]


def unblock_contacts(
    context: typer.Context,
    number: Maybe = None,
    contacts: Contacts = None,
    since: Since = "",
    as_json: AsJson = False,
) -> None:
    """Send again to contacts that were blocked because messages bounced, or were stopped at the
    provider.

    Do it when the resident says that the phone or e-mail address works. No import does it, and a
    bounce that comes later blocks the contact again.

    Examples:

      tocsin residents unblock 12 --contact anna@example.gr

      tocsin residents unblock --alert 7
    """
    from runtime import UsageProblem, said

    if (number is None) == (not since) or (since and contacts):
        raise UsageProblem(said("Give the number of a resident, or --alert and nothing else."))
    if number is None:
        _unblock_since(context, since, as_json=as_json)
    else:
        _unblock_resident(context, number, contacts or (), as_json=as_json)


def _unblock_since(context: typer.Context, which: str, *, as_json: bool) -> None:
    from alerts import find_alert
    from alerts.recovery import lift_alert_blocks
    from runtime import counted

    home = open_home(context)
    by = actor(context, home)
    with home.database.writing() as session:
        alert = find_alert(session, which)
        number, opened = alert.id, lift_alert_blocks(session, alert, by=by, now=home.now())
    if as_json:
        show_json({"alert": number, "unblocked": opened})
        return
    say(
        counted(
            opened, "{count} contact gets messages again.", "{count} contacts get messages again."
        )
    )


def _unblock_resident(
    context: typer.Context, number: int, contacts: "Sequence[str]", *, as_json: bool
) -> None:
    from console.residents.people import read_addresses
    from subscribers import unblock_contacts

    home = open_home(context)
    by = actor(context, home)
    addresses = read_addresses(contacts, home.config.municipality)
    with home.database.writing() as session:
        opened = unblock_contacts(session, home.keys, number, addresses, by=by, now=home.now())
    if as_json:
        show_json(
            {
                "resident": number,
                "unblocked": [
                    {"contact": each.contact_id, "block": each.block, "block_code": each.code}
                    for each in opened
                ],
            }
        )
        return
    for line in _told(opened):
        say(line)


def _told(opened: "Sequence[Blocked]") -> "Iterator[Said]":
    from alerts.plain_words import BLOCK_WORDS
    from channels.explanations import explain_cause
    from delivery import BlockReason
    from runtime import said

    for each in opened:
        why = explain_cause(each.code) or BLOCK_WORDS[each.block]
        words = "Contact {contact} gets messages again; it was blocked: {why}."
        yield said(words, contact=each.contact_id, why=why)
    if any(each.block is BlockReason.OPTED_OUT for each in opened):
        yield said(
            "The provider may hold messages back until START is sent from that phone to your number."
        )


def lift_blocks(
    context: typer.Context, number: Number, contacts: Contacts = None, as_json: AsJson = False
) -> None:
    """The same by its name of before; it goes with the next release.

    Example: tocsin residents unblock 12
    """
    from runtime import said

    say(said("`tocsin residents lift` is called `tocsin residents unblock` now."))
    _unblock_resident(context, number, contacts or (), as_json=as_json)
