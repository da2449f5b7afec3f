"""The relay: an SMTP server (aiosmtpd) that accepts every mail and keeps it."""

import asyncio
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.parser import BytesParser
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from channels.contract import Medium
from channels.sandbox.arrivals import Arrival, Arrivals, new_id
from channels.sandbox.faults import HANG, RESET, Stage
from channels.sandbox.strikes import Faults


class Relay:
    """One listener's mailroom; `protocol` makes a conversation for each connection."""

    def __init__(self, arrivals: Arrivals, faults: Faults) -> None:
        self._arrivals = arrivals
        self._faults = faults
        self._conversations: WeakSet[SMTP] = WeakSet()

    def protocol(self) -> SMTP:
        """A new conversation, for `loop.create_server`; logins are accepted, TLS is not offered."""
        conversation = SMTP(
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
            if isinstance(conversation.transport, asyncio.WriteTransport):
                conversation.transport.abort()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """The sender: accepted, unless a fault is due."""
        fault = self._faults.due(Medium.EMAIL, Stage.MAIL)
        if fault.reply:
            return fault.reply
        envelope.mail_from = address
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
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
        fault = self._faults.due(Medium.EMAIL, Stage.ANSWER, to)
        if fault.reply == HANG:
            await asyncio.sleep(3600)
        if fault.reply == RESET and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return f"250 2.0.0 Ok: queued as {identity}"

    def _authenticate(self, *_: object) -> AuthResult:
        refused = bool(self._faults.due(Medium.EMAIL, Stage.AUTH).reply)
        return AuthResult(success=not refused, handled=False)


def _read(content: bytes, to: str, identity: str) -> Arrival:
    mail = BytesParser().parsebytes(content)
    return Arrival(
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
    )


def _header(mail: Mail, name: str) -> str:
    return str(make_header(decode_header(str(mail.get(name, "")))))


def _part(mail: Mail, kind: str) -> str:
    """The first part of that type, decoded, with plain line ends; empty when there is none."""
    for part in mail.walk():
        if part.get_content_type() == kind:
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            return payload.decode(part.get_content_charset("utf-8"), "replace").replace("\r\n", "\n")
    return ""
