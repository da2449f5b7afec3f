"""What `tocsin staff totp` does: an authenticator app is shown its secret and proves that it has
it, or its member is let go on without."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

import segno

from alerts.staff_notices import StaffAct, StaffChange, announce_staff_change
from console.staff.membership import tell_staff
from console.terminal.asking import forget_typed
from console.terminal.codes import TRIES, take_code
from console.terminal.output import say, show
from console.terminal.questions import AskedPerson, ask, can_answer
from runtime import Actor, Home, Right, UsageProblem, joined, said
from staff import MemberView, find_member
from staff.second_factor import (
    CodeRefused,
    FactorSecret,
    check_no_factor,
    draw_factor_secret,
    remove_factor,
    set_up_factor,
)

ISSUER = "Tocsin"
WHITE_ON_BLACK, PLAIN = "\x1b[97;40m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class FactorSetting:
    """One `tocsin staff totp` in a home, by somebody at its terminal."""

    home: Home
    by: Actor
    person: AskedPerson

    def set_up(self, who: str) -> None:
        """Show a new secret, and keep it once the app gives its first code."""
        with self.home.database.reading() as session:
            member = find_member(session, who)
            check_no_factor(session, member.id, by=self.by)
        if not can_answer(self.person) or not sys.stderr.isatty():
            raise UsageProblem(
                said("A secret is shown at a terminal alone, to whoever types there.")
            )
        secret = draw_factor_secret()
        _show_secret(secret, member)
        codes, notice = self._confirmed(member, secret)
        say(said("The app of {name} counts from now on.", name=member.name))
        _show_recovery(codes)
        tell_staff(self.home, notice)

    def remove(self, who: str) -> None:
        """Take a member's away; one's own needs a code of it."""
        self.by.needs(Right.ADMINISTER)
        with self.home.database.reading() as session:
            member = find_member(session, who)
        own = member.ref == self.by.ref
        proof = take_code(self.home, self.by, self.person) if own else None
        now = self.home.now()
        with self.home.database.writing() as session:
            remove_factor(session, member.id, by=self.by, now=now, proof=proof)
            change = StaffChange(StaffAct.FACTOR_REMOVED, member.name, member.role)
            notice = announce_staff_change(session, self.home, change, by=self.by, now=now)
        say(said("{name} has no authenticator app any more.", name=member.name))
        tell_staff(self.home, notice)

    def _confirmed(
        self, member: MemberView, secret: FactorSecret
    ) -> tuple[Sequence[str], int | None]:
        """What is kept once a first code is right; a mistyped one is asked for again."""
        forget_typed()
        for _ in range(TRIES - 1):
            try:
                return self._kept(member, secret)
            except CodeRefused as wrong:
                say(joined(" ", wrong.details))
        return self._kept(member, secret)

    def _kept(self, member: MemberView, secret: FactorSecret) -> tuple[Sequence[str], int | None]:
        code = ask(self.person, said("The six digits that the app shows now"), "")
        now = self.home.now()
        with self.home.database.writing() as session:
            codes = set_up_factor(
                session, self.home.keys, member.id, secret, code, by=self.by, now=now
            )
            change = StaffChange(StaffAct.FACTOR, member.name, member.role)
            notice = announce_staff_change(session, self.home, change, by=self.by, now=now)
        return codes, notice


def _show_secret(secret: FactorSecret, member: MemberView) -> None:
    """On stderr alone: what is kept of a command's stdout must not hold it."""
    say(said("Scan this with an authenticator app (Aegis, FreeOTP, Google Authenticator ...):"))
    _draw(secret.uri(f"member {member.id}", ISSUER))
    groups = [secret.secret[at : at + 4] for at in range(0, len(secret.secret), 4)]
    say(said("Or type it into the app: {secret}", secret=" ".join(groups)))
    say(said("It is not shown again. Nothing is kept before the app gives its first code."))


def _draw(address: str) -> None:
    """As a QR code that fits 24 lines, and is not turned inside out where a terminal is white."""
    drawn = StringIO()
    segno.make(address, error="l", micro=False).terminal(out=drawn, border=2, compact=True)
    for line in drawn.getvalue().splitlines():
        print(f"{WHITE_ON_BLACK}{line}{PLAIN}", file=sys.stderr)
    sys.stderr.flush()


def _show_recovery(codes: Sequence[str]) -> None:
    for each in codes:
        show(each)
    say(
        said(
            "These are recovery codes, for the day when the phone is not there: each works once, in place of the six digits. They are not shown again; keep them on paper, away from the phone."
        )
    )
