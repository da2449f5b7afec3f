"""The calendar: planned cuts and events as iCalendar (RFC 5545, RFC 7986), for residents' own
programs."""

from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import APIRouter
from icalendar import Calendar, Event
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts import alert_page
from runtime.chains import in_language
from templates import Topic
from web.public.archive import NoSuchPlace, places_around
from web.public.caching import BRIEFLY, unless_known
from web.public.context import READ, Context, PageContext
from web.public.languages import chosen, mark
from web.public.plain_text import without_controls
from web.public.planned_events import PlannedEvent, list_planned_events

READ_AGAIN = timedelta(hours=1)
CALENDAR = mark("planned cuts and events")
CANCELLED = mark("Cancelled")
CATEGORIES = {
    Topic.UTILITIES: mark("Water and power"),
    Topic.EVENTS: mark("Municipal news and events"),
}

router = APIRouter()


@router.api_route("/calendar.ics", methods=READ)
def calendar(request: Request, context: Context) -> Response:
    """Planned cuts of water and power and municipal events as iCalendar, all or those of a
    `?place=`; none without `public_base_url`."""
    place, snapshot = request.query_params.get("place", ""), context.archive.latest()
    zone = next((each for each in snapshot.zones if each.code == place), None)
    if not context.home.config.public_base_url:
        raise HTTPException(404)
    if place and zone is None:
        raise NoSuchPlace(place)
    language = chosen(request)
    cards = (each.card for each in snapshot.alerts)
    around = places_around(snapshot.zones, place)
    file = _calendar(context, request, zone.name(language) if zone else "")
    for event in list_planned_events(cards, around, now=context.now()):
        file.add_component(_event(context, request, event, language))
    answer = unless_known(request, file.to_ical(), "text/calendar; charset=utf-8", BRIEFLY)
    answer.headers["Vary"] = "Accept-Language"
    return answer


def _calendar(context: PageContext, request: Request, place: str) -> Calendar:
    language = chosen(request)
    town = in_language(context.home.config.municipality.name, language)
    name = f"{place or town}: {context.renderer.translate(CALENDAR, request)}"
    found = Calendar()
    found.add("prodid", "-//Tocsin//Alerts of a municipality//EN")
    found.add("version", "2.0")
    found.add("name", name, parameters={"LANGUAGE": language})
    # What programs of before RFC 7986 read.
    found.add("x-wr-calname", name.replace(",", " "))
    found.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT1H")
    return found


def _event(context: PageContext, request: Request, event: PlannedEvent, language: str) -> Event:
    card, base = event.card, context.home.config.public_base_url
    town = in_language(context.home.config.municipality.name, language)
    page = f"{alert_page(base, card.public_number)}?lang={language}"
    words = context.renderer.translate(CANCELLED, request) if event.cancelled else ""
    body = "" if event.cancelled else card.bodies.get(card.language_for(language), "")
    found = Event()
    found.add("uid", f"{event.uid}@{urlsplit(base).hostname}")
    found.add("sequence", event.sequence)
    found.add("dtstamp", event.last_told)
    found.add("created", event.first_told)
    found.add("last-modified", event.last_told)
    found.add("dtstart", event.begins)
    found.add("dtend", event.ends)
    found.add("summary", without_controls(": ".join(filter(None, (words, card.name(language))))))
    where = (card.venue(language), card.where(language) or town)
    found.add("location", without_controls(", ".join(filter(None, where))))
    found.add("description", without_controls("\n\n".join(filter(None, (words, body, page)))))
    found.add("url", page)
    categories = [name for topic, name in CATEGORIES.items() if topic in card.topics]
    found.add("categories", [context.renderer.translate(name, request) for name in categories])
    found.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    # A cut keeps nobody from being called to something else.
    found.add("transp", "TRANSPARENT")
    return found
