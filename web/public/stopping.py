"""Stopping: no messages at all, by a fresh link of one's own or by the link of a second message:
one page to confirm, and one to undo it."""

from collections.abc import Set
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from delivery.contacts import Purpose, read_ticket
from subscribers.preferences import owner_of_contact
from subscribers.registration import leave_all_topics, rejoin_topics, send_stopping_link
from templates import Topic
from web.public.choices import agreement
from web.public.context import READ, Context, PageContext
from web.public.messages import ASKED, STOPPING_MORE
from web.public.preferring import BACK, Manager, Receiver
from web.public.redirects import see_page

router = APIRouter()


def ender(token: str, context: Context) -> int:
    """The contact whose owner got the second message."""
    return read_ticket(token, context.home.keys, Purpose.END, now=context.now())


Ender = Annotated[int, Depends(ender)]


@router.api_route("/m/{token}/all", methods=READ)
def ask(request: Request, context: Context, token: str, contact: Manager) -> Response:
    """What "no messages at all" means, and the button."""
    return _ask(context, request, f"/m/{token}", contact)


@router.post("/m/{token}/all")
def stop_all(request: Request, context: Context, token: str, contact: Manager) -> Response:
    """Stop every message to a resident, who stays registered."""
    return _stop(context, request, f"/m/{token}", contact)


@router.api_route("/m/{token}/stopped", methods=READ)
def stopped(request: Request, context: Context, token: str, contact: Manager) -> Response:
    """Every message is stopped; the way back."""
    return _stopped(context, request, f"/m/{token}", contact)


@router.post("/m/{token}/stopped")
def undo(request: Request, context: Context, token: str, contact: Manager) -> Response:
    """The resident gets again what they had."""
    _undo(context, request, contact)
    return see_page(request, f"/m/{token}", told="back")


@router.post("/p/{token}/all")
def ask_by_message(request: Request, context: Context, contact: Receiver) -> Response:
    """Ask by a second message whether every message is to stop: a mail may be forwarded."""
    return ask_by_stopping_link(context, request, contact)


@router.api_route("/end/{token}/all", methods=READ)
def ask_by_link(request: Request, context: Context, token: str, contact: Ender) -> Response:
    """The page behind the link of that message."""
    return _ask(context, request, f"/end/{token}", contact)


@router.post("/end/{token}/all")
def stop_all_by_link(request: Request, context: Context, token: str, contact: Ender) -> Response:
    """Stop every message, by the link of that message."""
    return _stop(context, request, f"/end/{token}", contact)


@router.api_route("/end/{token}/stopped", methods=READ)
def stopped_by_link(request: Request, context: Context, token: str, contact: Ender) -> Response:
    """Every message is stopped; the way back."""
    return _stopped(context, request, f"/end/{token}", contact)


@router.post("/end/{token}/stopped")
def undo_by_link(request: Request, context: Context, contact: Ender) -> Response:
    """The resident gets again what they had."""
    _undo(context, request, contact)
    return context.renderer.render_page("told", request, {"heading": BACK, "lines": []})


def ask_by_stopping_link(context: PageContext, request: Request, contact: int) -> Response:
    """Send the second message, and say so."""
    context.check_own_page(request)
    with context.home.database.writing() as session:
        send_stopping_link(session, context.home, contact, now=context.now())
    context.ring()
    slots = {"heading": ASKED, "lines": [STOPPING_MORE]}
    return context.renderer.render_page("told", request, slots)


def _ask(context: PageContext, request: Request, here: str, contact: int) -> Response:
    with context.home.database.reading() as session:
        owner_of_contact(session, contact)
    return context.renderer.render_page("stop_all", request, {"here": here, "back": _back(here)})


def _stop(context: PageContext, request: Request, here: str, contact: int) -> Response:
    context.check_own_page(request)
    with context.home.database.writing() as session:
        left = leave_all_topics(session, context.home.keys, contact, now=context.now())
    context.ring()
    return see_page(request, f"{here}/stopped", was=".".join(sorted(left)))


def _stopped(context: PageContext, request: Request, here: str, contact: int) -> Response:
    with context.home.database.reading() as session:
        owner_of_contact(session, contact)
    slots = {"here": here, "was": sorted(_were(request)), "back": _back(here)}
    return context.renderer.render_page("stopped", request, slots)


def _undo(context: PageContext, request: Request, contact: int) -> None:
    context.check_own_page(request)
    keys, agreed = context.home.keys, agreement(context, request)
    with context.home.database.writing() as session:
        rejoin_topics(session, keys, contact, _were(request), agreed, now=context.now())


def _were(request: Request) -> Set[Topic]:
    """The topics that were left, as the address has them."""
    named = set(request.query_params.get("was", "").split("."))
    return {topic for topic in Topic if topic in named}


def _back(here: str) -> str:
    """A resident's own page, where the link opens it."""
    return here if here.startswith("/m/") else ""
