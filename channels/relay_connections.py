"""Relay connections: kept and reused, each by one task at a time."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPStatus,
)
from aiosmtplib import smtp as library
from pydantic import SecretStr

from channels.failures import ChannelFailure, Misconfigured, Unauthorised, Unavailable
from channels.relay_protocol import RelayProtocol
from channels.told_times import ToldTime

_FAREWELL = 2.0  # seconds for QUIT


# aiosmtplib makes its protocol by this name, and takes none from outside.
vars(library)["SMTPProtocol"] = RelayProtocol


@dataclass(frozen=True, slots=True)
class Relay:
    """Where a connection leads, and how it is secured; certificates are always verified."""

    host: str
    port: int
    security: str
    username: str
    password: SecretStr
    ca_file: Path | None
    connect_timeout: float

    def client(self, tls: ssl.SSLContext | None) -> SMTP:
        """A client for one connection, not connected yet."""
        return SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username or None,
            password=self.password.get_secret_value() or None,
            timeout=self.connect_timeout,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            tls_context=tls,
        )

    def tls(self) -> ssl.SSLContext | None:
        """The context that all connections share; reading the certificates takes 20 ms. Raises
        Misconfigured."""
        if self.security == "none":
            return None
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError:
            raise Misconfigured("ca_file") from None


class RelayConnection:
    """One connection, opened when it is first asked something."""

    def __init__(self, relay: Relay, tls: ssl.SSLContext | None, told_time: ToldTime) -> None:
        self._relay = relay
        self._told_time = told_time
        self._tls = tls
        self.client = relay.client(tls)
        self.sent = 0

    @property
    def is_open(self) -> bool:
        """Connected, as far as this side knows."""
        return self.client.is_connected

    @property
    def cipher(self) -> str:
        """The name of the TLS cipher; empty when the connection is not encrypted."""
        cipher = self.client.get_transport_info("cipher")
        return cipher[0] if cipher else ""

    async def open(self) -> None:
        """Connect, secure and log in; raises Unavailable, Misconfigured or Unauthorised."""
        if self.is_open:
            return
        try:
            async with asyncio.timeout(self._relay.connect_timeout):
                self._told_time.hear((await self.client.connect()).message)
                await self._greet()
        except (SMTPException, OSError) as error:
            self.drop()
            raise _failure(error) from None

    async def _greet(self) -> None:
        """EHLO, unless TLS or the login has said it already; HELO to a relay of before 1995."""
        if not self.client.is_ehlo_or_helo_needed:
            return
        try:
            await self.client.ehlo()
        except SMTPHeloError:
            await self.client.helo()

    async def address(
        self, mail_from: bytes, to: bytes, timeout: float
    ) -> Sequence[tuple[int, str]]:
        """Give MAIL and RCPT, both at once to a relay that takes that, and read the answers: codes
        and texts. There is one alone when MAIL was refused. Raises as aiosmtplib does."""
        if not self.is_open:
            await self.open()
        mail, rcpt = b"MAIL FROM:<%b>" % mail_from, b"RCPT TO:<%b>" % to
        protocol = self.client.protocol
        if isinstance(protocol, RelayProtocol) and self.client.supports_extension("pipelining"):
            return await protocol.execute_group(mail, rcpt, timeout=timeout)
        taken = await self.client.execute_command(mail, timeout=timeout)
        if taken.code != SMTPStatus.completed:
            return [taken]
        return [taken, await self.client.execute_command(rcpt, timeout=timeout)]

    async def hand_over(self, mail: bytes, timeout: float) -> tuple[int, str]:
        """Give DATA and a mail that is ready for the wire, and read the answer. Raises as
        aiosmtplib does.

        `SMTP.data` would look for bare line ends and leading dots in every mail again: half of all
        the work."""
        code, text = await self.client.execute_command(b"DATA", timeout=timeout)
        if code != SMTPStatus.start_input or self.client.protocol is None:
            return code, text
        self.client.protocol.write(mail + b".\r\n")
        code, text = await self.client.protocol.read_response(timeout=timeout)
        return code, text

    async def reset(self, timeout: float) -> None:
        """Forget the envelope that was refused, so that the connection can carry the next; give
        it up if that fails."""
        try:
            await self.client.rset(timeout=timeout)
        except (SMTPException, OSError):
            self.drop()

    def renewed(self) -> "RelayConnection":
        """The same relay on a new connection."""
        self.drop()
        return self

    def drop(self) -> None:
        """Hang up without a word."""
        self.client.close()
        self.sent = 0

    async def leave(self) -> None:
        """Hang up with QUIT."""
        with contextlib.suppress(SMTPException, OSError):
            if self.is_open:
                await self.client.quit(timeout=_FAREWELL)
        self.drop()


class ConnectionPool:
    """At most `count` connections, the one used last first, each given back after `messages`
    mails."""

    def __init__(self, relay: Relay, count: int, messages: int) -> None:
        self.told_time = ToldTime()
        self._relay = relay
        self._messages = messages
        self._free = asyncio.Semaphore(count)
        self._idle: list[RelayConnection] = []
        self._tls: ssl.SSLContext | None = None

    @contextlib.asynccontextmanager
    async def one(self) -> AsyncIterator[RelayConnection]:
        """A connection for this task alone; it is kept unless an exception ends the task."""
        async with self._free:
            connection = self._idle.pop() if self._idle else self._new()
            try:
                yield connection
            except BaseException:
                connection.drop()
                raise
            if connection.sent >= self._messages:
                await connection.leave()
            self._idle.append(connection)

    async def close(self) -> None:
        """Leave every idle connection; may be called twice."""
        while self._idle:
            await self._idle.pop().leave()

    def _new(self) -> RelayConnection:
        if self._tls is None:
            self._tls = self._relay.tls()
        return RelayConnection(self._relay, self._tls, self.told_time)


def _failure(error: Exception) -> ChannelFailure:
    if isinstance(error, SMTPAuthenticationError) and error.code >= 500:
        return Unauthorised(str(error.code))
    if isinstance(error, ssl.SSLCertVerificationError) or isinstance(
        error.__cause__, ssl.SSLCertVerificationError
    ):
        return Misconfigured("certificate")
    if isinstance(error, SMTPResponseException):
        return Unavailable(str(error.code))
    # STARTTLS or AUTH is not offered: aiosmtplib has no class of its own for that.
    return (
        Misconfigured("not_offered")
        if type(error) is SMTPException
        else Unavailable(type(error).__name__)
    )
