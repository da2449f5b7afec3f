"""The wire: HTTP for the `twilio` library on a pooled aiohttp session, which says whether a request
can have arrived.

A provider's error text holds the number it is about, so of a refusal only status, code and
Retry-After are kept."""

import json
from base64 import b64encode
from email.utils import parsedate_to_datetime
from time import time

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from twilio.http.response import Response  # type: ignore[import-untyped]

from channels.told_times import ToldTime

_CONNECTING = 2 / 3  # of the timeout; what is left is the request's, so the two can be told apart


class Unreached(Exception):
    """No connection could be made: nothing was written."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Lost(Exception):
    """The request was written and no answer that can be trusted came: it may have been carried
    out."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Refused(Exception):
    """The provider answered 3xx or 4xx: it was not carried out."""

    def __init__(self, status: int, code: int, retry_after: float | None) -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code
        self.retry_after = retry_after


class Wire:
    """Sends each request once, on one of `connections`, within `timeout` seconds; logs nothing."""

    is_async = True  # the library asks

    def __init__(self, connections: int, timeout: float) -> None:
        self.told_time = ToldTime()
        self._connections = connections
        self._timeout = ClientTimeout(total=timeout, connect=timeout * _CONNECTING)
        self._session: ClientSession | None = None
        self._credentials: dict[tuple[str, str], str] = {}

    async def request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        method: str,
        uri: str,
        params: dict[str, str] | None = None,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        allow_redirects: bool = False,  # noqa: ARG002
    ) -> Response:
        """Raises Unreached, Refused or Lost, none of which holds any text of the provider's."""
        if self._session is None:
            self._session = self._open()
        try:
            async with self._session.request(
                method,
                uri,
                params=params,
                data=data,
                headers=self._signed(headers, auth),
                allow_redirects=False,
            ) as answer:
                self.told_time.hear(answer.headers.get("Date"))
                status, text, retry_after = (
                    answer.status,
                    await answer.text(),
                    answer.headers.get("Retry-After"),
                )
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise Unreached(type(error).__name__) from None
        except (ClientError, TimeoutError, OSError) as error:
            raise Lost(type(error).__name__) from None
        return _trusted(status, text, retry_after)

    async def close(self) -> None:
        """Close the session; may be called twice."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> ClientSession:
        pool = TCPConnector(limit=self._connections)
        return ClientSession(connector=pool, timeout=self._timeout, cookie_jar=DummyCookieJar())

    def _signed(
        self, headers: dict[str, str] | None, auth: tuple[str, str] | None
    ) -> dict[str, str]:
        signed = dict(headers or {})
        if auth is not None:
            known = self._credentials.get(auth) or _basic(*auth)
            signed["Authorization"] = self._credentials[auth] = known
        return signed


def _basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def _trusted(status: int, text: str, retry_after: str | None) -> Response:
    if 200 <= status < 300:
        return Response(status, text)
    if status >= 500:
        raise Lost(str(status))
    raise Refused(status, _code(text, status), _seconds(retry_after))


def _code(text: str, status: int) -> int:
    """The provider's own code, else the HTTP status."""
    try:
        code = json.loads(text)["code"]
    except (ValueError, TypeError, KeyError):
        return status
    return code if isinstance(code, int) else status


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds from now (RFC 9110 10.2.3): a number or a date; None when there is
    neither."""
    if retry_after is None:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time())
    except (ValueError, TypeError):
        return None
