"""The witness: one row that says when the time was last believed, so that a clock that was set
wrong is found out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Field, Session, SQLModel

from runtime.clocks import LEAP, Anchor, Doubt, Witness
from runtime.database.columns import UtcDateTime
from runtime.database.dialects import insert_into
from runtime.database.sessions import clock_of, shown_by

__all__ = ["confirm_clock", "consult_clock", "read_witness", "watch_clock"]


_THE_ROW = 1


class SeenTime(SQLModel, table=True):
    """The one row: the time last believed; since when another is doubted; what the clock of the
    channel `told_by` showed.

    Each with the machine's start (`boot`) and the seconds since it (`uptime`). `confirmed_at` is
    when staff called the clock right."""

    __tablename__ = "seen_time"

    id: int | None = Field(default=None, primary_key=True)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    seen_boot: str = Field(default="", max_length=40)
    seen_uptime: float = 0.0
    doubted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    doubted_boot: str = Field(default="", max_length=40)
    doubted_uptime: float = 0.0
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    told_boot: str = Field(default="", max_length=40)
    told_uptime: float = 0.0
    told_by: str = Field(default="", max_length=60)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def witness(self) -> Witness:
        """The row as a value."""
        return Witness(
            Anchor(self.seen_at, self.seen_boot, self.seen_uptime),
            Anchor(self.doubted_at, self.doubted_boot, self.doubted_uptime)
            if self.doubted_at
            else None,
            Anchor(self.told_at, self.told_boot, self.told_uptime) if self.told_at else None,
            self.told_by,
            self.confirmed_at,
        )


@dataclass(frozen=True, slots=True)
class WatchedClock:
    """Why the time is doubted, if it is; and whether it is believed now although it was later
    before."""

    doubt: Doubt | None = None
    went_back: bool = False


def consult_clock(session: Session) -> Doubt | None:
    """Compare the time with what was seen, and go by it from now on in this process; changes
    nothing."""
    row = session.scalars(select(SeenTime)).first()
    return clock_of(session).heed(_reading(session), row.witness) if row else None


def read_witness(session: Session) -> tuple[Anchor, Witness | None]:
    """What is shown now, and what was seen; None in a home in which nobody has looked yet."""
    row = session.scalars(select(SeenTime)).first()
    return _reading(session), row.witness if row else None


def watch_clock(session: Session, told: Mapping[str, datetime] | None = None) -> WatchedClock:
    """The same, and keep what was found; `told` is the time by the clocks of channels, by name."""
    reading = _reading(session)
    row = _locked(session, reading)
    _note_told(row, told or {}, reading)
    before = row.witness
    doubt = clock_of(session).heed(reading, before)
    if doubt is None:
        _believe(row, reading)
    elif not before.lasts(reading):
        row.doubted_at, row.doubted_boot, row.doubted_uptime = (
            reading.at,
            reading.boot,
            reading.uptime,
        )
    return WatchedClock(doubt, doubt is None and before.seen.lead(reading) < -LEAP)


def confirm_clock(session: Session) -> timedelta:
    """Believe the time that is shown, since staff say that it is right; returns how far it is ahead
    of what was seen."""
    reading = _reading(session)
    row = _locked(session, reading)
    ahead = row.witness.seen.lead(reading)
    row.confirmed_at = reading.at
    _believe(row, reading)
    clock_of(session).heed(reading, row.witness)
    return ahead


def _reading(session: Session) -> Anchor:
    return clock_of(session).read(shown_by(session))


def _locked(session: Session, reading: Anchor) -> SeenTime:
    fresh = {
        "id": _THE_ROW,
        "seen_at": reading.at,
        "seen_boot": reading.boot,
        "seen_uptime": reading.uptime,
    }
    first = insert_into(session, SEEN_TIMES).values(**_BLANK | fresh).on_conflict_do_nothing()
    session.execute(first)
    return session.scalars(
        select(SeenTime).with_for_update().execution_options(populate_existing=True)
    ).one()


def _believe(row: SeenTime, reading: Anchor) -> None:
    row.seen_at, row.seen_boot, row.seen_uptime = reading.at, reading.boot, reading.uptime
    row.doubted_at = None


def _note_told(row: SeenTime, told: Mapping[str, datetime], reading: Anchor) -> None:
    """Keep what the clock showed that is nearest to this: one that agrees outweighs those that do
    not."""
    if not told:
        return
    name, at = min(told.items(), key=lambda each: abs(each[1] - reading.at))
    row.told_by, row.told_at, row.told_boot, row.told_uptime = (
        name,
        at,
        reading.boot,
        reading.uptime,
    )


SEEN_TIMES = SQLModel.metadata.tables["seen_time"]
_BLANK = {
    "doubted_boot": "",
    "doubted_uptime": 0.0,
    "told_boot": "",
    "told_uptime": 0.0,
    "told_by": "",
}
