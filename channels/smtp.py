"""SMTP: e-mail through a relay, on connections that are reused; MAIL, RCPT and DATA are answered
apart, so the phase is known."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import ClassVar

from aiosmtplib import SMTPException, SMTPStatus

from channels.contract import ChannelSettings, Finding, Medium, Message, Outcome, Receipt
from channels.explanations import cause_after_colon, explain_cause
from channels.failures import (
    IN_A_ROW,
    ChannelFailure,
    Misconfigured,
    Suspected,
    Unauthorised,
    Unavailable,
)
from channels.headers import Sender, UnsafeHeader, mailbox
from channels.mail import MailForm
from channels.relay_connections import ConnectionPool, Relay, RelayConnection
from channels.smtp_answers import (
    LOGIN_CODES,
    channel_failure,
    is_hanging_up,
    lost_code,
    outcome_of,
    shown_code,
)
from channels.smtp_settings import SmtpSettings
from runtime import said

_QUEUED = re.compile(r"queued as ([A-Za-z0-9.-]{4,64})")


class Smtp:
    """Sends mails through one relay."""

    medium: ClassVar[Medium] = Medium.EMAIL
    Settings: ClassVar[type[ChannelSettings]] = SmtpSettings

    def __init__(self, settings: ChannelSettings) -> None:
        assert isinstance(settings, SmtpSettings)
        self._settings = settings
        self._sender = Sender.of(settings.sender)
        self._form: Callable[..., MailForm] = lru_cache(maxsize=16)(
            partial(MailForm.of, sender=self._sender, names=settings.municipality)
        )
        self._connections = ConnectionPool(
            _relay(settings), settings.concurrency, settings.messages_per_connection
        )
        bounce = (
            mailbox(settings.bounce_address) if settings.bounce_address else self._sender.address
        )
        self._strange = 0
        self._mail_from = bounce.encode("ascii")
        local, _, domain = bounce.rpartition("@")
        # What stands before and after the token in each message's own envelope sender; None without
        # VERP.
        self._verp = (f"{local}+".encode(), f"@{domain}".encode()) if settings.verp else None

    async def send(self, message: Message) -> Receipt:
        """Hand one mail to the relay; when its answer to DATA is lost, the receipt says unknown."""
        try:
            to = mailbox(message.to).encode("ascii")
            mail = self._form(message.wording).fill(message, datetime.now(UTC))
        except UnsafeHeader as unsafe:
            if unsafe.outcome is Outcome.MISCONFIGURED:
                raise Misconfigured(unsafe.code) from None
            return Receipt(unsafe.outcome, code=unsafe.code)
        async with self._connections.one() as connection:
            refused = await self._address(connection, self._envelope(message.token), to)
            if refused is not None:
                return refused
            return await self._hand_over(connection, mail, message.token)

    def write(self, message: Message) -> bytes:
        """The mail as it would be handed to the relay."""
        return self._form(message.wording).fill(message, datetime.now(UTC))

    async def probe(self) -> Sequence[Finding]:
        """Connect, negotiate TLS and log in, as for a mail."""
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            async with self._connections.one() as connection:
                await connection.open()
                cipher = connection.cipher
        except Misconfigured as failure:
            refused = said(
                "{where} does not accept us: {why}", where=where, why=explain_cause(failure.code)
            )
            return [Finding(False, refused, said("Check the section's settings."))]
        except ChannelFailure as failure:
            silent = said(
                "{where} does not answer{why}", where=where, why=cause_after_colon(failure.code)
            )
            return [Finding(False, silent, said("Check host, port and the network."))]
        secured = (
            said("encrypted with {cipher}", cipher=cipher) if cipher else said("not encrypted")
        )
        login = said("logged in") if self._settings.username else said("no login")
        answers = said(
            "{where} answers, {secured}, {login}", where=where, secured=secured, login=login
        )
        return [Finding(True, answers)]

    def told_time(self) -> datetime | None:
        """What the relay's clock shows now, if its greeting says so."""
        return self._connections.told_time.now()

    async def close(self) -> None:
        """Take leave of the relay on every connection."""
        await self._connections.close()

    def _envelope(self, token: str) -> bytes:
        return self._mail_from if self._verp is None else token.encode("ascii").join(self._verp)

    async def _address(
        self, connection: RelayConnection, mail_from: bytes, to: bytes
    ) -> Receipt | None:
        """MAIL and RCPT; None when the relay will take a mail for that address.

        A connection that died, or was given up by the relay, while it lay idle is replaced once,
        unseen."""
        stale = connection.is_open
        try:
            answers = await connection.address(mail_from, to, self._settings.timeout)
        except (SMTPException, OSError) as error:
            if not stale:
                raise Unavailable(type(error).__name__) from None
            return await self._address(connection.renewed(), mail_from, to)
        mail, *rcpt = answers
        if stale and is_hanging_up(*mail):
            return await self._address(connection.renewed(), mail_from, to)
        if mail[0] != SMTPStatus.completed:
            raise channel_failure(*mail)
        code, text = rcpt[0]
        if code in {250, 251}:
            return None
        return await self._refused(connection, "rcpt", code, text)

    async def _hand_over(self, connection: RelayConnection, mail: bytes, token: str) -> Receipt:
        try:
            code, text = await connection.hand_over(mail, self._settings.data_timeout)
        except (SMTPException, OSError) as error:
            connection.drop()
            return Receipt(Outcome.UNKNOWN, code=lost_code(error))
        if code != SMTPStatus.completed:
            return await self._refused(connection, "data", code, text)
        connection.sent += 1
        self._strange = 0
        queued = _QUEUED.search(text)
        return Receipt(
            Outcome.ACCEPTED, provider_id=queued[1] if queued else f"{token}@{self._sender.domain}"
        )

    async def _refused(
        self, connection: RelayConnection, phase: str, code: int, text: str
    ) -> Receipt:
        if is_hanging_up(code, text):
            connection.drop()
        else:
            await connection.reset(self._settings.timeout)
        shown = shown_code(code, text)
        if code in LOGIN_CODES:
            raise Unauthorised(shown)
        outcome = outcome_of(phase, code, text)
        if outcome is Outcome.MISCONFIGURED:
            raise Misconfigured(shown)
        if phase == "rcpt" and outcome is Outcome.CONTENT_REJECTED:
            self._suspect(shown)
        return Receipt(outcome, code=shown)

    def _suspect(self, shown: str) -> None:
        """A policy refused somebody before it saw the mail; when it refuses everybody, it is us
        that the relay does not want."""
        self._strange += 1
        if self._strange >= IN_A_ROW:
            raise Suspected(shown)


def _relay(settings: SmtpSettings) -> Relay:
    return Relay(
        host=settings.host,
        port=settings.port,
        security=settings.security,
        username=settings.username,
        password=settings.password,
        ca_file=settings.home / settings.ca_file if settings.ca_file else None,
        connect_timeout=settings.connect_timeout,
    )
