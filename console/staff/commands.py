"""`tocsin staff`: who may act here, and the tokens they show."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from console.staff import tokens, totp
from console.staff.tokens import Account, Member
from console.terminal.door import administrator, open_home
from console.terminal.options import AsJson
from console.terminal.output import say, show, show_json, table

if TYPE_CHECKING:
    from console.staff.membership import AddedMember
    from staff import MemberView

app = typer.Typer(help="Who may act: add, list, role, dismiss, token, totp.", no_args_is_help=True)
app.add_typer(tokens.app, name="token")
app.command("totp")(totp.set_up_totp)


class RoleOption(StrEnum):
    """What a member may do; each all that the one before it may."""

    VIEWER = "viewer"
    AUTHOR = "author"
    APPROVER = "approver"
    ADMIN = "admin"


TheRole = Annotated[
    RoleOption, typer.Argument(help="The new role.", metavar="ROLE", show_default=False)
]
NewRole = Annotated[
    RoleOption,
    typer.Option(
        help="viewer sees, author sends, approver approves, admin does all.", show_default=False
    ),
]
NewName = Annotated[
    str, typer.Argument(help="Their name, or that of a program.", show_default=False)
]
NoToken = Annotated[bool, typer.Option("--no-token", help="Make no token yet.")]


@app.command("add")
def add_member(
    context: typer.Context,
    name: NewName,
    role: NewRole,
    no_token: NoToken = False,
    account: Account = "",
) -> None:
    """Add a member and show their token, once, on stdout; it works for a year.

    The first administrator's token stays in the home instead: whoever types here is them.

    Examples:

      tocsin staff add "Maria Papadaki" --role approver

      tocsin staff add "Maria Papadaki" --role approver --for maria
    """
    from console.staff.membership import add_with_token, tell_staff
    from staff import Role

    home = open_home(context)
    now = home.now()
    by = administrator(context, home)
    token = not no_token or bool(account)
    done = add_with_token(
        home, name, Role(role.value), by=by, now=now, token=token, account=account
    )
    _tell_added(done, name.strip(), role, account)
    tell_staff(home, done.notice)


@app.command("list")
def list_members(context: typer.Context, as_json: AsJson = False) -> None:
    """List the members, those who left too.

    Example: tocsin staff list
    """
    from console.terminal.state_words import translate_word
    from runtime import said
    from staff import all_members

    home = open_home(context)
    administrator(context, home)
    with home.database.reading() as session:
        found = all_members(session)
    if as_json:
        show_json([_member(each) for each in found])
        return
    if not found:
        say(said("Nobody yet: `tocsin staff add NAME --role admin`."))
        return
    rows = [
        (
            str(each.id),
            each.name,
            translate_word(each.role),
            said("left {day:%a %d/%m/%Y}", day=home.config.municipality.local(each.left_at))
            if each.left_at
            else "",
        )
        for each in found
    ]
    table([said("no"), said("name"), said("role"), ""], rows)


@app.command("role")
def change_role(context: typer.Context, who: Member, role: TheRole) -> None:
    """Give a member another role, from now on.

    Example: tocsin staff role "Maria Papadaki" admin
    """
    from alerts.schedules import list_unanswered_schedules
    from alerts.staff_notices import StaffAct, StaffChange, announce_staff_change
    from console.staff.membership import tell_staff
    from console.terminal.state_words import translate_word
    from runtime import said
    from staff import Role, find_member
    from staff import change_role as change

    home = open_home(context)
    now = home.now()
    by = administrator(context, home)
    with home.database.writing() as session:
        found, wanted = find_member(session, who), Role(role.value)
        change(session, found.id, wanted, by=by, now=now)
        told = StaffChange(StaffAct.ROLE, found.name, wanted, found.role)
        notice = (
            announce_staff_change(session, home, told, by=by, now=now)
            if wanted is not found.role
            else None
        )
        planned = [each.name for each in list_unanswered_schedules(session, found.ref)]
    say(said("{name} is {role} now.", name=found.name, role=translate_word(role.value)))
    _name_schedules(planned)
    tell_staff(home, notice)


@app.command("dismiss")
def dismiss_member(context: typer.Context, who: Member) -> None:
    """Let a member go: their tokens stop at once, their name stays in the journal, their schedules
    are named.

    Example: tocsin staff dismiss "Maria Papadaki"
    """
    from alerts.schedules import list_unanswered_schedules
    from alerts.staff_notices import StaffAct, StaffChange, announce_staff_change
    from console.staff.membership import tell_staff
    from runtime import said
    from staff import dismiss_member, find_member

    home = open_home(context)
    now = home.now()
    by = administrator(context, home)
    with home.database.writing() as session:
        found = find_member(session, who)
        dismiss_member(session, found.id, by=by, now=now)
        notice = announce_staff_change(
            session, home, StaffChange(StaffAct.DISMISSED, found.name, found.role), by=by, now=now
        )
        planned = [each.name for each in list_unanswered_schedules(session, found.ref)]
    say(said("{name} has left; their tokens open nothing more.", name=found.name))
    _name_schedules(planned)
    tell_staff(home, notice)


def _name_schedules(names: Sequence[str]) -> None:
    from runtime import said

    if names:
        say(
            said(
                "Not sent any more, until somebody else resumes them (`tocsin schedules resume NAME`): {names}",
                names=", ".join(names),
            )
        )


def _tell_added(done: "AddedMember", name: str, role: RoleOption, account: str) -> None:
    """Who is a member now, and where their token is: in the home, or on stdout."""
    from console.terminal.state_words import translate_word
    from runtime import said

    named = translate_word(role.value)
    say(said("{name} is member {member}, {role}.", name=name, member=done.member, role=named))
    if done.kept:
        say(
            said(
                "The home keeps their token: whoever types as {who} is them.",
                who=account or said("you do"),
            )
        )
    if done.value:
        show(done.value)
        say(
            said(
                "That is their token; it is not shown again. `tocsin staff token revoke` stops it."
            )
        )


def _member(each: "MemberView") -> dict[str, object]:
    return {
        "member": each.id,
        "name": each.name,
        "role": each.role,
        "added_at": each.added_at.isoformat(),
        "left_at": each.left_at and each.left_at.isoformat(),
    }
