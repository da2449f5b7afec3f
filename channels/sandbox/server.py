"""The server: both listeners of the sandbox in one event loop."""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop
from aiohttp import web

from channels.contract import Medium
from channels.sandbox.arrivals import Arrivals, ArrivedMessage
from channels.sandbox.bouncing import examine
from channels.sandbox.callbacks import Callbacks
from channels.sandbox.controls import Controls
from channels.sandbox.listeners import Address, SandboxListener
from channels.sandbox.messages_api import ACCOUNT, TOKEN, MessagesApi
from channels.sandbox.page import Page
from channels.sandbox.relay import SandboxRelay
from channels.sandbox.script import Script
from channels.sandbox.strikes import Faults
from runtime import Exit, Problem, said, why_refused
from runtime.ip_addresses import is_loopback


class NotThisMachine(Problem):
    """The sandbox has no login, so it listens on 127.0.0.1 only. `tocsin sandbox --anywhere`
    overrules that."""

    exit = Exit.REFUSED


class Unwritable(Problem):
    """Name a file in a folder you can write to with `tocsin sandbox --ledger FILE`."""


class Sandbox:
    """A provider and a relay that keep what they are sent; port 0 takes any that is free.

    `async with Sandbox(ledger=path) as sandbox:` then `sandbox.http_url`, `sandbox.smtp_port`,
    `sandbox.messages`."""

    def __init__(
        self,
        http: Address = ("127.0.0.1", 0),
        smtp: Address = ("127.0.0.1", 0),
        ledger: Path | None = None,
        *,
        account: str = ACCOUNT,
        token: str = TOKEN,
        anywhere: bool = False,
    ) -> None:
        for host, _ in (http, smtp):
            if not anywhere and not is_loopback(host):
                raise NotThisMachine(
                    said("{host} is not an address of this machine alone.", host=host)
                )
        self._http, self._smtp, self._anywhere = http, smtp, anywhere
        self.account, self.token = account, token
        self._arrivals = Arrivals(ledger)
        self._faults = Faults()
        self._callbacks = Callbacks(token, anywhere=anywhere)
        self._open = AsyncExitStack()
        self.http_port = self.smtp_port = 0

    @property
    def http_url(self) -> str:
        """Where the page and the API are; also the `base_url` of the Twilio channel."""
        host = self._http[0]
        return (
            f"http://[{host}]:{self.http_port}"
            if ":" in host
            else f"http://{host}:{self.http_port}"
        )

    @property
    def smtp_host(self) -> str:
        """Where the mail relay listens; the `host` of the smtp channel."""
        return self._smtp[0]

    @property
    def messages(self) -> Sequence[ArrivedMessage]:
        """What arrived and is still in memory, the earliest first."""
        return self._arrivals.everything()

    @property
    def count(self) -> int:
        """How many messages arrived, those no longer in memory too."""
        return self._arrivals.counts.total()

    @property
    def callbacks(self) -> Mapping[str, int]:
        """How many callbacks were taken, refused, abandoned, and withheld."""
        return self._callbacks.counts

    def breaks(self, **script: object) -> None:
        """Replace the script, as POST /sandbox/faults does: `breaks(sms={"kind": "429", "every":
        2})`."""
        self.follow(Script.model_validate(script))

    def follow(self, script: Script) -> None:
        """Replace the script; raises NoMailbox when its bounces have nowhere to go."""
        examine(script)
        self._faults.switch(script)

    async def __aenter__(self) -> "Sandbox":
        async with AsyncExitStack() as stack:
            try:
                stack.enter_context(self._arrivals)
            except OSError as error:
                raise Unwritable(
                    said("The ledger cannot be written: {why}.", why=why_refused(error))
                ) from None
            await stack.enter_async_context(self._callbacks)
            self.http_port = await self._serve_http(stack)
            self.smtp_port = await self._serve_smtp(stack)
            self._open = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def _serve_http(self, stack: AsyncExitStack) -> int:
        app = web.Application()
        api = MessagesApi(
            self._arrivals, self._faults, self._callbacks, account=self.account, token=self.token
        )
        page = Page(self._arrivals, self._faults, self._callbacks)
        app.add_routes(
            [
                *api.routes(),
                *page.routes(),
                *Controls(self._faults, anywhere=self._anywhere).routes(),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        assert runner.server is not None
        return await self._listen(
            stack, Medium.SMS, SandboxListener(runner.server, self._http, api.hang_up)
        )

    async def _serve_smtp(self, stack: AsyncExitStack) -> int:
        relay = SandboxRelay(self._arrivals, self._faults)
        stack.callback(relay.hang_up)
        return await self._listen(
            stack, Medium.EMAIL, SandboxListener(relay.protocol, self._smtp, relay.hang_up)
        )

    async def _listen(
        self, stack: AsyncExitStack, medium: Medium, listener: SandboxListener
    ) -> int:
        await listener.open()
        stack.callback(listener.close)
        self._faults.govern(medium, listener)
        return listener.port


def run_sandbox(sandbox: Sandbox, started: Callable[[Sandbox], None]) -> None:
    """Serve until SIGINT or SIGTERM; `started` is called once both listeners answer."""
    uvloop.run(_serve(sandbox, started))


async def _serve(sandbox: Sandbox, started: Callable[[Sandbox], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with sandbox:
        started(sandbox)
        await stop.wait()
