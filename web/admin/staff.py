"""The staff: members, their roles and tokens, and who is asking."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StringConstraints
from sqlmodel import Session

from alerts.schedules import list_unanswered_schedules
from alerts.staff_notices import StaffAct, StaffChange, announce_staff_change
from runtime import Right
from staff import (
    MemberView,
    Role,
    add_member,
    all_members,
    change_role,
    dismiss_member,
    find_member,
)
from staff.tokens import all_tokens, create_token, read_networks, revoke_token
from web.admin.fields import Done, Form, Number, Shown, about
from web.admin.guards import Acts, Guarded, Reads
from web.admin.request_context import RequestContext, WriteContext
from web.admin.tokens_shown import TokenList, TokenMade, TokenShown, TokenWanted

router = APIRouter(prefix="/v1", tags=["staff"], route_class=Guarded)

Anybody = Annotated[RequestContext, Depends(Reads(*Right))]
Administrator = Annotated[RequestContext, Depends(Reads(Right.ADMINISTER))]
Chief = Annotated[WriteContext, Depends(Acts(Right.ADMINISTER))]


class MeShown(Shown):
    """Who is asking, and what they may do with this token."""

    name: str = Field(examples=["weather station"])
    ref: str = Field(examples=["member:3"])
    rights: list[Right]


class MemberShown(Shown):
    """A member."""

    member: int
    name: str
    role: Role
    added_at: datetime
    left_at: datetime | None

    @classmethod
    def of(cls, found: MemberView) -> "MemberShown":
        """As the terminal lists them."""
        return cls(
            member=found.id,
            name=found.name,
            role=found.role,
            added_at=found.added_at,
            left_at=found.left_at,
        )


class MemberList(Shown):
    """Everybody who works or worked for the office."""

    members: list[MemberShown]


class NewMember(Form):
    """Somebody, or a program, that will work for the office."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)] = Field(
        examples=["weather station"]
    )
    role: Role = Field(examples=["author"])


class NewRole(Form):
    """What a member is from now on."""

    role: Role


class MemberChanged(Done):
    """The member's number, and the schedules they answer for but may not send any more: somebody
    else resumes them."""

    schedules: list[str] = Field(examples=[["monday-bins"]])


@router.get("/me", summary="Who am I")
def show_me(context: Anybody) -> MeShown:
    """The member behind the token, and what it may do."""
    return MeShown(name=context.by.name, ref=context.by.ref, rights=sorted(context.by.rights))


@router.get("/staff/members", summary="The members")
def list_members(context: Administrator) -> MemberList:
    """Everybody, those who left too."""
    with context.reading() as session:
        return MemberList(members=[MemberShown.of(each) for each in all_members(session)])


@router.post("/staff/members", summary="Add a member", status_code=201, response_model=Done)
def post_member(context: Chief, form: NewMember) -> Response:
    """Somebody, or a program, that will work for the office."""

    def added(session: Session) -> Done:
        number = add_member(session, form.name, form.role, by=context.by, now=context.now)
        _announce(session, context, StaffAct.ADDED, number)
        return Done(id=number)

    return context.act(added, status=201, rings=True)


@router.patch("/staff/members/{number}", summary="Change a role", response_model=MemberChanged)
def patch_member(context: Chief, number: Number, form: NewRole) -> Response:
    """In force from their next request on."""

    def changed(session: Session) -> Done:
        before = find_member(session, str(number)).role
        change_role(session, number, form.role, by=context.by, now=context.now)
        if before is not form.role:
            _announce(session, context, StaffAct.ROLE, number, before)
        return _changed(session, number)

    return context.act(changed, rings=True)


@router.delete("/staff/members/{number}", summary="Dismiss a member", response_model=MemberChanged)
def delete_member(context: Chief, number: Number) -> Response:
    """Their tokens open nothing from this moment on."""

    def dismissed(session: Session) -> Done:
        dismiss_member(session, number, by=context.by, now=context.now)
        _announce(session, context, StaffAct.DISMISSED, number)
        return _changed(session, number)

    return context.act(dismissed, rings=True)


@router.get("/staff/tokens", summary="The tokens")
def list_tokens(context: Administrator) -> TokenList:
    """All of them, without their values."""
    with context.reading() as session:
        return TokenList(tokens=[TokenShown.of(each, context.now) for each in all_tokens(session)])


@router.post("/staff/tokens", summary="Make a token", status_code=201, response_model=TokenMade)
def post_token(context: Chief, form: TokenWanted) -> Response:
    """The value is told once: only its SHA-256 is kept. A repeat by the same key makes no other
    one, and is told its number alone."""

    with about("#/networks"):
        networks = read_networks(form.networks)

    def made(session: Session) -> TokenMade:
        new = create_token(
            session,
            form.member,
            label=form.label,
            scopes=form.scopes,
            networks=networks,
            expires_at=form.expires_at,
            by=context.by,
            now=context.now,
        )
        _announce(session, context, StaffAct.TOKEN, form.member)
        return TokenMade(id=new.id, value=new.value)

    return context.act(made, status=201, rings=True)


@router.delete("/staff/tokens/{number}", summary="Revoke a token", response_model=Done)
def delete_token(context: Chief, number: Number) -> Response:
    """It opens nothing from this moment on, in every process."""

    def revoked(session: Session) -> Done:
        revoke_token(session, number, by=context.by, now=context.now)
        return Done(id=number)

    return context.act(revoked)


def _announce(
    session: Session, context: WriteContext, act: StaffAct, number: int, before: str = ""
) -> None:
    member = find_member(session, str(number))
    change = StaffChange(act, member.name, member.role, before)
    announce_staff_change(session, context.home, change, by=context.by, now=context.now)


def _changed(session: Session, number: int) -> MemberChanged:
    planned = list_unanswered_schedules(session, find_member(session, str(number)).ref)
    return MemberChanged(id=number, schedules=[each.name for each in planned])
