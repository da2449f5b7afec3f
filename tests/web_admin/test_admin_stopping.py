"""A request that the end of the server cuts off is answered as a problem, not as text of the web
server."""

import asyncio
import json

from starlette.types import Message, Receive, Scope, Send

from web.admin.frame import Frame


async def hang(_scope: Scope, _receive: Receive, _send: Send) -> None:
    await asyncio.Event().wait()


async def test_a_request_cut_off_by_a_stop_should_come_again() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    request = asyncio.create_task(Frame(hang)({"type": "http"}, receive, send))
    await asyncio.sleep(0)
    request.cancel()
    await request

    assert (sent[0]["status"], dict(sent[0]["headers"])[b"retry-after"]) == (503, b"5")
    assert json.loads(sent[1]["body"])["type"] == "urn:tocsin:problem:stopping"
