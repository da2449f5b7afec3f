"""Moments as a card says them: «από σήμερα 21:00 έως αύριο Παρασκευή 27/11, 06:00»."""

from datetime import datetime, timedelta, tzinfo

from babel.dates import format_datetime

from web.public.languages import PageTranslator, mark

TODAY, TOMORROW = mark("today"), mark("tomorrow,")
BETWEEN = mark("From %(start)s until %(end)s")
UNTIL = mark("Until %(end)s")


def say_when(
    start: datetime | None,
    end: datetime,
    *,
    now: datetime,
    zone: tzinfo,
    translator: PageTranslator,
) -> str:
    """From when until when something holds, as it is said now; what has begun is said by its end
    alone. Moments are aware."""
    last = _said(end, now, zone, translator)
    if start is None or start <= now:
        return translator.one(UNTIL) % {"end": last}
    first = _said(start, now, zone, translator)
    if start.astimezone(zone).date() == end.astimezone(zone).date():
        return f"{first[:1].upper()}{first[1:]}–{end.astimezone(zone):%H:%M}"
    return translator.one(BETWEEN) % {"start": first, "end": last}


def _said(moment: datetime, now: datetime, zone: tzinfo, translator: PageTranslator) -> str:
    """A moment by its day and hour: `σήμερα 21:00`, `αύριο Παρασκευή 27/11, 06:00`."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    if local.date() == today:
        return f"{translator.one(TODAY)} {local:%H:%M}"
    form = "EEEE d/M, HH:mm" if local.year == today.year else "EEEE d/M/y, HH:mm"
    said = str(format_datetime(local, form, locale=translator.code))
    tomorrow = local.date() == today + timedelta(days=1)
    return f"{translator.one(TOMORROW)} {said}" if tomorrow else said
