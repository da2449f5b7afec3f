"""From when until when an alert holds, in the words of whoever reads it now."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from web.public.languages import page_translators
from web.public.moments import say_when

ATHENS = ZoneInfo("Europe/Athens")
NOW = datetime(2026, 11, 26, 20, 0, tzinfo=ATHENS)


def at(day: int, hour: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, 0, tzinfo=ATHENS)


@pytest.mark.parametrize(
    ("start", "end", "greek", "english"),
    [
        (
            at(26, 21),
            at(27, 6),
            "Από σήμερα 21:00 έως αύριο Παρασκευή 27/11, 06:00",
            "From today 21:00 until tomorrow, Friday 27/11, 06:00",
        ),
        (at(26, 21), at(26, 23), "Σήμερα 21:00–23:00", "Today 21:00–23:00"),
        (
            at(27, 8),
            at(27, 11),
            "Αύριο Παρασκευή 27/11, 08:00–11:00",
            "Tomorrow, Friday 27/11, 08:00–11:00",
        ),
        (
            at(28, 8),
            at(2, 11, 1, 2027),
            "Από Σάββατο 28/11, 08:00 έως Σάββατο 2/1/2027, 11:00",
            "From Saturday 28/11, 08:00 until Saturday 2/1/2027, 11:00",
        ),
        (at(26, 4), at(26, 23), "Έως σήμερα 23:00", "Until today 23:00"),
        (
            None,
            at(27, 6),
            "Έως αύριο Παρασκευή 27/11, 06:00",
            "Until tomorrow, Friday 27/11, 06:00",
        ),
    ],
)
def test_days_are_said_as_people_say_them(
    start: datetime | None, end: datetime, greek: str, english: str
) -> None:
    said = [
        say_when(start, end, now=NOW, zone=ATHENS, translator=translator)
        for translator in page_translators().values()
    ]

    assert said == [greek, english]


def test_today_is_that_of_the_municipality() -> None:
    late = datetime(2026, 11, 25, 22, 30, tzinfo=ZoneInfo("UTC"))  # half past midnight in Athens

    said = say_when(None, at(26, 6), now=late, zone=ATHENS, translator=page_translators()["el"])

    assert said == "Έως σήμερα 06:00"
