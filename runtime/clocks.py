"""Clocks: whether the time that is shown can be right, told by values alone; witness.py keeps what
was seen in the database.

What nobody can set is the time since the machine was started; with it, what was seen once tells
what time it must be now."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

__all__ = ["Anchor", "Doubt", "LEAP", "Witness", "since_start", "utc_now"]


LEAP = timedelta(minutes=10)  # what a clock may differ before it is doubted
# So long is a doubted clock watched. Where the machine was off meanwhile, that is what happened,
# most likely.
AFTER_A_START, AFTER_A_STEP = timedelta(minutes=5), timedelta(hours=1)
BELIEVED = timedelta(days=7)  # no watching makes a clock right that stepped further ahead
FRESH, CONFIRMED = timedelta(hours=1), timedelta(days=1)
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def utc_now() -> datetime:
    """What the clock of this machine shows."""
    return datetime.now(UTC)


def since_start() -> float:
    """Seconds since this machine was started, asleep or not; no clock that is set changes them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def name_of_start() -> str:
    """What tells this start of the machine from all others; empty where the system has no name for
    it."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """It was this time when a machine had been up for so many seconds since this start."""

    at: datetime
    boot: str
    uptime: float

    def expected(self, reading: "Anchor") -> datetime | None:
        """What time it must be at a reading; None when the machine was started anew since, or is
        another."""
        if not self.boot or self.boot != reading.boot:
            return None
        return self.at + timedelta(seconds=reading.uptime - self.uptime)

    def lead(self, reading: "Anchor") -> timedelta:
        """How far a reading is ahead of this, and of the time that has passed since, if that is
        known."""
        return reading.at - (self.expected(reading) or self.at)

    def age(self, reading: "Anchor") -> timedelta | None:
        """The time from this to a reading, as the machine counted it."""
        expected = self.expected(reading)
        return None if expected is None else expected - self.at


@dataclass(frozen=True, slots=True)
class Doubt:
    """A clock is `ahead` (behind, when negative) of what was seen, or of the clock of the channel
    `told_by`.

    It is believed after `left` all the same, if nobody shows another time meanwhile; never, when
    that is None. After a start of the machine nobody knows how much time has passed, and it may
    have been off."""

    ahead: timedelta
    told_by: str = ""
    left: timedelta | None = None
    after_a_start: bool = False


@dataclass(frozen=True, slots=True)
class Witness:
    """What is known of the time: when it was last believed, what a provider's clock showed, and the
    doubt that lasts."""

    seen: Anchor
    doubted: Anchor | None = None
    told: Anchor | None = None
    told_by: str = ""
    confirmed_at: datetime | None = None

    def judge(self, reading: Anchor) -> Doubt | None:
        """Why a reading is not believed; a provider's clock that agrees proves it, whatever was
        seen before."""
        told = self.told_time(reading)
        if told is not None and abs(reading.at - told) <= LEAP:
            return None
        if told is not None and not self._confirmed(reading):
            return Doubt(reading.at - told, self.told_by)
        ahead = self.seen.lead(reading)
        if abs(ahead) <= LEAP:
            return None
        left = self._left(reading, ahead)
        if left is not None and left <= timedelta():
            return None
        return Doubt(ahead, left=left, after_a_start=self.seen.expected(reading) is None)

    def told_time(self, reading: Anchor) -> datetime | None:
        """What the provider's clock shows at a reading; None when it has told nothing lately."""
        age = self.told.age(reading) if self.told else None
        return (
            self.told.expected(reading) if self.told and age is not None and age <= FRESH else None
        )

    def lasts(self, reading: Anchor) -> bool:
        """Whether the doubt that is kept is that about this reading: the clock has run evenly
        since."""
        doubted = self.doubted
        return (
            doubted is not None
            and doubted.age(reading) is not None
            and abs(doubted.lead(reading)) <= LEAP
        )

    def _confirmed(self, reading: Anchor) -> bool:
        return self.confirmed_at is not None and abs(reading.at - self.confirmed_at) <= CONFIRMED

    def _left(self, reading: Anchor, ahead: timedelta) -> timedelta | None:
        stepped = self.seen.expected(reading) is not None
        if stepped and ahead > BELIEVED:
            return None
        waited = self.doubted.age(reading) if self.doubted and self.lasts(reading) else None
        return (AFTER_A_STEP if stepped else AFTER_A_START) - (waited or timedelta())


@dataclass(slots=True)
class ProcessClock:
    """The clock that a process goes by: its machine's, while that agrees with what was `seen`, else
    the time passed since.

    `doubt` is why it was not believed when it was last looked at.
    """

    show: Callable[[], datetime] = utc_now
    uptime: Callable[[], float] = since_start
    boot: str = field(default_factory=name_of_start)
    seen: Anchor | None = None
    doubt: Doubt | None = None

    def now(self) -> datetime:
        """The time that is believed; UTC."""
        return self.believe(self.show())

    def believe(self, shown: datetime) -> datetime:
        """This time, unless it stepped away from what was seen: then what it must be."""
        expected = self.seen.expected(self.read(shown)) if self.seen else None
        return shown if expected is None or abs(shown - expected) <= LEAP else expected

    def read(self, shown: datetime) -> Anchor:
        """A time that is shown, and the seconds since the start."""
        return Anchor(shown, self.boot, self.uptime())

    def heed(self, reading: Anchor, witness: Witness) -> Doubt | None:
        """Compare a reading with what is known, and go by it from now on; returns the doubt."""
        self.doubt = witness.judge(reading)
        self.seen = witness.seen if self.doubt else reading
        return self.doubt
