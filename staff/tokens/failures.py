"""Failures: how many tokens that open nothing were shown at the admin API, and from where; kept
for a week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlmodel import Session

from runtime.database import insert_into
from staff.tables import FAILED_TOKENS

KEPT_FOR = timedelta(days=7)
# More networks than that within an hour are counted as one, so that nobody can fill the table.
MOST_NETWORKS = 100
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class TokenFailures:
    """How many since some moment, when the last was, and the network of most of them."""

    number: int
    last_at: datetime | None = None
    network: str = ""


def count_failures(session: Session, numbers: Mapping[str, int], *, now: datetime) -> None:
    """Add how many each network showed; what is older than a week is let go of."""
    t, hour = FAILED_TOKENS.c, now.replace(minute=0, second=0, microsecond=0)
    session.execute(delete(FAILED_TOKENS).where(t.last_at < now - KEPT_FOR))
    known = set(session.scalars(select(t.network).where(t.hour == hour)))
    for network, number in numbers.items():
        named = network if network in known or len(known) < MOST_NETWORKS else OTHERS
        known.add(named)
        new = insert_into(session, FAILED_TOKENS).values(
            hour=hour, network=named, number=number, last_at=now
        )
        more = {"number": t.number + number, "last_at": now}
        session.execute(new.on_conflict_do_update(index_elements=["hour", "network"], set_=more))


def recent_failures(session: Session, *, since: datetime) -> TokenFailures:
    """What was counted since then, by whole hours."""
    t = FAILED_TOKENS.c
    number = func.sum(t.number)
    rows = session.execute(
        select(t.network, number.label("number"), func.max(t.last_at).label("last_at"))
        .where(t.last_at >= since)
        .group_by(t.network)
        .order_by(number.desc(), t.network)
    ).all()
    if not rows:
        return TokenFailures(0)
    last_at = max(row.last_at for row in rows)
    return TokenFailures(int(sum(row.number for row in rows)), last_at, rows[0].network)
