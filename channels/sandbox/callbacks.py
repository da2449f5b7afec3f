"""Callbacks: the provider tells Tocsin what became of each message, signed as Twilio signs.

(https://www.twilio.com/docs/usage/webhooks/webhooks-security,
https://www.twilio.com/docs/usage/webhooks/webhook-shared-keys,
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status)"""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from twilio.request_validator import (  # type: ignore[import-untyped]
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
)
from yarl import URL

from runtime.ip_addresses import is_loopback

SHARED_KEY = "webhooks_sharedkey_00000000000000000000000000"
AT_ONCE = 16
PATIENCE = ClientTimeout(5)
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before a callback that was not taken is repeated


@dataclass(slots=True)
class Call:
    """One callback on its way: where to, what it says, the shared key that signs it if any, and how
    often it was tried."""

    url: str
    fields: dict[str, str]
    shared_key: str = ""
    tried: int = 0


class Callbacks:
    """Posts what is due in the background, a few at once; a slow listener makes them late and
    nothing else.

    `counts` has how many were `taken` (2xx), `refused` (any other answer below 500), `abandoned`,
    and `withheld` because they would have left this machine."""

    def __init__(self, token: str, *, anywhere: bool = False) -> None:
        self._validator = RequestValidator(token)
        self._anywhere = anywhere
        self._due: deque[Call] = deque()
        self._posting: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self._allowed: dict[str, bool] = {}
        self.counts: Counter[str] = Counter()

    async def __aenter__(self) -> "Callbacks":
        # The listener is told what it would be told by Twilio: nothing of this machine's proxies,
        # no cookies.
        self._session = ClientSession(
            connector=TCPConnector(limit=AT_ONCE), timeout=PATIENCE, cookie_jar=DummyCookieJar()
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        session, self._session = self._session, None
        for task in self._posting:
            task.cancel()
        await asyncio.gather(*self._posting, return_exceptions=True)
        if session is not None:
            await session.close()

    def tell(self, call: Call, after: float) -> None:
        """Post it so many seconds from now, unless the sandbox has ended by then."""
        if not self._may_leave(call.url):
            self.counts["withheld"] += 1
            return
        asyncio.get_running_loop().call_later(after, self._ready, call)

    def _ready(self, call: Call) -> None:
        if self._session is None:
            return
        self._due.append(call)
        if len(self._posting) < AT_ONCE:
            task = asyncio.create_task(self._post_all(self._session))
            self._posting.add(task)
            task.add_done_callback(self._posting.discard)

    async def _post_all(self, session: ClientSession) -> None:
        while self._due:
            call = self._due.popleft()
            status = await self._post(session, call)
            if status < 500:
                self.counts["taken" if 200 <= status < 300 else "refused"] += 1
            elif call.tried > len(PAUSES):
                self.counts["abandoned"] += 1
            else:
                self.tell(call, PAUSES[call.tried - 1])

    async def _post(self, session: ClientSession, call: Call) -> int:
        """The status it was answered with; 599 when it was not."""
        call.tried += 1
        headers = {**self._signature(call), "User-Agent": "TwilioProxy/1.1"}
        url = URL(call.url, encoded=True)
        try:
            async with session.post(
                url, data=call.fields, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
                return answer.status
        except (ClientError, TimeoutError, OSError, ValueError):
            return 599

    def _signature(self, call: Call) -> dict[str, str]:
        """The headers that sign a callback: by the account's token, or by a shared key as a Webhook
        Rule says."""
        if not call.shared_key:
            return {SIGNATURE_HEADER: self._validator.compute_signature(call.url, call.fields)}
        by_rule = RequestValidator(call.shared_key).compute_signature(
            call.url, call.fields, HMAC_SHA256
        )
        settings = f"key={SHARED_KEY},algorithm={HMAC_SHA256}"
        return {SIGNATURE_HEADER: by_rule, SIGNATURE_SETTINGS_HEADER: settings}

    def _may_leave(self, url: str) -> bool:
        host = urlsplit(url).hostname or ""
        if host not in self._allowed:
            self._allowed[host] = self._anywhere or is_loopback(host)
        return self._allowed[host]
