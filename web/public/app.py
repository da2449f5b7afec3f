"""The app of the residents' pages, put together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from runtime import Home
from web.public import (
    archive,
    calendar_file,
    callbacks,
    code_page,
    contact_card,
    embedding,
    feeds,
    finishing,
    leaving,
    owning,
    preferring,
    reading,
    registering,
    site_files,
    stopping,
    style_page,
)
from web.public.alert_archive import AlertArchive
from web.public.alert_cache import AlertCache
from web.public.assets import load_assets
from web.public.background import BackgroundQueue
from web.public.callbacks import CallbackEndpoint
from web.public.challenges import Challenges
from web.public.context import Clock, PageContext
from web.public.error_pages import add_error_pages, busy_page, failure_page
from web.public.guard import Guard
from web.public.link_requests import LinkRequests
from web.public.rate_limiter import CALLBACKS, LeakyBucket, RateLimiter
from web.public.refused_forms import RefusedForms
from web.public.rendering import PageRenderer
from web.requests_at_once import PAGES_AT_ONCE, RequestsAtOnce

PAGES: tuple[APIRouter, ...] = (
    reading.router,
    site_files.router,
    feeds.router,
    archive.router,
    calendar_file.router,
    embedding.router,
    registering.router,
    code_page.router,
    preferring.router,
    finishing.router,
    contact_card.router,
    owning.router,
    leaving.router,
    stopping.router,
    style_page.router,
    callbacks.router,
)


def public(home: Home, ring: Callable[[], None], *, now: Clock | None = None) -> FastAPI:
    """The residents' pages of an installation; `ring` wakes the delivery engine when a code was
    queued. Raises BadLogo."""
    now = now or home.now
    context = _context(home, ring, now)
    renderer, rate = context.renderer, home.config.registration.forms_per_second
    app = FastAPI(title="Tocsin", openapi_url=None, redirect_slashes=False, lifespan=_until_closed)
    app.state.context = context
    app.state.callbacks = CallbackEndpoint(home, now)
    for pages in PAGES:
        app.include_router(pages)
    add_error_pages(app, renderer)
    secure = home.config.public_base_url.startswith("https://")
    busy = busy_page(renderer)
    app.add_middleware(RateLimiter, rate=rate, refusal=busy)
    app.add_middleware(RequestsAtOnce, most=PAGES_AT_ONCE, refusal=busy, apart=(CALLBACKS,))
    app.add_middleware(
        Guard,
        secure=secure,
        failure_page=failure_page(renderer),
        embed_in=home.config.web.embed_in,
    )
    return app


def _context(home: Home, ring: Callable[[], None], now: Clock) -> PageContext:
    assets = load_assets(home)
    return PageContext(
        home,
        ring,
        now,
        assets,
        PageRenderer(home, assets),
        Challenges(home),
        AlertCache(home.database, now, LeakyBucket(home.config.registration.forms_per_second)),
        AlertArchive(home.database, now),
        BackgroundQueue(),
        RefusedForms(now),
        LinkRequests(home.config.registration, now),
    )


@asynccontextmanager
async def _until_closed(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.callbacks.close()
    app.state.context.background.close()
    app.state.context.alert_cache.close()
    app.state.context.archive.close()
