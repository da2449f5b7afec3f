"""Owning: what only a fresh link opens: contacts, everything that is kept, and erasure in two
steps."""

from json import dumps

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from runtime import RESIDENT
from subscribers.preferences import drop_contact, owner_of_contact, show_preferences
from subscribers.privacy import erase_resident, export_resident
from subscribers.registration import Signup
from web.public.choices import agreement, own_page
from web.public.code_page import open_code_page
from web.public.contacts import read_contacts
from web.public.context import READ, Context, PageContext
from web.public.forms import SentForm
from web.public.languages import mark
from web.public.preferring import Manager
from web.public.redirects import see_page, see_refused

FILE = "tocsin-data.json"
GONE = mark("You are no longer registered")
GONE_MORE = mark(
    "You have no number or e-mail address registered any more, so you will receive no more messages from us. You can register again at any time."
)
ERASED = mark("Your data has been deleted")
ERASED_MORE = mark("You will receive no more messages from us. You can register again at any time.")

router = APIRouter()


@router.post("/m/{token}/contacts")
def add_contact(
    request: Request, context: Context, token: str, contact: Manager, sent: SentForm
) -> Response:
    """Send a code to one more contact."""
    context.check_own_page(request)
    contacts = read_contacts(sent, context.home.config.municipality)
    proof = context.challenges.read(sent.one("altcha"), now=context.now())
    if contacts.errors:
        context.take_proof(sent.one("altcha"))
        return see_refused(context, request, f"/m/{token}", sent, contacts.errors)
    with context.home.database.reading() as session:
        theirs = show_preferences(session, context.home.keys, owner_of_contact(session, contact))
    signup = Signup(
        addresses=contacts.addresses,
        language=theirs.choices.language,
        network=context.address_of(request),
        handle=proof.handle,
        text_hash=agreement(context, request).text_hash,
        resident_id=theirs.resident_id,
    )
    return see_page(request, open_code_page(context, proof, signup), own=token)


@router.post("/m/{token}/contacts/remove")
def remove_contact(
    request: Request, context: Context, contact: Manager, sent: SentForm
) -> Response:
    """Tell a resident no more by one of their contacts."""
    context.check_own_page(request)
    given = sent.one("contact")
    number = int(given) if given.isdecimal() and len(given) < 10 else 0
    with context.home.database.writing() as session:
        who = owner_of_contact(session, contact)
        if not drop_contact(session, context.home.keys, who, number, now=context.now()):
            return context.renderer.render_page(
                "told", request, {"heading": GONE, "lines": [GONE_MORE]}
            )
        remaining = show_preferences(session, context.home.keys, who).contacts[0].id
    return see_page(request, own_page(context, remaining), told="removed")


@router.post("/m/{token}/export")
def take(request: Request, context: Context, contact: Manager) -> Response:
    """Everything that is kept of a resident, as a file."""
    context.check_own_page(request)
    with context.home.database.writing() as session:
        who = owner_of_contact(session, contact)
        document = export_resident(session, context.home.keys, who, by=RESIDENT, now=context.now())
    written = dumps(document, ensure_ascii=False, indent=2)
    return Response(
        written,
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{FILE}"'},
    )


@router.api_route("/m/{token}/erase", methods=READ)
def ask_to_erase(request: Request, context: Context, token: str, contact: Manager) -> Response:
    """What erasing means, and the button."""
    with context.home.database.reading() as session:
        owner_of_contact(session, contact)
    return _ask(context, request, token)


@router.post("/m/{token}/erase")
def erase_all(
    request: Request, context: Context, token: str, contact: Manager, sent: SentForm
) -> Response:
    """Erase a resident, for good."""
    context.check_own_page(request)
    if sent.one("sure") != "yes":
        return _ask(context, request, token)
    with context.home.database.writing() as session:
        erase_resident(
            session,
            context.home.keys,
            owner_of_contact(session, contact),
            by=RESIDENT,
            now=context.now(),
        )
    context.home.database.scrub()
    return context.renderer.render_page(
        "told", request, {"heading": ERASED, "lines": [ERASED_MORE]}
    )


def _ask(context: PageContext, request: Request, token: str) -> Response:
    return context.renderer.render_page(
        "erase", request, {"here": f"/m/{token}/erase", "back": f"/m/{token}"}
    )
