"""People: the members who work for the office, each in a role, and the one administrator who always
stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from sqlalchemy import delete
from sqlmodel import Session, col, select

from runtime import Actor, Exit, Instant, Problem, Right, UsageProblem, said
from staff.journal.recording import record
from staff.roles import Role, rights_of
from staff.tables import Member, SecondFactor, Token

LONGEST_NAME = 120


class UnknownMember(Problem):
    """Nobody here has that number or name. `tocsin staff list` shows the members."""

    exit = Exit.USAGE
    status = 404


class NameTaken(Problem):
    """A name stays with who had it, so that the journal can be read. Take another name, or change
    the role: `tocsin staff role MEMBER ROLE`."""

    status = 409


class UnfitName(UsageProblem):
    """A member's name has 1 to 120 letters that can be read, and is no number. Give another one."""


class HasLeftStaff(Problem):
    """Who left does not come back. Add them anew under another name: `tocsin staff add NAME --role
    ROLE`."""

    for_programs = "Who left does not come back. Add them anew under another name."
    exit = Exit.REFUSED
    status = 409


class LastAdmin(Problem):
    """An installation needs an administrator. Make one first: `tocsin staff add NAME --role
    admin`."""

    for_programs = "An installation needs an administrator. Make another member one first."
    exit = Exit.REFUSED
    status = 409


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member, for a list; `ref` is how the tables and the journal name them."""

    id: int
    name: str
    role: Role
    added_at: datetime
    left_at: datetime | None

    @property
    def ref(self) -> str:
        """Such as `member:3`."""
        return f"member:{self.id}"


def add_member(session: Session, name: str, role: Role, *, by: Actor, now: datetime) -> int:
    """Add a member and return their number; raises UnfitName, NameTaken, or LastAdmin when the
    first is no administrator."""
    by.needs(Right.ADMINISTER)
    fit = fit_name(name)
    if session.exec(select(Member).where(Member.name == fit)).first():
        raise NameTaken(said("There is a member '{fit}' already.", fit=fit))
    if role is not Role.ADMIN and not _admins(session):
        raise LastAdmin(said("There is none yet."))
    member = Member(name=fit, role=role, added_at=now, added_by=by.ref)
    session.add(member)
    session.flush()
    record(session, "member.added", f"member:{member.id}", {"role": role.value}, by=by, now=now)
    assert member.id is not None
    return member.id


def change_role(session: Session, member_id: int, role: Role, *, by: Actor, now: datetime) -> None:
    """Give a member another role, in force from their next act on; raises UnknownMember,
    HasLeftStaff or LastAdmin."""
    by.needs(Right.ADMINISTER)
    member = present_member(session, member_id)
    if member.role is role:
        return
    _keep_an_admin(session, member)
    facts = {"from": member.role.value, "to": role.value}
    if Right.APPROVE_ALERTS in rights_of(role) - rights_of(member.role):
        member.raised_at, member.raised_by = now, by.ref
    if Right.APPROVE_ALERTS in rights_of(member.role) - rights_of(role):
        member.lowered_at = now
    member.role = role
    session.flush()
    record(session, "member.changed", f"member:{member_id}", facts, by=by, now=now)


def dismiss_member(session: Session, member_id: int, *, by: Actor, now: datetime) -> None:
    """A member leaves: their tokens open nothing from this moment on, and their second factor is
    taken away; raises UnknownMember,
    HasLeftStaff or LastAdmin."""
    by.needs(Right.ADMINISTER)
    member = present_member(session, member_id)
    _keep_an_admin(session, member)
    member.left_at = now
    held = session.exec(
        select(Token).where(Token.member_id == member_id, col(Token.revoked_at).is_(None))
    ).all()
    for token in held:
        token.revoked_at = now
    session.flush()
    session.execute(delete(SecondFactor).where(col(SecondFactor.member_id) == member_id))
    record(session, "member.removed", f"member:{member_id}", {"tokens": len(held)}, by=by, now=now)


def all_members(session: Session) -> list[MemberView]:
    """Everybody who works or worked for the office, in the order they came."""
    return [_view(member) for member in session.exec(select(Member).order_by(col(Member.id)))]


def find_member(session: Session, text: str) -> MemberView:
    """A member by number or name, those who left too; raises UnknownMember."""
    named = Member.name == normalize("NFC", text.strip())
    chosen = (
        Member.id == int(text) if text.isascii() and text.isdigit() and len(text) < 10 else named
    )
    found = session.exec(select(Member).where(chosen)).first()
    if found is None:
        raise UnknownMember(said("There is no member '{text}'.", text=text))
    return _view(found)


def names_of(session: Session, refs: Iterable[str]) -> dict[str, str]:
    """Names by how the tables keep them (`member:3`); who is no member, such as `scheduler`, keeps
    that word."""
    wanted = set(refs)
    known = {f"member:{id_}": name for id_, name in session.exec(select(Member.id, Member.name))}
    return {ref: known.get(ref, ref) for ref in wanted}


def fit_name(text: str) -> str:
    """A member's name in the one form that is stored; raises UnfitName."""
    fit = normalize("NFC", text.strip())
    if not 0 < len(fit) <= LONGEST_NAME or not fit.isprintable() or fit.isdigit():
        raise UnfitName
    return fit


def present_member(session: Session, member_id: int) -> Member:
    """The row of a member who has not left; raises UnknownMember or HasLeftStaff."""
    member = session.get(Member, member_id)
    if member is None:
        raise UnknownMember(said("There is no member {member_id}.", member_id=member_id))
    if member.left_at is not None:
        raise HasLeftStaff(
            said(
                "{member} left on {left_at:%a %d/%m/%Y}.",
                member=member.name,
                left_at=Instant(member.left_at),
            )
        )
    return member


def _keep_an_admin(session: Session, leaving: Member) -> None:
    if leaving.role is Role.ADMIN and all(admin.id == leaving.id for admin in _admins(session)):
        raise LastAdmin(said("{leaving} is the only one.", leaving=leaving.name))


def _admins(session: Session) -> list[Member]:
    """Locked on PostgreSQL, so that two who leave at once do not each count on the other; SQLite
    has one writer."""
    present = select(Member).where(Member.role == Role.ADMIN, col(Member.left_at).is_(None))
    return list(session.exec(present.order_by(col(Member.id)).with_for_update()))


def _view(member: Member) -> MemberView:
    assert member.id is not None
    return MemberView(member.id, member.name, member.role, member.added_at, member.left_at)
