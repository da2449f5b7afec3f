"""Moments: a date and time as staff type it at night, in Greek or English, read by the clocks of
the municipality."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from runtime import Said, mark, said
from templates.dates import check_weekday, day_of
from templates.moment_forms import (
    DAYS_AHEAD,
    NOW,
    PARTS_OF_DAY,
    TONIGHT,
    YESTERDAY,
    NotOnCalendar,
    TimeOfDay,
    Typed,
    plain,
    read_parts,
    read_span,
    weekdays,
)

__all__ = ["read_day_or_moment", "read_moment"]


FORMS = mark(
    "20:00, 20.00, 8μμ, 24:00, μεσάνυχτα / midnight, μεσημέρι / noon, τώρα / now, σε 3 ώρες / +3h, απόψε / tonight 21:00,"
    " αύριο / tomorrow 9:00, Παρασκευή / Friday 12:00, 30/11 9, 30/11 09:00 or 2026-11-30T09:00"
)
LATEST_PAST = timedelta(
    hours=6
)  # a time of day that was at most so long ago is that one, not tomorrow's
FARTHEST = timedelta(days=60)  # farther ahead, a date needs its year
_MORNING, _AFTERNOON = time(6), time(17)
_NOON, _LAST_HOUR = 12, 24


class YearNotSaid(ValueError):
    """A date without a year that would be far ahead; `meant` is that moment (aware, UTC)."""

    def __init__(self, text: str, meant: datetime, local: datetime, now: datetime) -> None:
        """`local` is `meant` by the municipality's clocks."""
        super().__init__(
            said(
                "'{text}' would be {local:%d/%m/%Y %H:%M}, {days} days ahead: write the year",
                text=text,
                local=local,
                days=round((meant - now) / timedelta(days=1)),  # as a distance is said
            )
        )
        self.meant = meant


class DayAlone(ValueError):
    """A day without a time: its beginning, its end or any hour of it may be meant."""

    def __init__(self, text: str) -> None:
        super().__init__(
            said(
                "'{text}' is a day without a time: write {text} 09:00, or {text} 24:00 for its end",
                text=text,
            )
        )


def read_moment(
    text: str, *, now: datetime, zone: tzinfo, not_before: datetime | None = None
) -> datetime:
    """A moment in UTC; a bare time is the next one from `not_before`, or from six hours ago.

    Raises ValueError that says what is wrong, YearNotSaid for a date without a year more than 60
    days ahead, and DayAlone for a day without a time."""
    bare = plain(text)
    if bare in NOW:
        return now.astimezone(UTC).replace(second=0, microsecond=0)
    if (span := read_span(bare)) is not None:
        ahead = (now.astimezone(UTC) + span).replace(second=0, microsecond=0)
        return _sure(text, ahead, now, zone)
    typed = read_parts(bare)
    if typed is None:
        raise ValueError(_why_unread(text, bare))
    try:
        _check_one_meaning(text, typed)
        return _read(text, typed, now, zone, not_before or now - LATEST_PAST)
    except (NotOnCalendar, OverflowError):
        raise ValueError(said("'{text}' is on no calendar or clock", text=text)) from None


def read_day_or_moment(text: str, *, now: datetime, zone: tzinfo) -> datetime:
    """A moment, or the beginning of a day that is named without a time. Raises as `read_moment`
    does."""
    try:
        return read_moment(text, now=now, zone=zone)
    except DayAlone:
        return read_moment(f"{text} 00:00", now=now, zone=zone)


def _why_unread(text: str, bare: str) -> Said:
    """What is missing in a text that has none of the forms."""
    words = bare.split()
    if words[:1] and words[0] in YESTERDAY:
        return said("'{text}' lies behind: write its date and time", text=text)
    if PARTS_OF_DAY.intersection(words) and not any(mark.isdigit() for mark in bare):
        return said("'{text}' names no hour: write it too, as in αύριο 9 το πρωί", text=text)
    return said("'{text}' is not a date and time", text=text)


