"""Refusals: the answers of Twilio that say no, and those that no client should get."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from channels.sandbox.faults import (
    DOWN,
    FOR_EVER,
    HANG,
    LATE,
    MALFORMED,
    RESET,
    SLOW,
    InjectedFault,
)

# Twilio's own words hold the number: a client that logs them is found out here.
_WORDS: Mapping[int, str] = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "Invalid 'To' Phone Number: {to}",
    21212: "Invalid From Number (caller ID): {sender}",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided ({sender}) is not a valid message-capable Twilio phone number.",
    21609: "The StatusCallback URL is not a valid url.",
    21610: "Attempt to send to unsubscribed recipient {to}",
    21611: "This 'From' number has exceeded the maximum number of queued messages",
    21612: "Message cannot be sent with the current combination of 'To' ({to}) and/or 'From' ({sender}) parameters",
    21614: "To number: {to}, is not a mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit.",
}
_STATUS: Mapping[int, int] = {20003: 401, 20404: 404, 20429: 429}


def refusal(code: int, to: str = "", sender: str = "", *, retry_after: float = 1) -> web.Response:
    """Twilio's answer with that code."""
    status = _STATUS.get(code, 400)
    told = _WORDS.get(code, "The request was refused.").format(to=to, sender=sender)
    more = f"https://www.twilio.com/docs/errors/{code}"
    answer = {"code": code, "message": told, "more_info": more, "status": status}
    headers = {"Retry-After": f"{retry_after:g}"} if status == 429 else None
    return web.json_response(answer, status=status, headers=headers)


async def mistreat(
    request: web.Request, fault: InjectedFault, good: web.Response
) -> web.StreamResponse:
    """Answer as the fault says; `good` is what the client would have got, and gets late from a slow
    provider."""
    if fault.reply == LATE:
        await asyncio.sleep(fault.seconds)
    if fault.reply == SLOW:
        return await _drip(request, good, fault.seconds)
    if fault.reply == HANG:
        await asyncio.sleep(FOR_EVER)
    if fault.reply in {RESET, DOWN} and request.transport is not None:
        request.transport.abort()
    if fault.reply == MALFORMED:
        return web.Response(text="<html>Accepted</html>", content_type="text/html", status=201)
    if fault.code == 500:
        return web.json_response(
            {"code": 20500, "message": "Internal Server Error", "status": 500}, status=500
        )
    return good


async def _drip(request: web.Request, good: web.Response, pause: float) -> web.StreamResponse:
    """The same answer, byte by byte."""
    assert isinstance(good.body, bytes)
    answer = web.StreamResponse(status=good.status, headers={"Content-Type": "application/json"})
    answer.content_length = len(good.body)
    await answer.prepare(request)
    for byte in good.body:
        await answer.write(bytes([byte]))
        await asyncio.sleep(pause)
    return answer
