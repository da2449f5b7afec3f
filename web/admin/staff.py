"""The staff: members, their roles and tokens, and who is asking."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, Field, StringConstraints
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
from staff.tokens import TokenView, all_tokens, create_token, revoke_token
from web.admin.fields import LARGEST_ID, Done, Form, Number, Shown
from web.admin.guards import Acts, Guarded, Reads
from web.admin.request_context import RequestContext, WriteContext

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


class TokenShown(Shown):
    """A token, never its value; no scopes mean all that the role may."""

    token: int
    member: int
    name: str = Field(description="the member's")
    label: str
    scopes: list[str]
    state: str = Field(examples=["active"], description="active, expired or revoked")
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, found: TokenView, now: datetime) -> "TokenShown":
        """As the terminal lists them."""
        return cls(
            token=found.id,
            member=found.member_id,
            name=found.member,
            label=found.label,
            scopes=list(found.scopes),
            state=found.state(now),
            created_at=found.created_at,
            expires_at=found.expires_at,
            last_used_at=found.last_used_at,
            revoked_at=found.revoked_at,
        )


class TokenList(Shown):
    """All tokens, in the order they were made."""

    tokens: list[TokenShown]


class TokenWanted(Form):
    """A token to be made for a member; it works for a year at most."""

    member: int = Field(ge=1, le=LARGEST_ID, strict=True, examples=[3])
    label: Annotated[str, StringConstraints(max_length=60)] = Field("", examples=["forecast feed"])
    scopes: list[Right] = Field(
        default=[], max_length=len(Right), examples=[["alert:read", "alert:draft"]]
    )
    expires_at: AwareDatetime = Field(examples=["2027-06-30T00:00:00+03:00"])


class TokenMade(Shown):
    """A new token: its value is told this once."""

    id: int
    value: str = Field(examples=["toc_5_<48 hexadecimal digits>"])


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
    """The value is told once: only its SHA-256 is kept. A repeat by the same key tells it again for
    seven days."""

    def made(session: Session) -> TokenMade:
        new = create_token(
            session,
            form.member,
            label=form.label,
            scopes=form.scopes,
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
