"""The frame around every answer: headers that let nothing be framed, sniffed or kept, and no trace
of what broke."""

from asyncio import CancelledError
from traceback import format_tb

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import Defect, Stopping, answer

log = structlog.get_logger("web.admin")

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


class Frame:
    """The outermost layer of the app: what nobody expected becomes an answer that tells nothing of
    it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def framed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        try:
            await self.app(scope, receive, framed)
        except CancelledError:  # the server stops, and waited for this request as long as it can
            if begun or scope["type"] != "http":
                raise
            await answer(Stopping("The server is stopping."))(scope, receive, framed)
        except (
            Exception
        ) as error:  # the outermost loop: its words may hold an address, so only its kind is told
            frames = "".join(format_tb(error.__traceback__))
            log.error("defect", kind=type(error).__name__, frames=frames)
            if begun or scope["type"] != "http":
                raise
            await answer(Defect("The request was not carried out."))(scope, receive, framed)
