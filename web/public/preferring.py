"""Preferring: /m, everything that is a resident's own by a fresh link; /p, the choices alone by the
link of any mail."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from delivery.contacts import read_departure
from subscribers.preferences import (
    BadQuietHours,
    owner_of_contact,
    read_manage_link,
    save_preferences,
)
from subscribers.registration import send_leaving_link
from web.public.choices import BAD_HOURS, ChoicesPage, agreement, read_choices, show_choices
from web.public.contacts import read_contacts
from web.public.door import READ, Door, open_door
from web.public.forms import ParsedForm, read_form
from web.public.languages import mark
from web.public.letters import send_link_to, send_links
from web.public.sayings import ASKED, ASKED_MORE

SAVED = mark("Your preferences have been saved.")

router = APIRouter()
Here = Annotated[Door, Depends(open_door)]
Sent = Annotated[ParsedForm, Depends(read_form)]


def manager(token: str, here: Here) -> int:
    """The contact whose owner a fresh link lets in."""
    return read_manage_link(token, here.home.keys, now=here.now())


def receiver(token: str, here: Here) -> int:
    """The contact whose owner got the mail with this link."""
    return read_departure(token, here.home.keys).contact_id


Manager = Annotated[int, Depends(manager)]
Receiver = Annotated[int, Depends(receiver)]


@router.api_route("/m/{token}", methods=READ)
def own(request: Request, here: Here, token: str, contact: Manager) -> Response:
    """Everything that is a resident's own."""
    fresh = request.query_params.get("fresh") == "yes"
    return show_choices(here, request, ChoicesPage(f"/m/{token}", contact, fresh=fresh))


@router.post("/m/{token}")
def save(request: Request, here: Here, token: str, contact: Manager, sent: Sent) -> Response:
    """Keep what a resident chose."""
    return _save(here, request, sent, ChoicesPage(f"/m/{token}", contact))


@router.api_route("/p/{token}", methods=READ)
def chosen_by_mail(request: Request, here: Here, token: str, contact: Receiver) -> Response:
    """The choices alone: a mail may be forwarded."""
    return show_choices(here, request, ChoicesPage(f"/p/{token}", contact, whole=False))


@router.post("/p/{token}")
def save_by_mail(
    request: Request, here: Here, token: str, contact: Receiver, sent: Sent
) -> Response:
    """Keep what was chosen by the link of a mail."""
    return _save(here, request, sent, ChoicesPage(f"/p/{token}", contact, whole=False))


@router.post("/p/{token}/link")
def link_by_mail(request: Request, here: Here, contact: Receiver) -> Response:
    """Send the link to everything to whoever got the mail."""
    here.check_own_page(request)
    send_link_to(here, contact)
    return here.press.page("link_sent", request, {})


@router.post("/m/{token}/stop")
def stop(request: Request, here: Here, contact: Manager) -> Response:
    """Ask by a message whether emergencies are meant, too."""
    return _stop(here, request, contact)


@router.post("/p/{token}/stop")
def stop_by_mail(request: Request, here: Here, contact: Receiver) -> Response:
    """The same by the link of a mail."""
    return _stop(here, request, contact)


@router.api_route("/link", methods=READ)
def ask(request: Request, here: Here) -> Response:
    """The form by which a resident asks for the link to everything."""
    return here.press.page("link", request, {"form": ParsedForm({})})


@router.post("/link")
def link(request: Request, here: Here, sent: Sent) -> Response:
    """Send the link, and answer the same whoever asks."""
    here.check_own_page(request)
    here.take_proof(sent.one("altcha"))
    contacts = read_contacts(sent, here.home.config.municipality)
    if contacts.errors:
        errors = {field: here.press.say(words, request) for field, words in contacts.errors.items()}
        return here.press.page("link", request, {"form": sent, "errors": errors}, status=422)
    send_links(here, contacts.addresses, here.address_of(request))
    return here.press.page("link_sent", request, {})


def _save(here: Door, request: Request, sent: ParsedForm, shown: ChoicesPage) -> Response:
    here.check_own_page(request)
    fresh = sent.has("fresh")
    try:
        with here.home.database.writing() as session:
            choices = read_choices(session, sent)
            who = owner_of_contact(session, shown.contact_id)
            save_preferences(
                session, here.home.keys, who, choices, agreement(here, request), now=here.now()
            )
    except BadQuietHours:
        errors = {"quiet_from": here.press.say(BAD_HOURS, request)}
        return show_choices(
            here,
            request,
            ChoicesPage(shown.here, shown.contact_id, shown.whole, fresh),
            sent,
            errors,
        )
    if fresh:
        return here.press.page("done", request, {"manage": shown.here})
    return show_choices(
        here, request, ChoicesPage(shown.here, shown.contact_id, shown.whole, told=SAVED)
    )


def _stop(here: Door, request: Request, contact: int) -> Response:
    here.check_own_page(request)
    with here.home.database.writing() as session:
        send_leaving_link(session, here.home, contact, now=here.now())
    here.ring()
    return here.press.page("told", request, {"heading": ASKED, "lines": [ASKED_MORE]})
