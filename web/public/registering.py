"""Registering: the form for a contact, and the button of a mail. Nobody learns from an answer who
is registered."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from delivery.contacts import ExpiredLink
from subscribers.registration import (
    Signup,
    confirm_by_link,
    disown_contact,
    find_code_page,
    preview_link,
)
from web.public.challenges import SolvedChallenge
from web.public.choices import own_page
from web.public.code_page import expired_page, open_code_page
from web.public.contacts import Contacts, contacts_typed, read_contacts
from web.public.context import READ, Context, PageContext
from web.public.forms import ParsedForm, SentForm, read_json
from web.public.languages import DEFAULT, LANGUAGES, chosen, mark
from web.public.redirects import see_page, see_refused

NO_CONSENT = mark("Without your consent we cannot send you messages. If you agree, tick the box.")
DISOWNED = mark("We will send you no registration messages for 90 days")
DISOWNED_MORE = mark(
    "If this address had been registered, the registration has been cancelled. You can still register by phone."
)

router = APIRouter()


@router.api_route("/subscribe", methods=READ)
def form(request: Request, context: Context) -> Response:
    """The form for a contact, or once more what was typed and refused."""
    refused = context.refused.read(request)
    return _form(context, request, refused.form, refused.errors)


@router.post("/subscribe")
def subscribe(request: Request, context: Context, sent: SentForm) -> Response:
    """Take a contact, and answer the same whatever it is."""
    context.check_own_page(request)
    contacts, errors = _read(context, sent)
    proof = context.challenges.read(sent.one("altcha"), now=context.now())
    if errors:
        context.take_proof(sent.one("altcha"))
        return see_refused(context, request, "/subscribe", sent, errors)
    signup = _signup(context, request, sent, contacts, proof)
    return see_page(request, open_code_page(context, proof, signup))


@router.api_route("/code/{handle}/correct", methods=READ)
def correct(request: Request, context: Context, handle: str) -> Response:
    """The form once more, filled with what was typed."""
    try:
        with context.home.database.reading() as session:
            page = find_code_page(session, context.home.keys, handle, now=context.now())
    except ExpiredLink:
        return expired_page(context, request)
    if page.signup.resident_id is not None:
        return see_page(request, f"/code/{handle}")
    typed = contacts_typed(page.signup).fields
    filled = {**typed, "language": (page.signup.language,), "consent": ("yes",)}
    if page.signup.normal_letters:
        filled["letters"] = ("yes",)
    return _form(context, request, ParsedForm(filled), {})


@router.post("/api/subscribe")
def subscribe_by_program(
    request: Request, context: Context, sent: Annotated[ParsedForm, Depends(read_json)]
) -> Response:
    """The same through the same gates, for a program: phone, email, language, letters, consent and
    altcha in JSON."""
    context.check_own_page(request)
    proof = context.challenges.read(sent.one("altcha"), now=context.now())
    contacts, errors = _read(context, sent)
    if errors:
        context.take_proof(sent.one("altcha"))
        problem = {
            "type": "about:blank",
            "title": "Not valid",
            "status": 422,
            "errors": context.renderer.translate_all(errors, request),
        }
        return JSONResponse(problem, 422, media_type="application/problem+json")
    signup = _signup(context, request, sent, contacts, proof)
    path = open_code_page(context, proof, signup)
    return JSONResponse({"handle": signup.handle, "next": path})


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
    return see_page(request, own_page(context, confirmed.contact_id), fresh="yes")


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


def _read(context: PageContext, sent: ParsedForm) -> tuple[Contacts, Mapping[str, str]]:
    """What was typed, and what is wrong with it, in English."""
    contacts = read_contacts(sent, context.home.config.municipality)
    return contacts, {
        **contacts.errors,
        **({} if sent.has("consent") else {"consent": NO_CONSENT}),
    }


def _signup(
    context: PageContext,
    request: Request,
    sent: ParsedForm,
    contacts: Contacts,
    proof: SolvedChallenge,
) -> Signup:
    """The form as it was filled in."""
    language = sent.one("language") if sent.one("language") in LANGUAGES else DEFAULT
    agreed = context.renderer.render_consent(chosen(request))
    return Signup(
        addresses=contacts.addresses,
        language=language,
        network=context.address_of(request),
        handle=proof.handle,
        text_hash=sha256(agreed.encode()).hexdigest(),
        normal_letters=sent.has("letters"),
    )


def _form(
    context: PageContext, request: Request, sent: ParsedForm, errors: Mapping[str, str]
) -> Response:
    slots = {
        "form": sent,
        "errors": context.renderer.translate_all(errors, request),
        "consent": context.renderer.render_consent(chosen(request)),
    }
    return context.renderer.render_page("subscribe", request, slots, status=422 if errors else 200)
