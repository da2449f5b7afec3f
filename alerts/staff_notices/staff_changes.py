"""Staff changes: `[staff_notice]` is told at once who was made a member, got a role, a token or
an authenticator app, or left, and by whom."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from alerts.staff_notices.notices import format_notice
from delivery import tell_staff
from runtime import LOCAL_OPERATOR, Actor, Home

GREEK_ROLES = {
    "viewer": "θεατής",
    "author": "συντάκτης",
    "approver": "εγκρίνων",
    "admin": "διαχειριστής",
}


class StaffAct(StrEnum):
    """What was done to a member."""

    ADDED = "added"
    ROLE = "role"
    TOKEN = "token"
    DISMISSED = "dismissed"
    FACTOR = "factor"
    FACTOR_REMOVED = "factor_removed"


_ENGLISH = {
    StaffAct.ADDED: "New member",
    StaffAct.ROLE: "Another role",
    StaffAct.TOKEN: "New token for",
    StaffAct.DISMISSED: "No member any more",
    StaffAct.FACTOR: "New authenticator app for",
    StaffAct.FACTOR_REMOVED: "Authenticator app removed for",
}
_GREEK = {
    StaffAct.ADDED: "Νέο μέλος",
    StaffAct.ROLE: "Νέος ρόλος",
    StaffAct.TOKEN: "Νέο κλειδί (token) για",
    StaffAct.DISMISSED: "Δεν είναι πια μέλος",
    StaffAct.FACTOR: "Νέα εφαρμογή κωδικών για",
    StaffAct.FACTOR_REMOVED: "Αφαιρέθηκε η εφαρμογή κωδικών για",
}


@dataclass(frozen=True, slots=True)
class StaffChange:
    """One act and the member it was done to, in the role they have after it."""

    act: StaffAct
    member: str
    role: str
    before: str = ""  # the role they had, if it is another one


def announce_staff_change(
    session: Session, home: Home, change: StaffChange, *, by: Actor, now: datetime
) -> int | None:
    """Tell staff, in the caller's transaction; the dispatch, or None when nobody is named under
    `[staff_notice]`."""
    local = by.ref == LOCAL_OPERATOR.ref
    who_el = "όποιος έχει πρόσβαση στον φάκελο του Tocsin" if local else by.name
    who_en = "whoever holds the home" if local else by.name
    was_el = f", πριν: {GREEK_ROLES[change.before]}" if change.before else ""
    was_en = f", was {change.before}" if change.before else ""
    greek = f"{_GREEK[change.act]}: {change.member} ({GREEK_ROLES[change.role]}, {change.role}{was_el}). Από: {who_el}."
    english = f"{_ENGLISH[change.act]}: {change.member} ({change.role}{was_en}). By: {who_en}."
    notes = {
        "el": format_notice(
            greek,
            f"{greek}\n\nΑν δεν το γνωρίζατε, ρωτήστε αμέσως.\n\ntocsin staff list\n",
            f"TOCSIN: {greek}",
        ),
        "en": format_notice(
            english,
            f"{english}\n\nIf you did not know of it, ask at once.\n\ntocsin staff list\n",
            f"TOCSIN: {english}",
        ),
    }
    return tell_staff(session, home.keys, home.config.staff_notice, notes, now=now)
