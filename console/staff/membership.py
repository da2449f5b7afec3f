"""A new member and their first token; whoever holds the home acts while nobody administers it."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.staff_notices import StaffAct, StaffChange, announce_staff_change
from console.terminal.accounts import give_token
from console.terminal.live import deliver
from console.terminal.output import say
from console.terminal.token_file import keep_token, nobody_yet, token_path
from runtime import LOCAL_OPERATOR, Actor, Home, said
from staff import Role, add_member, fit_name
from staff.tokens import create_token

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class AddedMember:
    """A new member; `value` is their token, empty when there is none or when the home keeps it."""

    member: int
    value: str
    kept: bool
    notice: int | None = None


def tell_staff(home: Home, notice: int | None) -> None:
    """Deliver what `[staff_notice]` is told of a change among the staff, if anybody is named
    there."""
    if notice is not None:
        say(said("Staff are told."))
        deliver(home, [notice])


def add_first_administrator(home: Home, name: str, *, now: datetime) -> None:
    """Make the first administrator, whose token the home keeps; where there are members already
    nothing is done."""
    if nobody_yet(home):
        add_with_token(home, name, Role.ADMIN, by=LOCAL_OPERATOR, now=now)


def add_with_token(
    home: Home,
    name: str,
    role: Role,
    *,
    by: Actor,
    now: datetime,
    token: bool = True,
    account: str = "",
) -> AddedMember:
    """Add a member with a token for a year; the home keeps it for an account, and the first
    administrator's for this terminal."""
    kept, path = False, token_path(home.path, os.environ)
    try:
        with home.database.writing() as session:
            member = add_member(session, name, role, by=by, now=now)
            added = StaffChange(StaffAct.ADDED, fit_name(name), role)
            notice = announce_staff_change(session, home, added, by=by, now=now)
            if not token:
                return AddedMember(member, "", kept=False, notice=notice)
            made = create_token(session, member, expires_at=now + YEAR, by=by, now=now)
            if not account:
                kept = by == LOCAL_OPERATOR and role is Role.ADMIN and keep_token(path, made.value)
    except BaseException:
        if kept:
            path.unlink()
        raise
    if account:
        give_token(home.path, account, made.value)
        return AddedMember(member, "", kept=True, notice=notice)
    return AddedMember(member, "" if kept else made.value, kept, notice)
