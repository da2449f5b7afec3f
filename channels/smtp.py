"""SMTP: e-mail through a relay, on connections that are reused; MAIL, RCPT and DATA driven apart, so the phase is known."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import ClassVar, Literal

from aiosmtplib import SMTPException, SMTPStatus
from pydantic import Field, SecretStr, model_validator

from channels.contract import ChannelSettings, Finding, Medium, Message, Outcome, Receipt, Trial
from channels.explanations import because, in_words
from channels.failures import (
    IN_A_ROW,
    ChannelFailure,
    Misconfigured,
    Suspected,
    Unauthorised,
    Unavailable,
)
from channels.headers import Sender, SenderText, UnsafeHeader, mailbox
from channels.hosts import is_on_this_machine
from channels.lines import Line, Lines, Relay
from channels.mail import MailForm
from channels.smtp_answers import (
    LOGIN_CODES,
    channel_failure,
    is_hanging_up,
    lost_code,
    outcome_of,
    shown_code,
)
from runtime import mark, said

LONGEST_BOUNCER = 30  # RFC 5321 4.5.3.1.1 has room for 64, and a token may have 32
_QUEUED = re.compile(r"queued as ([A-Za-z0-9.-]{4,64})")


class SmtpSettings(ChannelSettings):
    """A relay, who the mails are from, and how long to wait for it."""

    host: str
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="none: never with a password"
    )
    username: str = ""
    password: SecretStr = SecretStr("")
    sender: SenderText = Field(
        description="Name <address>, or an address alone: then the municipality's name"
    )
    bounce_address: str = Field("", description="envelope sender; the sender's address when empty")
    verp: bool = Field(
        False, description="put each message's token into bounce_address, so that its bounce names it"
    )
    ca_file: Path | None = Field(None, description="certificates to trust in place of the system's")
    deadline: float = Field(700, gt=0, description="seconds for one message in all; more than data_timeout")
    connect_timeout: float = Field(15, gt=0, description="seconds for connection, TLS and login together")
    timeout: float = Field(30, gt=0, description="seconds for MAIL and for RCPT")
    data_timeout: float = Field(600, gt=0, description="seconds for DATA (RFC 5321 4.5.3.2.6)")
    messages_per_connection: int = Field(100, ge=1)
    passes_on: bool = Field(
        False, description="a relay on this machine passes messages on to the world: no trial"
    )

    @model_validator(mode="after")
    def _private(self) -> "SmtpSettings":
        if self.security == "none" and self.password.get_secret_value() and not is_on_this_machine(self.host):
            raise ValueError(said("a password needs security = starttls or tls"))
        if self.bounce_address:
            mailbox(self.bounce_address)
        local, _, domain = self.bounce_address.rpartition("@")
        if self.verp and (not domain or len(local) > LONGEST_BOUNCER or "+" in local):
            needs = mark("verp needs a bounce_address of at most {most} characters before the @, and no +")
            raise ValueError(said(needs, most=LONGEST_BOUNCER))
        return self

    @property
    def provider(self) -> str:
        """What staff call it."""
        return said("the mail relay {host}", host=self.host)

    @property
    def trial(self) -> Trial:
        """What is given to this machine stays there, unless we are told that it is passed on."""
        return Trial.SANDBOX if is_on_this_machine(self.host) and not self.passes_on else Trial.NONE


class Smtp:
    """Sends mails through one relay."""

    medium: ClassVar[Medium] = Medium.EMAIL
    Settings: ClassVar[type[ChannelSettings]] = SmtpSettings

    def __init__(self, settings: ChannelSettings) -> None:
        assert isinstance(settings, SmtpSettings)
        self._settings = settings
        self._sender = Sender.of(settings.sender)
        self._form: Callable[..., MailForm] = lru_cache(maxsize=64)(
            partial(MailForm.of, sender=self._sender, names=settings.municipality)
        )
        self._lines = Lines(_relay(settings), settings.concurrency, settings.messages_per_connection)
        bounce = mailbox(settings.bounce_address) if settings.bounce_address else self._sender.address
        self._strange = 0
        self._mail_from = f"FROM:<{bounce}>".encode("ascii")
        local, _, domain = bounce.rpartition("@")
        # What stands before and after the token in each message's own envelope sender; None without VERP.
        self._verp = (f"FROM:<{local}+".encode(), f"@{domain}>".encode()) if settings.verp else None

    async def send(self, message: Message) -> Receipt:
        """Hand one mail to the relay; when its answer to DATA is lost, the receipt says unknown."""
        try:
            to = mailbox(message.to).encode("ascii")
            mail = self._form(message.wording).fill(message, datetime.now(UTC))
        except UnsafeHeader as unsafe:
            if unsafe.outcome is Outcome.MISCONFIGURED:
                raise Misconfigured(unsafe.code) from None
            return Receipt(unsafe.outcome, code=unsafe.code)
        async with self._lines.one() as line:
            await self._begin(line, self._envelope(message.token))
            refused = await self._address(line, to)
            if refused is not None:
                return refused
            return await self._hand_over(line, mail, message.token)

    def write(self, message: Message) -> bytes:
        """The mail as it would be handed to the relay."""
        return self._form(message.wording).fill(message, datetime.now(UTC))

    async def probe(self) -> Sequence[Finding]:
        """Connect, negotiate TLS and log in, as for a mail."""
        where = f"{self._settings.host}:{self._settings.port}"
        try:
            async with self._lines.one() as line:
                await line.open()
                secured = (
                    said("encrypted with {cipher}", cipher=line.cipher)
                    if line.cipher
                    else said("not encrypted")
                )
        except Misconfigured as failure:
            return [
                Finding(
                    False,
                    said("{where} does not accept us: {why}", where=where, why=in_words(failure.code)),
                    said("Check the section's settings."),
                )
            ]
        except ChannelFailure as failure:
            return [
                Finding(
                    False,
                    said("{where} does not answer{why}", where=where, why=because(failure.code)),
                    said("Check host, port and the network."),
                )
            ]
        login = said("logged in") if self._settings.username else said("no login")
        return [
            Finding(
                True, said("{where} answers, {secured}, {login}", where=where, secured=secured, login=login)
            )
        ]

    def told_time(self) -> datetime | None:
        """What the relay's clock shows now, if its greeting says so."""
        return self._lines.told_time.now()

    async def close(self) -> None:
        """Take leave of the relay on every connection."""
        await self._lines.close()

    def _envelope(self, token: str) -> bytes:
        return self._mail_from if self._verp is None else token.encode("ascii").join(self._verp)

    async def _begin(self, line: Line, mail_from: bytes) -> None:
        """MAIL; a connection that died, or was given up by the relay, while it lay idle is replaced once, unseen."""
        stale = line.is_open
        try:
            code, text = await line.ask(b"MAIL", mail_from, timeout=self._settings.timeout)
        except (SMTPException, OSError) as error:
            if not stale:
                raise Unavailable(type(error).__name__) from None
            return await self._begin(line.renewed(), mail_from)
        if stale and is_hanging_up(code, text):
            return await self._begin(line.renewed(), mail_from)
        if code == 250:
            return None
        raise channel_failure(code, text)

    async def _address(self, line: Line, to: bytes) -> Receipt | None:
        """RCPT; None when the relay will take a mail for that address."""
        try:
            code, text = await line.ask(b"RCPT", b"TO:<" + to + b">", timeout=self._settings.timeout)
        except (SMTPException, OSError) as error:
            raise Unavailable(type(error).__name__) from None
        if code in {250, 251}:
            return None
        return await self._refused(line, "rcpt", code, text)

    async def _hand_over(self, line: Line, mail: bytes, token: str) -> Receipt:
        try:
            code, text = await line.hand_over(mail, self._settings.data_timeout)
        except (SMTPException, OSError) as error:
            line.drop()
            return Receipt(Outcome.UNKNOWN, code=lost_code(error))
        if code != SMTPStatus.completed:
            return await self._refused(line, "data", code, text)
        line.sent += 1
        self._strange = 0
        queued = _QUEUED.search(text)
        return Receipt(
            Outcome.ACCEPTED, provider_id=queued[1] if queued else f"{token}@{self._sender.domain}"
        )

    async def _refused(self, line: Line, phase: str, code: int, text: str) -> Receipt:
        if is_hanging_up(code, text):
            line.drop()
        else:
            await line.reset(self._settings.timeout)
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
        """A policy refused somebody before it saw the mail; when it refuses everybody, it is us that the relay does not want."""
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
