"""`tocsin staff`: who may act here, and the tokens they show."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from console.door import open_home, say, show, show_json, table

if TYPE_CHECKING:
    from staff import MemberView, TokenView

app = typer.Typer(help="Who may act: add, list, role, dismiss, token.", no_args_is_help=True)
token = typer.Typer(help="What members show at a door: create, list, revoke.", no_args_is_help=True)
app.add_typer(token, name="token")


class Role(StrEnum):
    """What a member may do; each all that the one before it may."""

    VIEWER = "viewer"
    AUTHOR = "author"
    APPROVER = "approver"
    ADMIN = "admin"


Member = Annotated[
    str, typer.Argument(help="Number or name of the member.", metavar="MEMBER", show_default=False)
]
TheRole = Annotated[Role, typer.Argument(help="The new role.", metavar="ROLE", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Their name, or that of a program.", show_default=False)],
    role: Annotated[
        Role,
        typer.Option(
            help="viewer sees alerts; author writes and sends; approver approves; admin does all.",
            show_default=False,
        ),
    ],
    no_token: Annotated[bool, typer.Option("--no-token", help="Make no token yet.")] = False,
) -> None:
    """Add a member and show their token, once, on stdout; it works for a year.

    The first administrator's token goes into the home's tocsin.token instead.

    Example: tocsin staff add "Maria Papadaki" --role approver
    """
    from console.welcome import administrator, welcome
    from staff import Role as Stored

    home, now = open_home(context), datetime.now(UTC)
    by = administrator(context, home, now=now)
    done = welcome(home, name, Stored(role.value), by=by, now=now, token=not no_token)
    say(f"{name.strip()} is member {done.member}, {role}.")
    if done.kept:
        say("Their token is in tocsin.token, and whoever types here is them.")
    if done.value:
        show(done.value)
        say("That is their token; it is not shown again. `tocsin staff token revoke` stops it.")


@app.command("list")
def list_members(context: typer.Context, as_json: AsJson = False) -> None:
    """List the members, those who left too.

    Example: tocsin staff list
    """
    from console.welcome import administrator
    from staff import members

    home = open_home(context)
    administrator(context, home, now=datetime.now(UTC))
    with home.database.reading() as session:
        found = members(session)
    if as_json:
        show_json([_member(each) for each in found])
        return
    if not found:
        say("Nobody yet: `tocsin staff add NAME --role admin`.")
        return
    rows = [
        (str(each.id), each.name, each.role, f"left {each.left_at:%d/%m/%Y}" if each.left_at else "")
        for each in found
    ]
    table(["no", "name", "role", ""], rows)


@app.command("role")
def change_role(context: typer.Context, who: Member, role: TheRole) -> None:
    """Give a member another role, from now on.

    Example: tocsin staff role "Maria Papadaki" admin
    """
    from console.welcome import administrator
    from staff import Role as Stored
    from staff import change_role as change
    from staff import find_member

    home, now = open_home(context), datetime.now(UTC)
    by = administrator(context, home, now=now)
    with home.database.writing() as session:
        found = find_member(session, who)
        change(session, found.id, Stored(role.value), by=by, now=now)
    say(f"{found.name} is {role} now.")


@app.command()
def dismiss(context: typer.Context, who: Member) -> None:
    """Let a member go: their tokens stop at once, their name stays in the journal.

    Example: tocsin staff dismiss "Maria Papadaki"
    """
    from console.welcome import administrator
    from staff import dismiss as let_go
    from staff import find_member

    home, now = open_home(context), datetime.now(UTC)
    by = administrator(context, home, now=now)
    with home.database.writing() as session:
        found = find_member(session, who)
        let_go(session, found.id, by=by, now=now)
    say(f"{found.name} has left; their tokens open nothing more.")


@token.command()
def create(
    context: typer.Context,
    who: Member,
    scopes: Annotated[
        list[str] | None,
        typer.Option("--scope", help="Only this right, such as alert:draft; may be repeated."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long it works.")] = 365,
    label: Annotated[str, typer.Option(help="What it is for.", show_default=False)] = "",
) -> None:
    """Make a token and show it, once, on stdout; without --scope it may all that its member may.

    Example: tocsin staff token create 3 --scope alert:read --scope alert:draft --days 90 --label "weather bridge"
    """
    from console.welcome import administrator
    from staff import create_token, find_member, read_scopes

    home, now = open_home(context), datetime.now(UTC)
    by, wanted = administrator(context, home, now=now), read_scopes(scopes or [])
    with home.database.writing() as session:
        found = find_member(session, who)
        made = create_token(
            session, found.id, label=label, scopes=wanted, expires_at=now + timedelta(days=days), by=by, now=now
        )  # fmt: skip
    show(made.value)
    say(f"That is token {made.id} of {found.name}; it is not shown again.")


@token.command("list")
def list_tokens(context: typer.Context, as_json: AsJson = False) -> None:
    """List the tokens: whose, for what, until when, last used; never their values.

    Example: tocsin staff token list
    """
    from console.welcome import administrator
    from staff import tokens

    home, now = open_home(context), datetime.now(UTC)
    administrator(context, home, now=now)
    with home.database.reading() as session:
        found = tokens(session)
    if as_json:
        show_json([_token(each, now) for each in found])
        return
    rows = [
        (str(each.id), each.member, each.label, ", ".join(each.scopes) or "all of the role", each.state(now),
         f"{each.expires_at:%d/%m/%Y}", f"{each.last_used_at:%d/%m/%Y %H:%M}" if each.last_used_at else "never")
        for each in found
    ]  # fmt: skip
    table(["no", "member", "label", "scopes", "state", "until", "last used (UTC)"], rows)


@token.command()
def revoke(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Number of the token.", show_default=False)],
) -> None:
    """Stop a token at once, everywhere.

    Example: tocsin staff token revoke 5
    """
    from console.welcome import administrator
    from staff import revoke_token

    home, now = open_home(context), datetime.now(UTC)
    by = administrator(context, home, now=now)
    with home.database.writing() as session:
        revoke_token(session, number, by=by, now=now)
    say(f"Token {number} opens nothing more.")


def _member(each: "MemberView") -> dict[str, object]:
    return {
        "member": each.id,
        "name": each.name,
        "role": each.role,
        "added_at": each.added_at.isoformat(),
        "left_at": each.left_at and each.left_at.isoformat(),
    }


def _token(each: "TokenView", now: datetime) -> dict[str, object]:
    return {
        "token": each.id,
        "member": each.member_id,
        "name": each.member,
        "label": each.label,
        "scopes": list(each.scopes),
        "state": each.state(now),
        "created_at": each.created_at.isoformat(),
        "expires_at": each.expires_at.isoformat(),
        "last_used_at": each.last_used_at and each.last_used_at.isoformat(),
        "revoked_at": each.revoked_at and each.revoked_at.isoformat(),
    }
