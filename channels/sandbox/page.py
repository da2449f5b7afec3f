"""The page: what a person sees of the sandbox, and what a program can read of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.contract import Medium
from channels.sandbox.arrivals import Arrivals, ArrivedMessage
from channels.sandbox.callbacks import Callbacks
from channels.sandbox.controls import SWITCHES, in_force
from channels.sandbox.strikes import Faults

SHOWN = 100  # of each medium
# The preview runs no script, loads nothing, and cannot reach the page around it; its links open a
# window of their own.
_PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-src 'self'; img-src data:"


@dataclass(frozen=True, slots=True)
class Box:
    """One phone or mailbox, and what it was sent, the latest first."""

    medium: Medium
    address: str
    messages: Sequence[ArrivedMessage]


class Page:
    """Handlers for people and for programs."""

    def __init__(self, arrivals: Arrivals, faults: Faults, callbacks: Callbacks) -> None:
        self._arrivals = arrivals
        self._faults = faults
        self._callbacks = callbacks
        folder = FileSystemLoader(Path(__file__).parent)
        self._template = Environment(
            loader=folder, autoescape=True, undefined=StrictUndefined
        ).get_template("page.html")

    def routes(self) -> list[web.RouteDef]:
        """Where they hang."""
        return [
            web.get("/", self.show),
            web.get("/sandbox/messages.json", self.messages),
            web.get("/sandbox/message/{id}.html", self.preview),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """The latest messages, grouped by phone and mailbox."""
        counts = self._arrivals.counts
        to = request.query.get("to", "")
        text = self._template.render(
            boxes=[
                box for medium in Medium for box in boxes(self._arrivals.latest(medium, SHOWN, to))
            ],
            sms=counts[Medium.SMS],
            email=counts[Medium.EMAIL],
            shown=SHOWN,
            callbacks=self._callbacks.counts["taken"],
            switches=SWITCHES,
            script=in_force(self._faults.script),
        )
        return web.Response(
            text=text, content_type="text/html", headers={"Content-Security-Policy": _PAGE_POLICY}
        )

    async def messages(self, request: web.Request) -> web.Response:
        """The messages in memory, the latest first; `?to=` one address's alone."""
        counts = self._arrivals.counts
        known = {
            "sms": counts[Medium.SMS],
            "email": counts[Medium.EMAIL],
            "callbacks": dict(self._callbacks.counts),
            "faults": dict(self._faults.struck),
        }
        if "count" in request.query:
            return web.json_response(known)
        found = self._arrivals.everything(request.query.get("to", ""))
        rows = [arrival.row() for arrival in reversed(found)]
        return web.json_response({**known, "messages": rows})

    async def preview(self, request: web.Request) -> web.Response:
        """The HTML of a mail, or its text."""
        arrival = self._arrivals.find(request.match_info["id"])
        if arrival is None:
            raise web.HTTPNotFound(text="No such message is in memory.")
        kind = "text/html" if arrival.html else "text/plain"
        headers = {"Content-Security-Policy": _PREVIEW_POLICY}
        html = arrival.html.replace("<head>", '<head><base target="_blank">', 1)
        return web.Response(text=html or arrival.body, content_type=kind, headers=headers)


def boxes(latest: Sequence[ArrivedMessage]) -> list[Box]:
    """The same messages by address; the address that heard last comes first."""
    by_address: dict[str, list[ArrivedMessage]] = {}
    for arrival in latest:
        by_address.setdefault(arrival.to, []).append(arrival)
    return [Box(messages[0].medium, address, messages) for address, messages in by_address.items()]
