"""Far moments: what a clock that was ahead has put off further than anybody can have meant is due
now."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session

from delivery.outcomes import RECEIPT_WAIT, RETRIES
from delivery.receipts.ranks import SECOND_TRY, SLOWED_DOWN
from delivery.sending.breakers import LONGEST_RETRY_AFTER
from delivery.tables import BREAKERS, DELIVERIES, IS_QUEUED, IS_UNKNOWN
from runtime.clocks import LEAP

LONGEST_REST = timedelta(seconds=LONGEST_RETRY_AFTER) + LEAP
LONGEST_RETRY = max(*RETRIES, SECOND_TRY, SLOWED_DOWN) + LEAP
LONGEST_NIGHT = timedelta(hours=25) + LEAP  # quiet hours, in the night when clocks go back
LONGEST_UNKNOWN = RECEIPT_WAIT + LEAP


def bring_back_far_moments(session: Session, *, now: datetime) -> None:
    """Let retries, mornings, repetitions and rests of channels that lie too far ahead be over
    now."""
    d = DELIVERIES.c
    for too_far in (
        (IS_QUEUED, d.not_before > now + LONGEST_NIGHT),
        (IS_QUEUED, d.not_before > now + LONGEST_RETRY, d.attempt > 0),
        (IS_UNKNOWN, d.not_before > now + LONGEST_UNKNOWN),
    ):
        session.execute(update(DELIVERIES).where(*too_far).values(not_before=now))
    session.execute(delete(BREAKERS).where(BREAKERS.c.until > now + LONGEST_REST))
