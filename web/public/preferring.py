"""Preferring: /m, everything that is a resident's own by a fresh link; /p, the choices alone by the
link of any mail."""

from contextlib import suppress
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from delivery.contacts import ExpiredLink, read_departure
from subscribers.preferences import (
    BadQuietHours,
    owner_of_contact,
    read_manage_link,
    save_preferences,
)
from subscribers.registration import find_code_page, send_leaving_link
from web.public.choices import BAD_HOURS, ChoicesPage, agreement, read_choices, show_choices
from web.public.contacts import contacts_typed, read_contacts
from web.public.context import READ, Context, PageContext
from web.public.forms import ParsedForm, SentForm
from web.public.languages import mark
from web.public.letters import send_link_to, send_links
from web.public.messages import ASKED, ASKED_MORE
from web.public.redirects import see_page, see_refused

BACK = mark("You receive these messages again")
TOLD = {
    "back": BACK,
    "saved": mark("Your preferences have been saved."),
    "added": mark("Confirmed. From now on we will send messages there too."),
    "removed": mark("The number or e-mail address has been removed."),
}

router = APIRouter()


def manager(token: str, context: Context) -> int:
    """The contact whose owner a fresh link lets in."""
    return read_manage_link(token, context.home.keys, now=context.now())


def receiver(token: str, context: Context) -> int:
    """The contact whose owner got the mail with this link."""
    return read_departure(token, context.home.keys).contact_id


Manager = Annotated[int, Depends(manager)]
Receiver = Annotated[int, Depends(receiver)]


@router.api_route("/m/{token}", methods=READ)
def own(request: Request, context: Context, token: str, contact: Manager) -> Response:
    """Everything that is a resident's own."""
    refused = context.refused.read(request)
    fresh = request.query_params.get("fresh") == "yes" or refused.form.has("fresh")
    shown = ChoicesPage(f"/m/{token}", contact, fresh=fresh, told=_told(request))
    form = _typed(context, request, contact) or refused.form
    return show_choices(context, request, shown, form, refused.errors)


@router.post("/m/{token}")
def save(
    request: Request, context: Context, token: str, contact: Manager, sent: SentForm
) -> Response:
    """Keep what a resident chose."""
    return _save(context, request, sent, ChoicesPage(f"/m/{token}", contact))


@router.api_route("/p/{token}", methods=READ)
def chosen_by_mail(request: Request, context: Context, token: str, contact: Receiver) -> Response:
    """The choices alone: a mail may be forwarded."""
    shown = ChoicesPage(f"/p/{token}", contact, whole=False, told=_told(request))
    refused = context.refused.read(request)
    return show_choices(context, request, shown, refused.form, refused.errors)


@router.post("/p/{token}")
def save_by_mail(
    request: Request, context: Context, token: str, contact: Receiver, sent: SentForm
) -> Response:
    """Keep what was chosen by the link of a mail."""
    return _save(context, request, sent, ChoicesPage(f"/p/{token}", contact, whole=False))


@router.post("/p/{token}/link")
def link_by_mail(request: Request, context: Context, contact: Receiver) -> Response:
    """Send the link to everything to whoever got the mail."""
    context.check_own_page(request)
    send_link_to(context, contact)
    return context.renderer.render_page("link_sent", request, {"wait": 0})


@router.post("/m/{token}/stop")
def stop(request: Request, context: Context, contact: Manager) -> Response:
    """Ask by a message whether emergencies are meant, too."""
    return _stop(context, request, contact)


@router.post("/p/{token}/stop")
def stop_by_mail(request: Request, context: Context, contact: Receiver) -> Response:
    """The same by the link of a mail."""
    return _stop(context, request, contact)


@router.api_route("/link", methods=READ)
def ask(request: Request, context: Context) -> Response:
    """The form by which a resident asks for the link to everything."""
    refused = context.refused.read(request)
    errors = context.renderer.translate_all(refused.errors, request)
    slots = {"form": refused.form, "errors": errors}
    return context.renderer.render_page("link", request, slots, status=422 if errors else 200)


@router.post("/link")
def link(request: Request, context: Context, sent: SentForm) -> Response:
    """Send the link, and answer the same whoever asks."""
    context.check_own_page(request)
    context.take_proof(sent.one("altcha"))
    contacts = read_contacts(sent, context.home.config.municipality)
    if contacts.errors:
        return see_refused(context, request, "/link", sent, contacts.errors)
    network = context.address_of(request)
    send_links(context, contacts.addresses, network)
    wait = context.link_requests.ask(contacts.addresses, network)
    return context.renderer.render_page("link_sent", request, {"wait": wait})


def _save(context: PageContext, request: Request, sent: ParsedForm, shown: ChoicesPage) -> Response:
    context.check_own_page(request)
    shown = replace(shown, fresh=sent.has("fresh"))
    agreed = agreement(context, request)
    try:
        with context.home.database.writing() as session:
            choices = read_choices(session, sent)
            who = owner_of_contact(session, shown.contact_id)
            keys = context.home.keys
            save_preferences(session, keys, who, choices, agreed, now=context.now())
    except BadQuietHours:
        return see_refused(context, request, shown.path, sent, {"quiet_from": BAD_HOURS})
    if shown.fresh and shown.whole:
        return see_page(request, f"{shown.path}/done")
    return see_page(request, shown.path, told="saved")


def _told(request: Request) -> str:
    """What has just been done, where the address says it."""
    return TOLD.get(request.query_params.get("told", ""), "")


def _typed(context: PageContext, request: Request, contact: int) -> ParsedForm | None:
    """The contacts that a resident typed and comes back to correct."""
    if not (handle := request.query_params.get("typed", "")):
        return None
    with suppress(ExpiredLink), context.home.database.reading() as session:
        page = find_code_page(session, context.home.keys, handle, now=context.now())
        if page.signup.resident_id == owner_of_contact(session, contact):
            return contacts_typed(page.signup)
    return None


def _stop(context: PageContext, request: Request, contact: int) -> Response:
    context.check_own_page(request)
    with context.home.database.writing() as session:
        send_leaving_link(session, context.home, contact, now=context.now())
    context.ring()
    return context.renderer.render_page("told", request, {"heading": ASKED, "lines": [ASKED_MORE]})
