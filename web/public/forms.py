"""Forms: what a page sent in, read within bounds. A body is a small urlencoded form, or JSON where
a page says so."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

from runtime import Problem
from runtime.documents import DoubledKey, parse_json

MOST_BYTES = 64 * 1024
MOST_FIELDS = 2_000
DRAINED = 4 * 1024 * 1024
BODY_SECONDS = 20.0  # a form is a few lines, on a slow phone too
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class TooBig(Problem):
    """What was sent is too large for this form. Open the page again and fill it in anew."""

    status = 413


class NotAForm(Problem):
    """This address takes a form as the page sends it. Open the page again and fill it in anew."""

    status = 415


class Garbled(Problem):
    """What was sent cannot be read. Open the page again and fill it in anew."""

    status = 400


@dataclass(frozen=True, slots=True)
class ParsedForm:
    """The fields of a form, each with every value that was sent; `as_json` tells that a program
    sent it."""

    fields: Mapping[str, tuple[str, ...]]
    as_json: bool = False

    def one(self, name: str) -> str:
        """The value of a field without blanks around it, empty when it was not sent."""
        values = self.fields.get(name, ())
        return values[0].strip() if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return self.fields.get(name, ())

    def has(self, name: str) -> bool:
        """Whether the field was sent with a value."""
        return self.one(name) != ""


async def read_form(request: Request) -> ParsedForm:
    """The urlencoded form in a request; raises TooBig, NotAForm or Garbled."""
    if kind_of(request) != FORM:
        raise NotAForm
    return urlencoded(await read_body(request))


SentForm = Annotated[ParsedForm, Depends(read_form)]


async def read_json(request: Request) -> ParsedForm:
    """A flat JSON object in a request, as if it were a form; raises TooBig, NotAForm or Garbled."""
    if kind_of(request) != JSON:
        raise NotAForm
    try:
        sent = parse_json((await read_body(request)).decode())
    except (DoubledKey, ValueError, RecursionError):
        raise Garbled from None
    if not isinstance(sent, dict) or not all(
        isinstance(value, str | bool) for value in sent.values()
    ):
        raise Garbled
    return ParsedForm({name: (_as_text(value),) for name, value in sent.items()}, as_json=True)


def kind_of(request: Request) -> str:
    """The media type that a request says it carries."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _as_text(value: str | bool) -> str:
    return value if isinstance(value, str) else "yes" * value


def urlencoded(body: bytes) -> ParsedForm:
    """The fields of a urlencoded body; raises Garbled."""
    try:
        fields = parse_qs(
            body.decode("utf-8"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Garbled from None
    return ParsedForm({name: tuple(values) for name, values in fields.items()})


async def read_body(request: Request) -> bytes:
    """The body of a request; raises TooBig, or 408 when it does not come."""
    body, size = bytearray(), 0
    async with body_within(BODY_SECONDS):
        async for piece in request.stream():
            size += len(piece)
            if size <= MOST_BYTES:
                body += piece
            # A sender who is cut off in mid-body never reads our answer, so a little more is read
            # and dropped.
            if size > DRAINED:
                break
    if size > MOST_BYTES:
        raise TooBig
    return bytes(body)


@asynccontextmanager
async def body_within(seconds: float) -> AsyncIterator[None]:
    """Answer 408 when what is read here has not come after so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise HTTPException(408, headers={"Connection": "close"}) from None
