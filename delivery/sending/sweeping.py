"""The sweep: what time does to deliveries. It finds dead workers, late messages and finished
dispatches, every 5 s.

While the time is doubted, nothing is done that only time does: nothing expires, no other worker is
given up."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select, update
from sqlmodel import Session, col

from delivery.contacts.letters import EMPTY
from delivery.fallback.standbys import reopen_stranded
from delivery.outcomes import mark_all_unknown, mark_unknown, record_results, repeat_unknown
from delivery.send_log import CrashedLog, crashed_logs
from delivery.sending.outages import forget_outages
from delivery.states import Lane
from delivery.stopping import cancel_stopped
from delivery.tables import (
    DELIVERIES,
    DISPATCHES,
    IS_QUEUED,
    IS_SENDING,
    IS_UNKNOWN,
    WORDINGS,
    Dispatch,
)
from delivery.transitions import EXPIRE, move
from delivery.workers import lapsed, release, renew, retire
from runtime import Database, moment


def recover_crashed(database: Database, folder: Path) -> None:
    """Take over from workers of this machine that died: what was being sent is unknown, the rest
    is queued again.

    When the machine went down with them, everything that was claimed is unknown.
    """
    for crashed in crashed_logs(folder):
        with database.writing() as session:
            _recover(session, crashed)


def sweep_in_doubt(session: Session, worker_id: int) -> None:
    """Renew this worker's lease, and do what is due whatever the time is: stops, and the end of a
    dispatch."""
    renew(session, worker_id)
    now = moment(session)
    cancel_stopped(session, now=now)
    settle_dispatches(session, now=now)


def sweep(session: Session, worker_id: int) -> None:
    """Renew this worker's lease, then do what is due: lost leases, expiry, repetition, the end of a
    dispatch."""
    renew(session, worker_id)
    now = moment(session)
    for lost in lapsed(session):
        # It was elsewhere, or its log would have told what was being sent.
        mark_all_unknown(session, lost, now=now)
        retire(session, lost)
    reopen_stranded(session, now=now)
    cancel_stopped(session, now=now)
    _expire(session, now)
    repeat_unknown(session, now=now)
    settle_dispatches(session, now=now)
    forget_outages(session, now=now)


def settle_dispatches(session: Session, *, now: datetime) -> None:
    """Close the dispatches in which nothing is queued, sending or unknown any more."""
    theirs = DELIVERIES.c.dispatch_id == DISPATCHES.c.id
    session.execute(
        update(DISPATCHES)
        .where(
            col(Dispatch.settled_at).is_(None),
            ~exists().where(theirs, IS_QUEUED),
            ~exists().where(theirs, IS_SENDING),
            ~exists().where(theirs, IS_UNKNOWN),
        )
        .values(settled_at=now)
    )
    _forget_codes(session, now)


def _forget_codes(session: Session, now: datetime) -> None:
    """The words of a code are a secret, and of no use once it has arrived."""
    just_closed = select(DISPATCHES.c.id).where(
        col(Dispatch.settled_at) == now, col(Dispatch.lane) == Lane.CODES
    )
    session.execute(update(WORDINGS).where(WORDINGS.c.dispatch_id.in_(just_closed)).values(EMPTY))


def _recover(session: Session, crashed: CrashedLog) -> None:
    record_results(session, crashed.results)
    mark_unknown(session, crashed.under_way)
    if crashed.whole:
        release(session, crashed.worker_id)
    else:
        mark_all_unknown(session, crashed.worker_id, now=moment(session))
    retire(session, crashed.worker_id)


def _expire(session: Session, now: datetime) -> None:
    over = select(DISPATCHES.c.id).where(
        DISPATCHES.c.settled_at.is_(None), DISPATCHES.c.expires_at <= now
    )
    move(session, EXPIRE, DELIVERIES.c.dispatch_id.in_(over), moved_at=now)
