"""Peers of this machine that behave as badly as a test asks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TypeVar

import pytest
from aiohttp import web

from channels.sandbox import ACCOUNT, TOKEN
from channels.smtp import Smtp
from channels.smtp_settings import SmtpSettings
from channels.twilio import Twilio
from channels.twilio_settings import TwilioSettings

T = TypeVar("T")
# Seconds until a channel gives an answer up, which is no test's business but where silence is.
LONGEST = 60.0
Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[object]]
Peer = Callable[[Conversation], AbstractAsyncContextManager[int]]


@pytest.fixture
def peer() -> Peer:
    """`async with peer(conversation) as port:` every connection is handed to the conversation, then
    hung up."""
    return _peer


@asynccontextmanager
async def _peer(conversation: Conversation) -> AsyncIterator[int]:
    talking: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            talking.add(task)
        try:
            with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
                await conversation(reader, writer)
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
        await asyncio.sleep(0)


@pytest.fixture
def relaying() -> Callable[..., AbstractAsyncContextManager[Smtp]]:
    """`async with relaying(port, **settings) as channel:` the smtp channel to a relay on that
    port."""
    return _relaying


@pytest.fixture
def saying() -> Callable[..., Conversation]:
    """A relay's conversation of fixed answers, by the command; "" hangs up, "..." says nothing."""
    return _saying


@asynccontextmanager
async def _relaying(port: int, **more: object) -> AsyncIterator[Smtp]:
    given = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "Δήμος <alerts@example.gr>",
        "timeout": LONGEST,
        "data_timeout": LONGEST,
        "connect_timeout": LONGEST,
    }
    channel = Smtp(SmtpSettings.model_validate({**given, **more}))
    try:
        yield channel
    finally:
        await channel.close()


def _saying(**answers: str) -> Conversation:
    said = {
        "HELLO": "220 hi",
        "EHLO": "250 hi",
        "MAIL": "250 ok",
        "RCPT": "250 ok",
        "DATA": "354 go",
        "END": "250 ok",
    }
    said |= {"RSET": "250 ok", "QUIT": "221 bye"} | answers

    async def conversation(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        word = "HELLO"
        while answer := said[word]:
            if answer != "...":
                writer.write(f"{answer}\r\n".encode())
            if word == "DATA" and answer.strip().startswith("354"):
                await reader.readuntil(b"\r\n.\r\n")
                word = "END"
                continue
            word = (await reader.readuntil(b"\r\n")).split()[0].decode()

    return conversation


@pytest.fixture
def made() -> Callable[..., Twilio]:
    """`made(url, **settings)`: the twilio channel of the sandbox's account."""
    return _made


@pytest.fixture
def talking_to() -> Callable[..., AbstractAsyncContextManager[Twilio]]:
    """`async with talking_to(url, **settings) as channel:`, closed at the end."""
    return _talking_to


@pytest.fixture
def answering() -> Callable[..., AbstractAsyncContextManager[Twilio]]:
    """`async with answering(given -> response) as channel:` the channel of a provider that answers
    so."""
    return _answering


def noting(
    asked: list[T], noted: Callable[[dict[str, str]], T], response: web.Response
) -> Callable[[dict[str, str]], web.Response]:
    """The answer of a provider that notes this of what it is asked."""

    def answer(given: dict[str, str]) -> web.Response:
        asked.append(noted(given))
        return response

    return answer


def _made(url: str, **more: object) -> Twilio:
    given = {
        "account_sid": ACCOUNT,
        "auth_token": TOKEN,
        "sender": "TOCSIN",
        "base_url": url,
        "timeout": LONGEST,
    }
    return Twilio(TwilioSettings.model_validate({**given, **more}))


@asynccontextmanager
async def _talking_to(url: str, **more: object) -> AsyncIterator[Twilio]:
    channel = _made(url, **more)
    try:
        yield channel
    finally:
        await channel.close()


@asynccontextmanager
async def _answering(
    answer: Callable[[dict[str, str]], web.Response], **more: object
) -> AsyncIterator[Twilio]:
    async def handle(request: web.Request) -> web.Response:
        return answer(
            {
                **{name: str(value) for name, value in (await request.post()).items()},
                "path": request.path,
                "auth": request.headers.get("Authorization", ""),
            }
        )

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with _talking_to(f"http://127.0.0.1:{runner.addresses[0][1]}", **more) as channel:
            yield channel
    finally:
        await runner.cleanup()
