"""The guard: the headers of every answer (docs/threat-model.md, 25), and the last word when a page
fails."""

from collections.abc import Callable, Mapping, Sequence

import structlog
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SECURE_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
EMBEDDED = "/embed"
UNLESS_SAID = {"Cache-Control": "no-store"}

log = structlog.get_logger("web")
FailurePage = Callable[[Scope], Response]


class Guard:
    """The outermost layer of the app: it adds the headers and turns a bug into a page without a
    traceback."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        secure: bool,
        failure_page: FailurePage,
        embed_in: Sequence[str] = (),
    ) -> None:
        """`embed_in` are the sites within whose pages `/embed` may be shown, and nothing else."""
        self.app = app
        self.headers = HEADERS | (SECURE_ONLY if secure else {})
        self.embedded = _embedded(self.headers, embed_in) if embed_in else self.headers
        self.failure_page = failure_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def headed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        try:
            await self.app(scope, receive, headed)
        except Exception as failure:
            # The words of the failure may hold what a resident typed; where it happened does not.
            log.error("page failed", kind=type(failure).__name__, where=_where(failure))
            if not begun:
                await self.failure_page(scope)(scope, receive, headed)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        ours = self.embedded if path == EMBEDDED else self.headers
        for name, value in ours.items():
            headers[name] = value
        for name, value in UNLESS_SAID.items():
            headers.setdefault(name, value)


def _embedded(headers: Mapping[str, str], sites: Sequence[str]) -> Mapping[str, str]:
    """The headers of what these sites may show; X-Frame-Options can name none."""
    policy = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(sites)}")
    kept = {name: value for name, value in headers.items() if name != "X-Frame-Options"}
    return kept | {"Content-Security-Policy": policy}


def _where(failure: BaseException) -> str:
    trace = failure.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else ""
