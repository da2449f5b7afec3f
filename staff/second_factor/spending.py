"""Spending: a code is taken once, in a transaction of its own, so that every try counts, whatever
becomes of the act it was for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from runtime import Actor, Database, Exit, Instant, Keys, Problem, said
from staff.journal.recording import Facts, record
from staff.second_factor.secrets import FactorSecret, is_recovery_code, plain_code
from staff.tables import Member, SecondFactor, place_of_factor

# Four wrong codes cost nothing; then each lets the member wait twice as long before the next.
FREE = 4
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)


class CodeNeeded(Problem):
    """The policy asks for a six-digit code of your authenticator app here, or for a recovery code:
    answer the question, or give it in TOCSIN_CODE."""

    for_programs = "The policy asks for a six-digit code of the member's authenticator app here, or for a recovery code: give it in the header `Tocsin-Code`."
    exit = Exit.REFUSED
    status = 403


class NoSecondFactor(Problem):
    """The policy asks for a code of an authenticator app here. Set one up first: `tocsin staff totp
    MEMBER`, with your own name."""

    for_programs = "The policy asks for a code of an authenticator app here. The member sets one up first, at the terminal: `tocsin staff totp MEMBER`."
    exit = Exit.REFUSED
    status = 403


class CodeRefused(Problem):
    """Nothing was done. Take the code that the app shows now; if it is refused too, the clock of
    the phone may be wrong. A recovery code works once."""

    exit = Exit.REFUSED
    status = 403


class UsedCode(CodeRefused):
    """Nothing was done. Each code works once: wait until the app shows the next one, 30 seconds at
    most."""


class TooManyCodes(Problem):
    """Nothing was done, and the code was not looked at. Wait until then, or take a recovery code.
    If it was not you who typed, somebody has your token: tell an administrator at once."""

    exit = Exit.REFUSED
    status = 429


@dataclass(frozen=True, slots=True)
class CodeProof:
    """That somebody (`member:3`) gave a right code for the act that follows."""

    ref: str


def spend_code(database: Database, keys: Keys, code: str, *, by: Actor, now: datetime) -> CodeProof:
    """Take a code of an app or a recovery code, which is good for nothing after it; wrong ones are
    counted and written into the journal.

    Raises NoSecondFactor, CodeRefused, UsedCode or TooManyCodes."""
    with database.writing() as session:
        refused = _try(session, keys, plain_code(code), by, now)
    if refused is not None:
        raise refused
    return CodeProof(by.ref)


def check_factor(session: Session, by: Actor) -> None:
    """Refuse, before anything is asked of them, who has no second factor; raises NoSecondFactor."""
    if factor_of(session, by.ref) is None:
        raise NoSecondFactor(said("{name} has no second factor.", name=by.name))


def check_proof(session: Session, by: Actor, proof: CodeProof | None) -> None:
    """Refuse an act without a proof by whoever does it; raises NoSecondFactor or CodeNeeded."""
    check_factor(session, by)
    if proof is None or proof.ref != by.ref:
        raise CodeNeeded(said("No code was given."))


def often_refused(session: Session, *, since: datetime) -> Sequence[tuple[str, int]]:
    """Members whose codes were refused more often than one mistypes, and how often since the last
    that was right."""
    factors = select(Member.name, SecondFactor.failures).join(SecondFactor)
    often = factors.where(SecondFactor.failures > FREE, col(SecondFactor.last_failed_at) > since)
    return session.exec(often.order_by(col(Member.id))).all()


def factor_of(session: Session, ref: str, *, locked: bool = False) -> SecondFactor | None:
    """The row of a member's second factor, None where there is none; locked until the transaction
    ends."""
    kind, _, number = ref.partition(":")
    if kind != "member" or not number.isdigit():
        return None
    found = select(SecondFactor).where(
        SecondFactor.member_id == int(number), col(SecondFactor.content) != b""
    )
    return session.exec(found.with_for_update() if locked else found).first()


def _try(session: Session, keys: Keys, code: str, by: Actor, now: datetime) -> Problem | None:
    """Why a code is refused, None when it is right. The row is locked: of two with one code the
    second finds it used."""
    factor = factor_of(session, by.ref, locked=True)
    if factor is None:
        return NoSecondFactor(said("{name} has no second factor.", name=by.name))
    place = place_of_factor(factor.member_id)
    secret = FactorSecret.read(keys.open(factor.content, place))
    left = secret.without(code) if is_recovery_code(code) else secret
    if left != secret:
        factor.content, factor.failures = keys.seal(left.written(), place), 0
        facts = {"remaining": len(left.recovery)}
        _note(session, "factor.recovered", factor, facts, by=by, now=now)
        return None
    if _waits(factor, now):
        return TooManyCodes(
            said(
                "Too many wrong codes: the next one is looked at from {until:%H:%M:%S} on.",
                until=Instant(_waits_until(factor)),
            )
        )
    steps = secret.steps_of(code, now)
    fresh = [step for step in steps if step > factor.last_step]
    if not fresh:
        return _refuse(session, factor, used=bool(steps), by=by, now=now)
    factor.last_step, factor.failures = min(fresh), 0
    return None


def _refuse(
    session: Session, factor: SecondFactor, *, used: bool, by: Actor, now: datetime
) -> Problem:
    factor.failures, factor.last_failed_at = factor.failures + 1, now
    facts = {"failures": factor.failures}
    _note(session, "factor.refused", factor, facts, by=by, now=now)
    if used:
        return UsedCode(said("This code was used already."))
    return CodeRefused(said("That is not the code of the app now."))


def _note(
    session: Session, action: str, factor: SecondFactor, facts: Facts, *, by: Actor, now: datetime
) -> None:
    session.flush()
    record(session, action, f"member:{factor.member_id}", facts, by=by, now=now)


def _waits(factor: SecondFactor, now: datetime) -> bool:
    """Whether the last wrong code was too short ago; one of the future tells of a clock that was
    wrong."""
    last = factor.last_failed_at
    return last is not None and last <= now < _waits_until(factor)


def _waits_until(factor: SecondFactor) -> datetime:
    beyond = factor.failures - FREE - 1
    assert factor.last_failed_at is not None
    if beyond < 0:
        return factor.last_failed_at
    return factor.last_failed_at + min(FIRST_WAIT * (1 << min(beyond, 10)), LONGEST_WAIT)
