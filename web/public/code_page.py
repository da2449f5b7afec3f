"""The code page: every form that asks for codes leads to it. It can be reloaded, left, opened twice
and read in another language, and it shows what its visitor typed and nothing else."""

from contextlib import suppress
from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from channels import Medium
from delivery.contacts import ExpiredLink
from runtime import Problem
from subscribers.preferences import read_manage_link
from subscribers.registration import (
    CodePage,
    ConfirmedContact,
    Signup,
    WrongCode,
    claim_resend,
    confirm_by_code,
    find_code_page,
    keep_code_page,
)
from web.public.challenges import SolvedChallenge, StaleProof
from web.public.choices import own_page
from web.public.contacts import write_address
from web.public.context import READ, Context, PageContext
from web.public.forms import SentForm
from web.public.languages import mark
from web.public.letters import send_codes
from web.public.redirects import see_page

WRONG = mark("This code is not right. Check that it is the one in the newest message.")
TRIES_LEFT = mark("Attempts left: %(left)s.")
NO_TRIES = mark(
    "This code is not right, and there were too many attempts. Ask for a new code below."
)

router = APIRouter()


def open_code_page(context: PageContext, proof: SolvedChallenge, signup: Signup) -> str:
    """Keep a form, and send its codes once the answer has gone; returns the address of its page.

    A proof that was spent leads to the page of the form it was spent for: sending a form twice is
    sending it once. Raises StaleProof or TooBusy."""
    keys, now = context.home.keys, context.now()
    with context.home.database.writing() as session:
        if context.challenges.spend(session, proof, now=now):
            keep_code_page(session, keys, signup, now=now)
            send_codes(context, signup)
            return f"/code/{signup.handle}"
        try:
            find_code_page(session, keys, signup.handle, now=now)
        except ExpiredLink:
            raise StaleProof from None
    return f"/code/{signup.handle}"


@router.api_route("/code", methods=[*READ, "POST"])
def nameless(request: Request) -> Response:
    """A code page without its secret: to the form."""
    return see_page(request, "/subscribe")


@router.api_route("/code/{handle}", methods=READ)
def show_code_page(request: Request, context: Context, handle: str) -> Response:
    """The page of a form that was sent: where its codes are typed."""
    try:
        with context.home.database.reading() as session:
            page = find_code_page(session, context.home.keys, handle, now=context.now())
    except ExpiredLink:
        return expired_page(context, request)
    wrong = request.query_params.get("wrong") == "yes" and page.tries > 0
    return _shown(context, request, page, _why_wrong(context, request, page) if wrong else "")


@router.post("/code/{handle}")
def take_code(request: Request, context: Context, handle: str, sent: SentForm) -> Response:
    """Take a code that was typed; a wrong one is counted."""
    context.check_own_page(request)
    typed = "".join(sign for sign in sent.one("code") if not sign.isspace())[:12]
    try:
        with context.home.database.writing() as session:
            outcome = confirm_by_code(session, context.home, handle, typed, now=context.now())
        if isinstance(outcome, WrongCode):
            return see_page(request, f"/code/{handle}", wrong="yes")
        context.ring()
        return _led_on(context, request, handle, outcome)
    except ExpiredLink:
        return expired_page(context, request)


@router.post("/code/{handle}/again")
def send_again(request: Request, context: Context, handle: str, sent: SentForm) -> Response:
    """Send the codes of a form once more, when it is time."""
    context.check_own_page(request)
    home, now = context.home, context.now()
    proof = context.challenges.read(sent.one("altcha"), now=now)
    try:
        with home.database.writing() as session:
            page = find_code_page(session, home.keys, handle, now=now)
            limits = home.config.registration
            if context.challenges.spend(session, proof, now=now) and claim_resend(
                session, home.keys, handle, limits, now=now
            ):
                send_codes(context, replace(page.signup, network=context.address_of(request)))
    except ExpiredLink:
        return expired_page(context, request)
    return see_page(request, f"/code/{handle}")


def expired_page(context: PageContext, request: Request) -> Response:
    """What stands where a code page was."""
    return context.renderer.render_page("code_expired", request, {}, status=410)


def _led_on(
    context: PageContext, request: Request, handle: str, confirmed: ConfirmedContact
) -> Response:
    """Where somebody goes who typed a right code. Their own page is named to them alone: whoever
    else holds the address of the code page learns nothing."""
    own = own_page(context, confirmed.contact_id)
    if confirmed.open:
        token = own.removeprefix("/m/")
        return see_page(request, f"/code/{handle}", own=token, first="done")
    with context.home.database.reading() as session:
        page = find_code_page(session, context.home.keys, handle, now=context.now())
    adding = page.signup.resident_id is not None
    return see_page(request, own, **({"told": "added"} if adding else {"fresh": "yes"}))


def _shown(
    context: PageContext,
    request: Request,
    page: CodePage,
    wrong: str,
) -> Response:
    limits = context.home.config.registration
    typed = {
        each.medium: write_address(each).replace(" ", "\N{NO-BREAK SPACE}")
        for each in page.signup.addresses
    }
    own = _own_of(context, request)
    path = f"/code/{page.signup.handle}"
    adding = page.signup.resident_id is not None
    slots = {
        "handle": page.signup.handle,
        "phone": typed.get(Medium.SMS, ""),
        "email": typed.get(Medium.EMAIL, ""),
        "adding": adding,
        "correct": _correcting(path, own if adding else None),
        "own": own,
        "first": own and request.query_params.get("first") == "done",
        "again": page.sendings > 1,
        "more": page.has_sendings(limits),
        "wait": page.wait(limits, context.now()),
        "errors": {"code": wrong} if wrong else {},
    }
    return context.renderer.render_page("code", request, slots, status=422 if wrong else 200)


def _own_of(context: PageContext, request: Request) -> str:
    """The page of their own that a visitor came from, or was led on from; empty when the address
    names none."""
    token = request.query_params.get("own", "")
    with suppress(Problem):
        read_manage_link(token, context.home.keys, now=context.now())
        return f"/m/{token}"
    return ""


def _why_wrong(context: PageContext, request: Request, page: CodePage) -> str:
    if not page.tries_left:
        return context.renderer.translate(NO_TRIES, request)
    left = context.renderer.translate(TRIES_LEFT, request) % {"left": page.tries_left}
    return f"{context.renderer.translate(WRONG, request)} {left}"


def _correcting(path: str, own: str | None) -> str:
    """Where what was typed can be corrected, as far as an address to which a language is added: at
    the form, or for a resident at their own page, if it is known."""
    if own is None:
        return f"{path}/correct?"
    return f"{own}?typed={path.removeprefix('/code/')}&" if own else ""
