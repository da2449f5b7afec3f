"""What providers tell: POST /callbacks/<channel>. It touches no database: a line in a file, then
the answer."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

import structlog
from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from channels import Callback, Event, ForgedCallback
from channels.registry import Contained, open_contained
from delivery.receipts import ReceiptSpool, ReceivedEvent
from runtime import Home, Problem, joined
from web.public.context import Clock
from web.public.forms import body_within

LARGEST = 64 * 1024
BODY_SECONDS = 10.0
ROTATE_SECONDS = 0.5
MOST_STRANGE = 100  # words of a provider that are logged before it falls silent

log = structlog.get_logger("web")
router = APIRouter()


class CallbackEndpoint:
    """Takes what the providers of an installation tell; on one event loop."""

    def __init__(self, home: Home, now: Clock) -> None:
        self._channels: Mapping[str, Contained] = dict(_listening(home))
        self._spool = ReceiptSpool(home.receipts)
        self._now = now
        self._rotation: asyncio.TimerHandle | None = None
        self._strange: set[tuple[str, str, str]] = set()
        self.forged: Counter[str] = Counter()

    def channel(self, name: str) -> Contained:
        """The channel of that name; 404 when it takes no callbacks."""
        if name not in self._channels:
            raise HTTPException(404)
        return self._channels[name]

    async def take(self, name: str, callback: Callback) -> None:
        """Verify a callback and write down what it says; raises ForgedCallback, UnreadableCallback,
        CallbackFailed or BagUnwritable."""
        try:
            events = await self.channel(name).read_callback(callback)
        except ForgedCallback as forged:
            self._count_forged(name, joined(" ", forged.details))
            raise
        at = self._now()
        self._name_strange(name, events)
        if events:
            self._spool.put([ReceivedEvent(name, event, at) for event in events])
            self._rotate_soon()

    def close(self) -> None:
        """Hand over what is there."""
        self._spool.rotate()

    def _rotate_soon(self) -> None:
        if self._rotation is None:
            self._rotation = asyncio.get_running_loop().call_later(ROTATE_SECONDS, self._rotate)

    def _rotate(self) -> None:
        self._rotation = None
        self._spool.rotate()

    def _name_strange(self, name: str, events: Iterable[Event]) -> None:
        """Say once of each status that nobody has described that it came."""
        for each in events:
            word = (name, each.status, each.code)
            if each.understood or word in self._strange or len(self._strange) >= MOST_STRANGE:
                continue
            self._strange.add(word)
            log.warning("callback status unknown", channel=name, status=each.status, code=each.code)

    def _count_forged(self, name: str, why: str) -> None:
        """Count it, and say so at the 1st, 2nd, 4th, 8th ...: a flood must not fill the disk."""
        self.forged[name] += 1
        number = self.forged[name]
        if number & (number - 1) == 0:
            log.warning(
                "callback forged", channel=name, so_far=number, **({"why": why} if why else {})
            )


@router.post("/callbacks/{channel}")
async def take_callback(request: Request, channel: str) -> Response:
    """A provider tells what became of a message."""
    endpoint = request.app.state.callbacks
    assert isinstance(endpoint, CallbackEndpoint)
    endpoint.channel(channel)
    # As it came: what the framework makes of an address is not what was signed.
    query = request.scope["query_string"].decode("latin-1")
    await endpoint.take(channel, Callback(query, dict(request.headers), await _body(request)))
    return Response(status_code=204)


async def _body(request: Request) -> bytes:
    """The body, however long it says it is; 413 as soon as it is too long, 408 when it does not
    come."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > LARGEST:
        raise HTTPException(413, headers={"Connection": "close"})
    body = b""
    async with body_within(BODY_SECONDS):
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise HTTPException(413, headers={"Connection": "close"})
    return body


def _listening(home: Home) -> Iterator[tuple[str, Contained]]:
    """The channels whose providers tell; one that is not set up is left out, and whoever sends by
    it hears why."""
    routed = [name for names in home.config.routes.values() for name in names]
    for name in dict.fromkeys([*routed, *home.config.channels]):
        with suppress(Problem):
            channel = open_contained(name, home.config.channels, home.path)
            if channel.takes_callbacks:
                yield name, channel
