"""Leaving: the link in every mail. One click leaves the topic of that mail; emergencies are left by
a second, deliberate act."""

from email.parser import BytesParser
from email.policy import HTTP
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from delivery.contacts import Departure, Purpose, read_departure, read_ticket, unsubscribe_url
from subscribers.registration import (
    Leaving,
    leave_emergencies_by_link,
    leave_topic,
    rejoin_topics,
    send_leaving_link,
    topic_of_departure,
)
from templates import Topic
from web.public.choices import agreement
from web.public.context import READ, Context, PageContext
from web.public.forms import Garbled, ParsedForm, TooBig, kind_of, read_body, urlencoded
from web.public.messages import ASKED, ASKED_MORE
from web.public.stopping import ask_by_stopping_link

FIELD, CLICK = "List-Unsubscribe", "One-Click"
MOST_BYTES = 4 * 1024  # a click is a line; reading 64 KB of parts within parts would take a second

router = APIRouter()


def departure(token: str, context: Context) -> Departure:
    """Who leaves what; raises ForgedLink."""
    return read_departure(token, context.home.keys)


async def read_leaving(request: Request) -> ParsedForm:
    """The form of our page, or of a mail provider, which may send it as multipart (RFC 8058,
    3.2)."""
    body = await read_body(request)
    if len(body) > MOST_BYTES:
        raise TooBig
    if not kind_of(request).startswith("multipart/"):
        return urlencoded(body)
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n"
    parts = BytesParser(policy=HTTP).parsebytes(head.encode("latin-1") + body)
    try:
        found = {
            str(part.get_param("name", "", "content-disposition")): (
                str(part.get_content()).strip(),
            )
            for part in parts.iter_parts()
            if part.get_content_maintype() == "text"
        }
    except LookupError:  # a character set there is none of
        raise Garbled from None
    return ParsedForm(found)


Leaves = Annotated[Departure, Depends(departure)]
Sent = Annotated[ParsedForm, Depends(read_leaving)]


@router.api_route("/u/{token}", methods=READ)
def ask(request: Request, context: Context, token: str, leaves: Leaves) -> Response:
    """The page behind the link: buttons, because a link may be followed by a machine."""
    slots = {"here": f"/u/{token}", "token": token, "topic": topic_of_departure(leaves)}
    return context.renderer.render_page("leave", request, slots)


@router.post("/u/{token}")
def act(request: Request, context: Context, token: str, leaves: Leaves, sent: Sent) -> Response:
    """Leave, by a mail provider's one click or by a button of our page; or undo it."""
    if sent.one(FIELD) == CLICK:
        _leave(context, leaves)
        return PlainTextResponse("OK\n")
    context.check_own_page(request)
    if sent.has("undo"):
        return _undo(context, request, token, leaves)
    if sent.one("leave") == "emergency":
        return _ask_of_emergencies(context, request, leaves.contact_id)
    if sent.one("leave") == "all":
        return ask_by_stopping_link(context, request, leaves.contact_id)
    if sent.one("leave") == "topic" and _leave(context, leaves) is Leaving.LEFT:
        return _left(context, request, token, leaves, undone=False)
    return ask(request, context, token, leaves)


@router.api_route("/end/{token}", methods=READ)
def ask_of_the_end(request: Request, context: Context, token: str) -> Response:
    """The page behind the link of the second message: a button."""
    read_ticket(token, context.home.keys, Purpose.END, now=context.now())
    return context.renderer.render_page("end", request, {"here": f"/end/{token}"})


@router.post("/end/{token}")
def end(request: Request, context: Context, token: str) -> Response:
    """Emergencies are left, too."""
    context.check_own_page(request)
    with context.home.database.writing() as session:
        contact = leave_emergencies_by_link(session, context.home.keys, token, now=context.now())
    leaves = Departure(contact, Topic.EMERGENCY.number)
    way_back = unsubscribe_url("", context.home.keys, leaves).removeprefix("/u/")
    return _left(context, request, way_back, leaves, undone=False)


def _leave(context: PageContext, leaves: Departure) -> Leaving:
    with context.home.database.writing() as session:
        outcome = leave_topic(session, context.home, leaves, now=context.now())
    context.ring()
    return outcome


def _ask_of_emergencies(context: PageContext, request: Request, contact: int) -> Response:
    with context.home.database.writing() as session:
        send_leaving_link(session, context.home, contact, now=context.now())
    context.ring()
    return context.renderer.render_page("told", request, {"heading": ASKED, "lines": [ASKED_MORE]})


def _undo(context: PageContext, request: Request, token: str, leaves: Departure) -> Response:
    keys, agreed = context.home.keys, agreement(context, request)
    topics = {topic_of_departure(leaves)}
    with context.home.database.writing() as session:
        rejoin_topics(session, keys, leaves.contact_id, topics, agreed, now=context.now())
    return _left(context, request, token, leaves, undone=True)


def _left(
    context: PageContext, request: Request, token: str, leaves: Departure, *, undone: bool
) -> Response:
    slots = {
        "here": f"/u/{token}",
        "token": token,
        "topic": topic_of_departure(leaves),
        "undone": undone,
    }
    return context.renderer.render_page("left", request, slots)
