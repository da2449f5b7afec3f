"""Bodies: read up to a limit, of the kind a route takes, and fit to be stored."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import Message, Receive

from runtime import Problem
from runtime.documents import parse_json
from web.problems import Unreadable

MEGABYTE = 1 << 20


class TooLarge(Problem):
    """The body is too large. JSON may have 1 MB, a file of residents or areas 20 MB."""

    status = 413


class WrongType(Problem):
    """That route takes a body of another type. Set `Content-Type` to what /openapi.json says of
    it."""

    status = 415


@dataclass(frozen=True, slots=True)
class BodyKind:
    """What a route takes as its body: media types, the first is the usual one, and bytes at
    most."""

    types: tuple[str, ...]
    most: int = MEGABYTE


JSON = BodyKind(("application/json",))
GEOJSON = BodyKind(("application/geo+json", "application/json"), 20 * MEGABYTE)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = BodyKind(("text/csv", WORKBOOK, "text/tab-separated-values"), 20 * MEGABYTE)


async def read_body(request: Request, kind: BodyKind) -> bytes:
    """The body; raises WrongType or TooLarge before more than the limit is read."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given and given not in kind.types:
        raise WrongType(f"It takes {kind.types[0]}.")
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > kind.most:
            raise TooLarge(f"More than {kind.most // MEGABYTE} MB came in.")
    if found and not given:
        raise WrongType(f"It takes {kind.types[0]}.")
    return bytes(found)


def check_json(body: bytes) -> None:
    """Refuse what no database keeps as text: NUL, half characters, numbers that are none, a key
    twice; raises Unreadable or DoubledKey."""
    try:
        tree = parse_json(body.decode()) if body else None
    except (ValueError, RecursionError):
        raise Unreadable("The body is not JSON in UTF-8.") from None
    waiting = [tree] if b"\\u" in body else []
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            waiting += [*found, *found.values()]
        elif isinstance(found, list):
            waiting += found
        elif isinstance(found, str):
            check_text(found)


def check_text(text: str) -> None:
    """Refuse NUL and half characters; raises Unreadable."""
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Unreadable("The request holds NUL or half characters.")


def replay(body: bytes) -> Receive:
    """The body once more, for whoever reads it next."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