def _check_one_meaning(text: str, typed: Typed) -> None:
    """Refuse what can be meant more than one way."""
    if not typed.has_time:
        raise DayAlone(text)
    if typed.is_bare_hour and not (typed.names_day and (typed.day_first or typed.word in TONIGHT)):
        raise ValueError(_hour_alone(text, typed))
    if typed.word in TONIGHT and _MORNING <= (at := typed.time().at) < _AFTERNOON:
        raise ValueError(
            said(
                "'{text}' is not in the evening: write today {at:%H:%M}, or tonight 24:00 for midnight",
                text=text,
                at=at,
            )
        )
    tonight = not typed.names_day or typed.word in TONIGHT or DAYS_AHEAD.get(typed.word) == 0
    if typed.is_midnight and not tonight:
        raise ValueError(
            said(
                "'{text}' can be the beginning or the end of that day: write 00:00 for its beginning, 24:00 for its end",
                text=text,
            )
        )


def _hour_alone(text: str, typed: Typed) -> Said:
    """What a number that nothing calls an hour may mean."""
    hour = int(typed["hour"])
    if typed.names_day or hour > _LAST_HOUR:
        return said("'{text}' is not a date and time", text=text)
    if 0 < hour < _NOON:
        return said(
            "'{text}' can be the morning or the evening: write {hour}:00 or {later}:00",
            text=text,
            hour=hour,
            later=hour + _NOON,
        )
    return said("'{text}' can be more than an hour: write {hour}:00", text=text, hour=hour)


def _read(text: str, typed: Typed, now: datetime, zone: tzinfo, not_before: datetime) -> datetime:
    clock, today = typed.offset() or zone, now.astimezone(zone).date()
    # The end of something far ahead is near its beginning.
    anchor = max(now, not_before)
    at, word = typed.time(), typed.word
    if word in TONIGHT:
        return _next(at, not_before, clock)
    if word in weekdays():
        return _on_weekday(text, typed, at, now, clock)
    day = day_of(typed, today, anchor.astimezone(zone).date())
    if day is None:
        return _next(at, not_before, clock)
    check_weekday(text, typed, day)
    moment = _settled(day, at, clock)
    if typed["year"] or typed["y"] or typed["named_year"]:
        return moment
    return _sure(text, moment, now, zone, anchor)


def _sure(
    text: str, moment: datetime, now: datetime, zone: tzinfo, anchor: datetime | None = None
) -> datetime:
    """The moment, unless it lies too far ahead to be meant without a year; raises YearNotSaid."""
    if moment - (anchor or now) <= FARTHEST:
        return moment
    raise YearNotSaid(text, moment, moment.astimezone(zone), now)


def _on_weekday(text: str, typed: Typed, at: TimeOfDay, now: datetime, clock: tzinfo) -> datetime:
    """The next such day, unless its time was at most six hours ago."""
    earliest = now - LATEST_PAST
    first = earliest.astimezone(clock).date()
    day = first + timedelta(days=(weekdays()[typed.word] - first.weekday()) % 7)
    moment = _settled(day, at, clock)
    if moment < earliest:
        day += timedelta(days=7)
        moment = _settled(day, at, clock)
    if typed.is_bare_hour and int(typed["hour"]) == day.day:
        raise ValueError(
            said(
                "'{text}' can be the hour or the day of the month: write {hour}:00, or {day:%d/%m} and the time",
                text=text,
                hour=typed["hour"],
                day=day,
            )
        )
    return moment


def _next(at: TimeOfDay, not_before: datetime, clock: tzinfo) -> datetime:
    day = not_before.astimezone(clock).date()
    moment = _settled(day, at, clock)
    return moment if moment >= not_before else _settled(day + timedelta(days=1), at, clock)


def _settled(day: date, at: TimeOfDay, clock: tzinfo) -> datetime:
    """The wall time in UTC: the first of two when clocks go back; ValueError when clocks leap over
    it."""
    wall = datetime.combine(day + timedelta(days=at.days), at.at)
    moment = wall.replace(tzinfo=clock).astimezone(UTC)
    if moment.astimezone(clock).replace(tzinfo=None) != wall:
        raise ValueError(
            said(
                "there is no {wall:%d/%m %H:%M} that night, because the clocks go forward",
                wall=wall,
            )
        )
    return moment
