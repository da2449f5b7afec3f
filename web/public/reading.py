"""Reading: the pages that only show something. What is in force comes from memory."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from web.public.context import READ, Context

BRIEFLY = "public, max-age=15, stale-if-error=3600"
FOR_A_DAY = "public, max-age=86400"
FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter()


@router.api_route("/", methods=READ)
def front(request: Request, context: Context) -> Response:
    """What is in force now, and what this is."""
    return _kept(
        context.renderer.render_page(
            "front", request, {"alerts": context.alert_cache.list_alerts()}
        ),
        BRIEFLY,
    )


@router.api_route("/a/{number}", methods=READ)
def alert(
    request: Request, context: Context, number: Annotated[int, Path(ge=1, le=2**31 - 1)]
) -> Response:
    """One alert: the page that warnings point to."""
    found = context.alert_cache.find_alert(number)
    slots = {"alert": found, "in_force": found.in_force(context.now())}
    return _kept(context.renderer.render_page("alert", request, slots), BRIEFLY)


@router.api_route("/privacy", methods=READ)
def privacy(request: Request, context: Context) -> Response:
    """What is kept, why, and a resident's rights (GDPR, article 13)."""
    return _kept(context.renderer.render_page("privacy", request, {}), BRIEFLY)


@router.api_route("/accessibility", methods=READ)
def accessibility(request: Request, context: Context) -> Response:
    """How far everybody can use these pages."""
    return _kept(context.renderer.render_page("accessibility", request, {}), BRIEFLY)


@router.api_route("/challenge", methods=READ)
def challenge(context: Context) -> Response:
    """A fresh piece of work for a form, as ALTCHA writes it."""
    return JSONResponse(dict(context.challenges.give(context.home, now=context.now())))


@router.api_route("/static/{name}", methods=READ)
def static(request: Request, context: Context, name: str) -> Response:
    """Style, script or logo; a browser keeps for ever what it asked for by its content."""
    found = context.assets.get(name)
    if found is None:
        raise HTTPException(404)
    exact = request.query_params.get("v") == found.version
    return _kept(Response(found.body, media_type=found.kind), FOR_EVER if exact else FOR_A_DAY)


def _kept(answer: Response, how_long: str) -> Response:
    answer.headers["Cache-Control"] = how_long
    return answer
