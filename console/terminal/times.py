"""Times as staff read them: local, with the day's name, how far away, and how long."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from runtime import Municipality, Said, mark, said
from runtime.spans import roughly


def local_time(moment: datetime, zone: ZoneInfo) -> Said:
    """`Thu 26/11/2026 20:00`, by the clocks of the municipality."""
    return said("{at:%a %d/%m/%Y %H:%M}", at=moment.astimezone(zone))


def clock_time(moment: datetime, office: Municipality) -> Said:
    """`Thu 26/11/2026 20:00:05`, by the clocks of the municipality, as an alert is told of."""
    return said("{at:%a %d/%m/%Y %H:%M:%S}", at=office.local(moment))


def iso(moment: datetime | None) -> str | None:
    """As programs read it."""
    return moment.isoformat() if moment else None


def distance(moment: datetime, *, now: datetime) -> Said:
    """`8 minutes ago`, `in 3 hours`, `now`."""
    apart = abs(moment - now)
    if apart < timedelta(minutes=1):
        return said("now")
    length = roughly(apart)
    return (
        said("{length} ago", length=length) if moment < now else said("in {length}", length=length)
    )


def span_of(seconds: float, unit: str = mark("{seconds:.0f} s")) -> Said:
    """A span as one reads it at night: 8 s, 12 min, 3.5 h."""
    if seconds < 120:
        return said(unit, seconds=seconds)
    if seconds < 7200:
        return said("{minutes:.0f} min", minutes=seconds / 60)
    return said("{hours:.1f} h", hours=seconds / 3600)
