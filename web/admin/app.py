"""The app of programs: every group of routes behind the guards, inside one frame."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, FastAPI

from runtime import Home
from web.admin.alerts import router as alerts
from web.admin.areas import router as areas
from web.admin.blocks import router as blocks
from web.admin.channels import router as channels
from web.admin.corrections import router as corrections
from web.admin.decisions import router as decisions
from web.admin.document import Documented
from web.admin.failed_tokens import FailedTokens
from web.admin.frame import Frame
from web.admin.imports import router as imports
from web.admin.journal import router as journal
from web.admin.missed import router as missed
from web.admin.request_context import AppContext
from web.admin.residents import router as residents
from web.admin.schedule_timeline import router as schedule_timeline
from web.admin.schedules import router as schedules
from web.admin.staff import router as staff
from web.admin.template_cache import TemplateCache
from web.admin.templates import router as templates
from web.problems import explain_problems

GROUPS: tuple[APIRouter, ...] = (
    alerts,
    decisions,
    corrections,
    missed,
    imports,
    residents,
    blocks,
    areas,
    templates,
    schedules,
    schedule_timeline,
    channels,
    staff,
    journal,
)


def admin(
    home: Home, ring: Callable[[], None], *, clock: Callable[[], datetime] | None = None
) -> FastAPI:
    """The admin API of a home; `ring` is called after an alert was issued, to wake whoever
    delivers."""
    app = Documented(
        title="Tocsin",
        version="1",
        summary="Warns the residents of a municipality: drafts, forecasts, approvals, residents, schedules, staff.",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.context = AppContext(home, TemplateCache(home), ring, clock or home.now)
    app.state.failed_tokens = FailedTokens(app.state.context)
    app.add_middleware(Frame)
    explain_problems(app)
    # Taken over as they are, so that whoever walks `app.routes` meets every one.
    app.router.routes.extend(route for group in GROUPS for route in group.routes)
    return app
