"""Trials: how it went when something outside this machine was tried last, the ping or the test
message of a channel."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session

from checks.tables import OUTSIDE_TRIALS
from runtime import moment
from runtime.database import insert_into

PING = "ping"
PREFIX = "link "
UNFINISHED = "unfinished"
AHEAD = timedelta(hours=1)  # a moment further ahead comes from a clock that was wrong
TROUBLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class LinkTest:
    """When a channel was last tested, and what went wrong: empty, or the outcome and the provider's
    code."""

    name: str
    tried_at: datetime
    trouble: str


def note_trial(session: Session, name: str, trouble: str) -> None:
    """Take down how something outside was tried just now; empty trouble: it worked."""
    now = moment(session)
    row = {
        "name": name,
        "tried_at": now,
        "trouble": trouble,
        **({} if trouble else {"worked_at": now}),
    }
    new = insert_into(session, OUTSIDE_TRIALS).values(row)
    session.execute(new.on_conflict_do_update(index_elements=["name"], set_=row))


def last_ping(session: Session) -> datetime | None:
    """When the address outside last answered well."""
    t = OUTSIDE_TRIALS.c
    found: datetime | None = session.scalar(select(t.worked_at).where(t.name == PING))
    return found


def last_link_tests(session: Session) -> tuple[LinkTest, ...]:
    """The last test of each channel."""
    t = OUTSIDE_TRIALS.c
    rows = session.execute(
        select(t.name, t.tried_at, t.trouble).where(t.name.startswith(PREFIX)).order_by(t.name)
    )
    return tuple(LinkTest(row.name.removeprefix(PREFIX), row.tried_at, row.trouble) for row in rows)


def claim_test(session: Session, channel: str, *, before: datetime, now: datetime) -> bool:
    """Whether this process is to test a channel that was not tested since then."""
    return claim_trial(session, PREFIX + channel, before=before, now=now)


def claim_trial(session: Session, name: str, *, before: datetime, now: datetime) -> bool:
    """Whether this process is to do what was not done since then: of several, one is told so."""
    t = OUTSIDE_TRIALS.c
    row = {"name": name, "tried_at": now, "trouble": UNFINISHED}
    mine = (
        insert_into(session, OUTSIDE_TRIALS)
        .values(row)
        .on_conflict_do_update(
            index_elements=["name"],
            set_=row,
            where=_is_long_ago(before, now),
        )
    )
    return session.execute(mine.returning(t.name)).first() is not None


def was_tried(session: Session, name: str, *, before: datetime, now: datetime) -> bool:
    """Whether some process has claimed it since then, asked without the writer's lock."""
    known = select(OUTSIDE_TRIALS.c.name).where(OUTSIDE_TRIALS.c.name == name)
    return session.execute(known.where(~_is_long_ago(before, now))).first() is not None


def _is_long_ago(before: datetime, now: datetime) -> ColumnElement[bool]:
    t = OUTSIDE_TRIALS.c
    return or_(t.tried_at < before, t.tried_at > now + AHEAD)


def note_test(session: Session, channel: str, trouble: str) -> None:
    """Take down how the test of a channel ended."""
    note_trial(session, PREFIX + channel, trouble[:TROUBLE_LENGTH])
