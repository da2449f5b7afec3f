"""The relay: an SMTP server (aiosmtpd) that accepts every mail and keeps it."""

import asyncio
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.parser import BytesParser
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from channels.contract import Medium
from channels.sandbox.arrivals import Arrivals, ArrivedMessage, new_id
from channels.sandbox.bouncing import Bouncer
from channels.sandbox.faults import (
    DOWN,
    FOR_EVER,
    HANG,
    LATE,
    NO_FAULT,
    RESET,
    InjectedFault,
    Stage,
)
from channels.sandbox.strikes import Faults


class Conversation(SMTP):
    """One connection, which may be broken off in the midst of a mail."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Take a mail, unless a fault is due before its final dot."""
        recipients = self.envelope.rcpt_tos if self.envelope else []
        fault = self.event_handler.interruption(recipients[0]) if recipients else NO_FAULT
        if not fault.reply:
            await super().smtp_DATA(arg)
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        await self._reader.readuntil(b"\r\n")
        if fault.reply == HANG:
            await asyncio.sleep(FOR_EVER)
        hang_up(self)


class RefusedConnection(asyncio.Protocol):
    """A connection that is ended at once, with a word or without."""

    def __init__(self, reply: str) -> None:
        self._reply = reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say it and hang up."""
        assert isinstance(transport, asyncio.Transport)
        if self._reply in {RESET, DOWN}:
            transport.abort()
            return
        transport.write(f"{self._reply}\r\n".encode("ascii"))
        transport.close()


class SandboxRelay:
    """One listener's mailroom; `protocol` makes a conversation for each connection."""

    def __init__(self, arrivals: Arrivals, faults: Faults) -> None:
        self._arrivals = arrivals
        self._faults = faults
        self._bouncer = Bouncer(faults.script)
        faults.watch(self._bouncer.obey)
        self._conversations: WeakSet[SMTP] = WeakSet()

    def protocol(self) -> asyncio.BaseProtocol:
        """A new conversation, for `loop.create_server`; logins are accepted, TLS is not offered."""
        fault = self._faults.due(Medium.EMAIL, Stage.CONNECT)
        if fault.reply:
            return RefusedConnection(fault.reply)
        conversation = Conversation(
            self,
            hostname="sandbox.localhost",
            ident="Tocsin sandbox",
            authenticator=self._authenticate,
            auth_require_tls=False,
            loop=asyncio.get_running_loop(),
        )
        self._conversations.add(conversation)
        return conversation

    def hang_up(self) -> None:
        """End every conversation at once."""
        for conversation in self._conversations:
            hang_up(conversation)

    def interruption(self, to: str) -> InjectedFault:
        """What breaks off a mail to that address before its final dot."""
        return self._faults.due(Medium.EMAIL, Stage.CONTENT, to)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        answers: list[str],
    ) -> list[str]:
        """The greeting: as most relays do, it takes several commands at once (RFC 2920)."""
        session.host_name = hostname
        return [*answers[:-1], "250-PIPELINING", answers[-1]]

    async def handle_MAIL(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """The sender: accepted, unless a fault is due."""
        fault = self._faults.due(Medium.EMAIL, Stage.MAIL)
        if fault.reply:
            return fault.reply
        envelope.mail_from = address
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """A recipient: accepted, unless a fault is due."""
        fault = self._faults.due(Medium.EMAIL, Stage.RCPT, address)
        if fault.reply:
            return fault.reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The mail: kept for each of its recipients, then acknowledged."""
        to = envelope.rcpt_tos[0]
        refusal = self._faults.due(Medium.EMAIL, Stage.DATA, to)
        if refusal.reply:
            return refusal.reply
        identity = new_id("EM")
        content = envelope.content
        assert isinstance(content, bytes)
        for address in envelope.rcpt_tos:
            self._arrivals.record(_read(content, address, identity))
            self._bouncer.accepted(content, address, envelope.mail_from or "")
        fault = self._faults.due(Medium.EMAIL, Stage.ANSWER, to)
        if fault.reply == LATE:
            await asyncio.sleep(fault.seconds)
        if fault.reply == HANG:
            await asyncio.sleep(FOR_EVER)
        if fault.reply == RESET:
            hang_up(server)
        return f"250 2.0.0 Ok: queued as {identity}"

    def _authenticate(self, *_: object) -> AuthResult:
        refused = bool(self._faults.due(Medium.EMAIL, Stage.AUTH).reply)
        return AuthResult(success=not refused, handled=False)


def hang_up(conversation: SMTP) -> None:
    """End a conversation without a word."""
    if isinstance(conversation.transport, asyncio.WriteTransport):
        conversation.transport.abort()


def _read(content: bytes, to: str, identity: str) -> ArrivedMessage:
    mail = BytesParser().parsebytes(content)
    return ArrivedMessage(
        medium=Medium.EMAIL,
        to=to,
        sender=_header(mail, "From"),
        subject=_header(mail, "Subject"),
        body=_part(mail, "text/plain"),
        id=identity,
        html=_part(mail, "text/html"),
        unsubscribe=_header(mail, "List-Unsubscribe"),
        unsubscribe_post=_header(mail, "List-Unsubscribe-Post"),
        message_id=_header(mail, "Message-ID"),
        in_reply_to=_header(mail, "In-Reply-To"),
    )


def _header(mail: Mail, name: str) -> str:
    return str(make_header(decode_header(str(mail.get(name, "")))))


def _part(mail: Mail, kind: str) -> str:
    """The first part of that type, decoded, with plain line ends; empty when there is none."""
    for part in mail.walk():
        if part.get_content_type() == kind:
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return payload.decode(part.get_content_charset("utf-8"), "replace").replace(
                "\r\n", "\n"
            )
    return ""
