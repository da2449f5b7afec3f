"""Setting up: a member's second factor counts from its first right code on, until an administrator
removes it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from runtime import Actor, Exit, Keys, Problem, Right, said
from staff.journal.recording import record
from staff.people import present_member
from staff.roles import Role, rights_of
from staff.second_factor.secrets import FactorSecret, draw_recovery_codes, plain_code
from staff.second_factor.spending import CodeProof, CodeRefused, check_proof, factor_of
from staff.tables import Member, SecondFactor, place_of_factor


class HasSecondFactor(Problem):
    """Nothing was changed. Whoever has lost phone and recovery codes asks an administrator to
    remove it: `tocsin staff totp MEMBER --remove`; then it is set up anew."""

    exit = Exit.REFUSED
    status = 409


class NoFactorThere(Problem):
    """Nothing was changed. `tocsin staff totp MEMBER` sets one up."""

    exit = Exit.REFUSED
    status = 409


def check_no_factor(session: Session, member_id: int, *, by: Actor) -> None:
    """Refuse where a second factor cannot be set up; raises HasSecondFactor, HasLeftStaff,
    UnknownMember, or NotAllowed for what is not one's own."""
    member = present_member(session, member_id)
    by.needs(Right.APPROVE_ALERTS if by.ref == f"member:{member_id}" else Right.ADMINISTER)
    if factor_of(session, f"member:{member_id}") is not None:
        raise HasSecondFactor(said("{member} has a second factor.", member=member.name))


def set_up_factor(
    session: Session,
    keys: Keys,
    member_id: int,
    secret: FactorSecret,
    code: str,
    *,
    by: Actor,
    now: datetime,
) -> Sequence[str]:
    """Keep the secret once its first code is right, and return ten recovery codes, which are known
    here and nowhere else. Raises CodeRefused, or what `check_no_factor` does."""
    # Of two at once the second finds what the first kept.
    session.exec(select(Member).where(Member.id == member_id).with_for_update()).first()
    check_no_factor(session, member_id, by=by)
    steps = secret.steps_of(plain_code(code), now)
    if not steps:
        raise CodeRefused(said("That is not the code of the app now."))
    codes = draw_recovery_codes()
    sealed = keys.seal(secret.with_recovery(codes).written(), place_of_factor(member_id))
    kept = session.get(SecondFactor, member_id)
    if kept is None:
        kept = SecondFactor(
            member_id=member_id, content=b"", last_step=0, made_at=now, made_by=by.ref
        )
    kept.content, kept.last_step = sealed, max(steps)
    kept.failures, kept.last_failed_at = 0, None
    kept.made_at, kept.made_by = now, by.ref
    session.add(kept)
    session.flush()
    facts = {"recovery": len(codes)}
    record(session, "factor.set_up", f"member:{member_id}", facts, by=by, now=now)
    return codes


def remove_factor(
    session: Session, member_id: int, *, by: Actor, now: datetime, proof: CodeProof | None = None
) -> None:
    """Take a second factor away, its secret too; an administrator's own needs a `proof` by it.
    Raises NoFactorThere, UnknownMember, HasLeftStaff, CodeNeeded or NotAllowed."""
    by.needs(Right.ADMINISTER)
    member = present_member(session, member_id)
    kept = factor_of(session, f"member:{member_id}", locked=True)
    if kept is None:
        raise NoFactorThere(said("{member} has no second factor.", member=member.name))
    if by.ref == f"member:{member_id}":
        check_proof(session, by, proof)
    kept.content, kept.removed_at, kept.removed_by = b"", now, by.ref
    session.flush()
    record(session, "factor.removed", f"member:{member_id}", {}, by=by, now=now)


def has_factor(session: Session, ref: str) -> bool:
    """Whether whoever is named so (`member:3`) has a second factor."""
    return factor_of(session, ref) is not None


def approvers_without_factor(session: Session) -> Sequence[str]:
    """The names of the members who may approve alerts by their role and have no second factor."""
    able = [role for role in Role if Right.APPROVE_ALERTS in rights_of(role)]
    having = select(SecondFactor.member_id).where(col(SecondFactor.content) != b"")
    return session.exec(
        select(Member.name)
        .where(col(Member.role).in_(able), col(Member.left_at).is_(None))
        .where(col(Member.id).not_in(having))
        .order_by(col(Member.id))
    ).all()
