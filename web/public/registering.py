"""Registering: contact, then a code or a button, then choices. Nobody learns from an answer who is
registered."""

from collections.abc import Mapping
from hashlib import sha256
from secrets import token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from subscribers.registration import (
    ConfirmedContact,
    Signup,
    WrongCode,
    confirm_by_code,
    confirm_by_link,
    disown_contact,
    preview_link,
)
from web.public.choices import ChoicesPage, own_page, show_choices
from web.public.contacts import Contacts, read_contacts
from web.public.context import READ, PageContext, page_context
from web.public.forms import ParsedForm, read_form, read_json
from web.public.languages import DEFAULT, LANGUAGES, chosen, mark
from web.public.letters import send_codes

HANDLE_BYTES = 16
NO_CONSENT = mark("Without your consent we cannot send you messages. If you agree, tick the box.")
BAD_CODE = mark("This code is wrong or no longer valid. Check the newest message, or start again.")
ADDED = mark("Confirmed. From now on we will send messages there too.")
DISOWNED = mark("We will send you no registration messages for 90 days")
DISOWNED_MORE = mark(
    "If this address had been registered, the registration has been cancelled. You can still register by phone."
)

router = APIRouter()
Context = Annotated[PageContext, Depends(page_context)]
Sent = Annotated[ParsedForm, Depends(read_form)]


@router.api_route("/subscribe", methods=READ)
def form(request: Request, context: Context) -> Response:
    """The form for a contact."""
    return _form(context, request, ParsedForm({}), {})


@router.post("/subscribe")
def subscribe(request: Request, context: Context, sent: Sent) -> Response:
    """Take a contact, and answer the same whatever it is."""
    context.check_own_page(request)
    context.take_proof(sent.one("altcha"))
    contacts, errors = _read(context, request, sent)
    if errors:
        return _form(context, request, sent, errors, status=422)
    handle = _sign_up(context, request, sent, contacts)
    return context.renderer.render_page(
        "code", request, {"handle": handle, "told": "", "go_on": "", "adding": False}
    )


@router.post("/api/subscribe")
def subscribe_by_program(
    request: Request, context: Context, sent: Annotated[ParsedForm, Depends(read_json)]
) -> Response:
    """The same through the same gates, for a program: phone, email, language, consent and altcha in
    JSON."""
    context.check_own_page(request)
    context.take_proof(sent.one("altcha"))
    contacts, errors = _read(context, request, sent)
    if errors:
        problem = {
            "type": "about:blank",
            "title": "Not valid",
            "status": 422,
            "errors": dict(errors),
        }
        return JSONResponse(problem, 422, media_type="application/problem+json")
    return JSONResponse({"handle": _sign_up(context, request, sent, contacts), "next": "/code"})


@router.post("/code")
def code(request: Request, context: Context, sent: Sent) -> Response:
    """Take a code that was typed; a wrong one is counted."""
    context.check_own_page(request)
    handle = sent.one("handle")[:64]
    typed = "".join(sign for sign in sent.one("code") if not sign.isspace())[:12]
    with context.home.database.writing() as session:
        outcome = confirm_by_code(session, context.home, handle, typed, now=context.now())
    if isinstance(outcome, WrongCode):
        errors = {"code": context.renderer.translate(BAD_CODE, request)}
        slots = {
            "handle": handle,
            "told": "",
            "go_on": "",
            "adding": sent.has("adding"),
            "errors": errors,
        }
        return context.renderer.render_page("code", request, slots, status=422)
    context.ring()
    if outcome.open:
        told = mark("Confirmed. Now enter the second code: we sent one by SMS and one by e-mail.")
        go_on = f"{own_page(context, outcome.contact_id)}?fresh=yes"
        slots = {"handle": handle, "told": told, "go_on": go_on, "adding": sent.has("adding")}
        return context.renderer.render_page("code", request, slots)
    if sent.has("adding"):
        return _own(context, request, outcome, told=ADDED)
    return _own(context, request, outcome)


@router.api_route("/confirm/{token}", methods=READ)
def ask(request: Request, context: Context, token: str) -> Response:
    """The page behind the link in a mail: a button, because a link may be followed by a machine."""
    with context.home.database.reading() as session:
        look = preview_link(session, context.home.keys, token, now=context.now())
    return context.renderer.render_page(
        "confirm", request, {"address": look.address}, own=look.language
    )


@router.post("/confirm/{token}")
def press_button(request: Request, context: Context, token: str) -> Response:
    """The button is pressed."""
    context.check_own_page(request)
    with context.home.database.writing() as session:
        confirmed = confirm_by_link(session, context.home, token, now=context.now())
    context.ring()
    return _own(context, request, confirmed)


@router.api_route("/not-me/{token}", methods=READ)
def ask_not_me(request: Request, context: Context) -> Response:
    """The page behind "it was not me": a button again."""
    return context.renderer.render_page("not_me", request, {})


@router.post("/not-me/{token}")
def not_me(request: Request, context: Context, token: str) -> Response:
    """The owner of a contact wants nothing from this form."""
    context.check_own_page(request)
    with context.home.database.writing() as session:
        disown_contact(session, context.home.keys, token, now=context.now())
    return context.renderer.render_page(
        "told", request, {"heading": DISOWNED, "lines": [DISOWNED_MORE]}
    )


def _read(
    context: PageContext, request: Request, sent: ParsedForm
) -> tuple[Contacts, Mapping[str, str]]:
    """What was typed, and what is wrong with it, in the visitor's words."""
    contacts = read_contacts(sent, context.home.config.municipality)
    wrong = dict(contacts.errors) | ({} if sent.has("consent") else {"consent": NO_CONSENT})
    return contacts, {
        field: context.renderer.translate(words, request) for field, words in wrong.items()
    }


def _sign_up(context: PageContext, request: Request, sent: ParsedForm, contacts: Contacts) -> str:
    """Send codes as soon as the answer has gone; returns the secret by which the page claims its
    code."""
    language = sent.one("language") if sent.one("language") in LANGUAGES else DEFAULT
    agreed = context.renderer.render_consent(chosen(request))
    signup = Signup(
        addresses=contacts.addresses,
        language=language,
        network=context.address_of(request),
        handle=token_urlsafe(HANDLE_BYTES),
        text_hash=sha256(agreed.encode()).hexdigest(),
    )
    send_codes(context, signup)
    return signup.handle


def _own(
    context: PageContext, request: Request, confirmed: ConfirmedContact, *, told: str = ""
) -> Response:
    """The choices of somebody who has just come in, or of a resident who was `told` that a contact
    was added."""
    page = own_page(context, confirmed.contact_id)
    return show_choices(
        context, request, ChoicesPage(page, confirmed.contact_id, fresh=not told, told=told)
    )


def _form(
    context: PageContext,
    request: Request,
    sent: ParsedForm,
    errors: Mapping[str, str],
    *,
    status: int = 200,
) -> Response:
    slots = {
        "form": sent,
        "errors": errors,
        "consent": context.renderer.render_consent(chosen(request)),
    }
    return context.renderer.render_page("subscribe", request, slots, status=status)
