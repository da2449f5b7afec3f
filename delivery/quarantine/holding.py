"""Holding: a copy of a home cannot know what the other one has sent since, so what is open in it
waits for staff."""

from datetime import datetime

from sqlalchemy import Select, func, or_, select, text, update
from sqlmodel import Session

from channels import Outcome
from delivery.notices import tell_staff
from delivery.outcomes import NEXT, record_results
from delivery.quarantine.detection import check_for_copy, forget_marks
from delivery.quarantine.notice_texts import QUARANTINED_HOME
from delivery.send_log import CrashedLog, SendResult, crashed_logs
from delivery.states import OPEN, Lane, Reason, Repeat
from delivery.tables import (
    DELIVERIES,
    DISPATCHES,
    INSTALLATION,
    IS_UNKNOWN,
    WORKERS,
    Dispatch,
    Worker,
)
from delivery.transitions import END_CODE, RESTORE, move
from runtime import LOCAL_OPERATOR, Exit, Home, Problem, moment, said
from runtime.database import insert_into, log_committed
from staff import record as write_journal

# Receipts of what the other copy sends, and its send logs, go by numbers that are not given here.
SKIPPED_NUMBERS = 1_000_000


class StillHeld(Problem):
    """This home is a copy and cannot know what has been sent since. `tocsin release` shows what is
    stopped, and lets staff decide."""

    exit = Exit.REFUSED
    status = 409


def quarantine_copy(home: Home) -> bool:
    """In a copy that nobody has noticed yet, quarantine everything that is open; whether that was
    done just now.

    It comes before anything that a home does by itself and before anything new is issued in it, and
    is a commit of its own."""
    with home.database.reading() as session:
        if not check_for_copy(session, home).is_copy:
            return False
    with home.database.writing() as session:
        lock_installation(session)
        place = check_for_copy(session, home)
        if place.is_copy:  # else somebody else was here in between
            _quarantine_home(session, home, place.here)
    forget_marks(home.flights)
    return place.is_copy


def note_fingerprint(session: Session, home: Home) -> None:
    """Note where a home is at work for the first time."""
    if session.scalar(select(INSTALLATION.c.fingerprint)):
        return
    lock_installation(session)
    session.execute(update(INSTALLATION).values(fingerprint=check_for_copy(session, home).here))


def quarantined_since(session: Session) -> datetime | None:
    """Since when this home is in quarantine; None when it is not."""
    found: datetime | None = session.scalar(select(INSTALLATION.c.held_at))
    return found


def check_released(session: Session, dispatch_id: int) -> None:
    """Raise StillHeld for a dispatch that waits for staff because this home is a copy."""
    if (
        session.scalar(select(DISPATCHES.c.held_at).where(DISPATCHES.c.id == dispatch_id))
        is not None
    ):
        raise StillHeld(said("It is held."))


def lock_installation(session: Session) -> None:
    """Let nobody else decide meanwhile whether this is a copy."""
    session.execute(
        insert_into(session, INSTALLATION).values(id=1, fingerprint="").on_conflict_do_nothing()
    )
    session.execute(select(INSTALLATION.c.id).with_for_update())


def call_unknown(session: Session, dispatches: Select[int], *, now: datetime) -> None:
    """Say of what waits or is claimed in these that it may have gone out, and let no time queue it
    again."""
    theirs = DELIVERIES.c.dispatch_id.in_(dispatches)
    lost = {"outcome": Outcome.UNKNOWN, "code": Reason.RESTORED, "worker_id": None}
    move(session, RESTORE, theirs, **lost, moved_at=now)
    session.execute(update(DELIVERIES).where(theirs, IS_UNKNOWN).values(not_before=None))


def _quarantine_home(session: Session, home: Home, here: str) -> None:
    now = moment(session)
    since = func.coalesce(INSTALLATION.c.held_at, now)
    session.execute(update(INSTALLATION).values(fingerprint=here, held_at=since))
    for crashed in crashed_logs(home.flights):
        record_results(session, _facts(crashed))
    session.execute(update(WORKERS).where(WORKERS.c.ended_at.is_(None)).values(ended_at=now))
    _end_codes(session, now)
    messages = _quarantine_dispatches(session, now)
    _skip_numbers(session, now)
    tell_staff(session, home.keys, home.config.staff_notice, QUARANTINED_HOME, now=now)
    write_journal(session, "home.held", "home", {"messages": messages}, by=LOCAL_OPERATOR, now=now)
    log_committed(session, "home held", messages=messages)


def _facts(crashed: CrashedLog) -> list[SendResult]:
    """What a log that came along knows to have ended is true here too; all else in it is a
    guess."""
    return [result for result in crashed.results if NEXT[result.receipt.outcome] not in OPEN]


def _end_codes(session: Session, now: datetime) -> None:
    """Whoever waited for a code has asked for another one."""
    d = DISPATCHES.c
    codes = select(d.id).where(d.settled_at.is_(None), d.lane == Lane.CODES)
    move(session, END_CODE, DELIVERIES.c.dispatch_id.in_(codes), code=Reason.RESTORED, moved_at=now)


def _quarantine_dispatches(session: Session, now: datetime) -> int:
    """Quarantine every dispatch from which something could still leave; returns how many messages
    may have gone out."""
    d = DISPATCHES.c
    # One that has ended, too, while it lasts: somebody in it might yet be sought by another medium.
    lasting = (d.lane != Lane.CODES, or_(d.settled_at.is_(None), d.expires_at > now))
    session.execute(update(DISPATCHES).where(*lasting, d.held_at.is_(None)).values(held_at=now))
    quarantined = select(d.id).where(d.held_at.is_not(None))
    call_unknown(session, quarantined, now=now)
    lost = select(func.count()).where(DELIVERIES.c.dispatch_id.in_(quarantined), IS_UNKNOWN)
    return session.scalar(lost) or 0


def _skip_numbers(session: Session, now: datetime) -> None:
    """Let the numbers of what is made from now on begin far above those that the other copy has
    given."""
    if session.get_bind().dialect.name == "postgresql":
        for table in (DISPATCHES.name, WORKERS.name):
            last = f"(SELECT coalesce(max(id), 0) + {SKIPPED_NUMBERS} FROM {table})"
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
        return
    number = {
        table: (session.scalar(select(func.max(table.c.id))) or 0) + SKIPPED_NUMBERS
        for table in (DISPATCHES, WORKERS)
    }
    session.add(
        Dispatch(
            id=number[DISPATCHES],
            lane=Lane.CODES,
            repeat=Repeat.HOLD,
            created_at=now,
            expires_at=now,
            settled_at=now,
        )
    )
    session.add(
        Worker(id=number[WORKERS], host="", pid=0, started_at=now, lease_until=now, ended_at=now)
    )
    session.flush()
