"""Embedding: what is in force as a part of the municipality's own site, in a frame."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from web.public.archive import NoSuchPlace, places_around
from web.public.caching import BRIEFLY, kept
from web.public.context import READ, Context
from web.public.guard import EMBEDDED

MOST = 10  # alerts; the page with all of them is one link away

router = APIRouter()


@router.api_route(EMBEDDED, methods=READ)
def embed(request: Request, context: Context) -> Response:
    """What is in force, everywhere or in a `?place=`, for a frame on the sites of `embed_in`; none
    while that is empty."""
    if not context.home.config.web.embed_in:
        raise HTTPException(404)
    known, place = context.alert_cache.list_alerts(), request.query_params.get("place", "")
    around = places_around(context.archive.latest().zones, place) if place else frozenset()
    if place and not around:
        # A slip in the frame of the site would show all places, unnoticed.
        raise NoSuchPlace(place)
    alerts = [each for each in known or () if each.concerns(around)]
    slots = {
        "known": known is not None,
        "alerts": alerts[:MOST],
        "more": len(alerts) - MOST,
        "now": context.now(),
    }
    return kept(context.renderer.render_page("embed", request, slots), BRIEFLY)
