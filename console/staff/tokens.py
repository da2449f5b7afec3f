"""`tocsin staff token`: the tokens of members."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from console.terminal.door import administrator, open_home
from console.terminal.options import AsJson
from console.terminal.output import say, show, show_json, table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from zoneinfo import ZoneInfo

    from runtime import Home, Right, Said
    from staff.tokens import NewToken, TokenView


def _known_account(account: str) -> str:
    from console.terminal.accounts import check_account

    if account:
        check_account(account)
    return account


app = typer.Typer(help="What members show at a door: create, list, revoke.", no_args_is_help=True)
Member = Annotated[
    str, typer.Argument(help="Number or name of the member.", metavar="MEMBER", show_default=False)
]
Account = Annotated[
    str,
    typer.Option(
        "--for",
        metavar="ACCOUNT",
        callback=_known_account,
        show_default=False,
        help="Keep the token for this login of the machine, in place of showing it.",
    ),
]
Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", help="Only this right, such as alert:draft; may be repeated."),
]
Networks = Annotated[
    list[str] | None,
    typer.Option(
        "--network",
        help="Only from this network at the admin API, such as 10.0.0.0/8; may be repeated.",
    ),
]
Days = Annotated[int, typer.Option(min=1, max=365, help="How long it works.")]
Label = Annotated[str, typer.Option(help="What it is for.", show_default=False)]


@app.command("create")
def make_token(
    context: typer.Context,
    who: Member,
    scopes: Scopes = None,
    networks: Networks = None,
    days: Days = 365,
    label: Label = "",
    account: Account = "",
) -> None:
    """Make a token and show it, once, on stdout; without --scope it may all that its member may.

    Examples:

      tocsin staff token create 3 --scope alert:read --scope alert:draft --days 90 --label "weather bridge"

      tocsin staff token create 3 --scope alert:read --network 10.20.0.0/16

      tocsin staff token create "Maria Papadaki" --for maria
    """
    from alerts.staff_notices import StaffAct, StaffChange, announce_staff_change
    from console.staff.membership import tell_staff
    from staff import find_member
    from staff.tokens import create_token, read_networks, read_scopes

    home = open_home(context)
    now = home.now()
    by, wanted = administrator(context, home), read_scopes(scopes or [])
    make = partial(create_token, label=label, scopes=wanted, networks=read_networks(networks or []))
    with home.database.writing() as session:
        found = find_member(session, who)
        made = make(session, found.id, expires_at=now + timedelta(days=days), by=by, now=now)
        made_for = StaffChange(StaffAct.TOKEN, found.name, found.role)
        notice = announce_staff_change(session, home, made_for, by=by, now=now)
    _hand_out(home, made, found.name, account, _reach(networks or [], wanted))
    tell_staff(home, notice)


@app.command("list")
def list_tokens(context: typer.Context, as_json: AsJson = False) -> None:
    """List the tokens: whose, for what, until when, last used; never their values.

    Example: tocsin staff token list
    """
    from staff.tokens import all_tokens

    home = open_home(context)
    now = home.now()
    administrator(context, home)
    with home.database.reading() as session:
        found = all_tokens(session)
    if as_json:
        show_json([_token(each, now) for each in found])
        return
    _show_tokens(found, home.config.municipality.zone, now)


@app.command("revoke")
def stop_token(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Number of the token.", show_default=False)],
) -> None:
    """Stop a token at once, everywhere.

    Example: tocsin staff token revoke 5
    """
    from runtime import said
    from staff.tokens import revoke_token

    home = open_home(context)
    now = home.now()
    by = administrator(context, home)
    with home.database.writing() as session:
        revoke_token(session, number, by=by, now=now)
    say(said("Token {number} opens nothing more.", number=number))


def _hand_out(home: "Home", made: "NewToken", name: str, account: str, reach: "Said") -> None:
    from console.terminal.accounts import give_token
    from runtime import said

    if not account:
        show(made.value)
        say(
            said(
                "That is token {number} of {name}; it is not shown again.",
                number=made.id,
                name=name,
            )
        )
        return say(reach)
    give_token(home.path, account, made.value)
    acts = said(
        "Account {account} acts as {name} now, with token {number}.",
        account=account,
        name=name,
        number=made.id,
    )
    say(acts)
    return say(reach)


def _reach(networks: "Sequence[str]", scopes: "Collection[Right]") -> "Said":
    """What a new token opens, and from where."""
    from runtime import said
    from staff.tokens import read_networks

    return said(
        "It may {scopes}; at the admin API it works from {networks}.",
        scopes=", ".join(sorted(scopes)) or said("all that its member may"),
        networks=", ".join(map(str, read_networks(networks))) or said("anywhere"),
    )


def _show_tokens(found: "Sequence[TokenView]", zone: "ZoneInfo", now: datetime) -> None:
    from console.terminal.state_words import translate_word
    from console.terminal.times import local_time
    from runtime import said

    rows = [
        (
            str(each.id),
            each.member,
            each.label,
            ", ".join(each.scopes) or said("all of the role"),
            ", ".join(each.networks) or said("anywhere"),
            translate_word(each.state(now)),
            said("{day:%a %d/%m/%Y}", day=each.expires_at.astimezone(zone)),
            local_time(each.last_used_at, zone) if each.last_used_at else said("never"),
        )
        for each in found
    ]
    names = said("no"), said("member"), said("label"), said("scopes"), said("from")
    table([*names, said("state"), said("until"), said("last used")], rows)


def _token(each: "TokenView", now: datetime) -> dict[str, object]:
    return {
        "token": each.id,
        "member": each.member_id,
        "name": each.member,
        "label": each.label,
        "scopes": list(each.scopes),
        "networks": list(each.networks),
        "state": each.state(now),
        "created_at": each.created_at.isoformat(),
        "expires_at": each.expires_at.isoformat(),
        "last_used_at": each.last_used_at and each.last_used_at.isoformat(),
        "revoked_at": each.revoked_at and each.revoked_at.isoformat(),
    }
