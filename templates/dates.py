"""Dates: the day that somebody typed, in full, by a word or without its year."""

from datetime import date, timedelta

from runtime import said
from templates.moment_forms import (
    DAYS_AHEAD,
    NotOnCalendar,
    Typed,
    months,
    weekdays,
)

# A date without a year may lie this far back: a correction speaks of yesterday's message.
_LOOK_BACK = timedelta(days=7)
_THIS_CENTURY = 2000


def day_of(typed: Typed, today: date, anchor: date) -> date | None:
    """The day that was named, None where only a time was. Raises NotOnCalendar."""
    if typed.word:
        return today + timedelta(days=DAYS_AHEAD[typed.word])
    day, month = typed["day"] or typed["d"], typed["month"] or typed["m"]
    if not day:
        return None
    number = int(month) if month else months()[typed["named"].rstrip(".")]
    year = int(typed["year"] or typed["y"] or typed["named_year"] or 0)
    if len(typed["y"]) == len("26"):
        year += _THIS_CENTURY
    try:
        return date(year, number, int(day)) if year else _near(int(day), number, anchor)
    except ValueError:
        raise NotOnCalendar from None


def check_weekday(text: str, typed: Typed, day: date) -> None:
    """Refuse a day of the week that is not that of the date; raises ValueError."""
    weekday = typed["weekday"].rstrip(".")
    if weekday and weekdays()[weekday] != day.weekday():
        raise ValueError(
            said(
                "'{text}' names another day of the week: {day:%d/%m/%Y} is {day:%A}",
                text=text,
                day=day,
            )
        )


def _near(day: int, month: int, today: date) -> date:
    """The first such date that is not more than a week before; 29/2 may be years away."""
    date(2000, month, day)
    for year in range(today.year - 1, today.year + 9):
        leap_day_missing = (month, day) == (2, 29) and not _skip_numbers(year)
        if not leap_day_missing and date(year, month, day) >= today - _LOOK_BACK:
            return date(year, month, day)
    raise ValueError(said("no such date"))


def _skip_numbers(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
