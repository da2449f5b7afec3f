"""The app of the residents' pages, put together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from runtime import Home
from web.public import callbacks, leaving, owning, preferring, reading, registering
from web.public.assets import load_assets
from web.public.bulletin import Bulletin
from web.public.callbacks import Letterbox
from web.public.challenges import Challenges
from web.public.door import Clock, Door
from web.public.endings import apology, explain_endings, full_up
from web.public.errands import Errands
from web.public.guard import Guard
from web.public.press import Press
from web.public.turnstile import Turnstile

PAGES: tuple[APIRouter, ...] = (
    reading.router,
    registering.router,
    preferring.router,
    owning.router,
    leaving.router,
    callbacks.router,
)


def public(home: Home, ring: Callable[[], None], *, now: Clock | None = None) -> FastAPI:
    """The residents' pages of an installation; `ring` wakes the delivery engine when a code was
    queued. Raises BadLogo."""
    now = now or home.now
    assets = load_assets(home)
    press = Press(home, assets)
    bulletin = Bulletin(home.database, now)
    here = Door(home, ring, now, assets, press, Challenges(home), bulletin, Errands())
    app = FastAPI(title="Tocsin", openapi_url=None, redirect_slashes=False, lifespan=_until_closed)
    app.state.door = here
    app.state.letterbox = Letterbox(home, now)
    for pages in PAGES:
        app.include_router(pages)
    explain_endings(app, press)
    secure = home.config.public_base_url.startswith("https://")
    app.add_middleware(
        Turnstile, rate=home.config.registration.forms_per_second, refusal=full_up(press)
    )
    app.add_middleware(Guard, secure=secure, apology=apology(press))
    return app


@asynccontextmanager
async def _until_closed(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.letterbox.close()
    app.state.door.errands.close()
    app.state.door.bulletin.close()
