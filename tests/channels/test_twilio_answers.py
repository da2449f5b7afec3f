"""What Twilio answers, and what that means: every status, silence, resets and nonsense, over real
sockets."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, cycle

import pytest
from aiohttp import web

from channels import ChannelFailure, Medium, Misconfigured, Outcome, Receipt, Throttled, Unavailable
from channels.failures import IN_A_ROW
from channels.sandbox import Sandbox
from channels.testing.bench import a_message
from channels.twilio import Twilio
from tests.channels.conftest import Peer

GOOD = b'{"sid": "SM1", "status": "queued"}'

HTTP = {
    200: Outcome.ACCEPTED,
    201: Outcome.ACCEPTED,
    301: Outcome.MISCONFIGURED,
    302: Outcome.MISCONFIGURED,
    307: Outcome.MISCONFIGURED,
    400: Outcome.CONTENT_REJECTED,
    401: Outcome.UNAUTHORISED,
    403: Outcome.UNAUTHORISED,
    404: Outcome.MISCONFIGURED,
    405: Outcome.CONTENT_REJECTED,
    407: Outcome.TRANSIENT,
    408: Outcome.TRANSIENT,
    409: Outcome.CONTENT_REJECTED,
    413: Outcome.CONTENT_REJECTED,
    422: Outcome.CONTENT_REJECTED,
    429: Outcome.THROTTLED,
    500: Outcome.UNKNOWN,
    502: Outcome.UNKNOWN,
    503: Outcome.UNKNOWN,
    504: Outcome.UNKNOWN,
    520: Outcome.UNKNOWN,
    599: Outcome.UNKNOWN,
}


@pytest.mark.parametrize(("status", "outcome"), HTTP.items())
async def test_every_http_status_means_one_thing(
    status: int, outcome: Outcome, answering: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    body = GOOD if status < 300 else b"<html>+306900000001</html>"
    async with answering(lambda _: web.Response(status=status, body=body)) as channel:
        try:
            ended: Receipt | ChannelFailure = await channel.send(a_message(Medium.SMS))
        except ChannelFailure as failure:
            ended = failure

    assert ended.outcome is outcome
    assert "+306900000001" not in repr(ended)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [({}, None), ({"Retry-After": "7"}, 7.0), ({"Retry-After": "soon"}, None)],
)
async def test_a_throttled_request_carries_the_retry_after_if_given(
    header: dict[str, str],
    seconds: float | None,
    answering: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    async with answering(
        lambda _: web.json_response({"code": 20429}, status=429, headers=header)
    ) as channel:
        with pytest.raises(Throttled) as caught:
            await channel.send(a_message(Medium.SMS))

    assert caught.value.retry_after == seconds


async def test_a_date_in_retry_after_is_read_too(
    answering: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    async with answering(
        lambda _: web.Response(status=429, headers={"Retry-After": soon})
    ) as channel:
        with pytest.raises(Throttled) as caught:
            await channel.send(a_message(Medium.SMS))

    assert 80 < (caught.value.retry_after or 0) <= 90


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b'"x"', b"{", b"\xff\xfe", b'{"sid": ""}', b'{"sid": 5}']
)
async def test_a_success_nobody_can_read_is_unknown(
    body: bytes, answering: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    async with answering(lambda _: web.Response(status=201, body=body)) as channel:
        receipt = await channel.send(a_message(Medium.SMS))

    assert receipt.outcome is Outcome.UNKNOWN


async def test_silence_after_the_body_is_unknown(
    peer: Peer, talking_to: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    async with (
        peer(lambda reader, _: reader.read(-1)) as port,
        talking_to(f"http://127.0.0.1:{port}", timeout=3) as channel,
    ):
        receipt = await channel.send(a_message(Medium.SMS))

    assert receipt.outcome is Outcome.UNKNOWN


async def test_a_dripping_answer_is_cut_off_by_the_total_timeout(
    peer: Peer, talking_to: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for byte in chain(b"HTTP/1.1 201 Created\r\n", cycle(b"X-Header: drips\r\n")):
            if writer.is_closing():
                return
            writer.write(bytes([byte]))
            await asyncio.sleep(0.05)

    async with (
        peer(trickle) as port,
        talking_to(f"http://127.0.0.1:{port}", timeout=0.3) as channel,
    ):
        receipt = await asyncio.wait_for(channel.send(a_message(Medium.SMS)), 300)

    assert receipt.outcome is Outcome.UNKNOWN


async def test_a_handshake_that_never_ends_leaves_nothing_sent(
    peer: Peer, talking_to: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    async with (
        peer(lambda reader, _: reader.read(-1)) as port,
        talking_to(f"https://127.0.0.1:{port}", timeout=0.3) as channel,
    ):
        with pytest.raises(Unavailable):
            await channel.send(a_message(Medium.SMS))


async def test_a_peer_that_does_not_speak_tls_is_unavailable(
    peer: Peer, talking_to: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with peer(babble) as port, talking_to(f"https://127.0.0.1:{port}") as channel:
        with pytest.raises(Unavailable):
            await channel.send(a_message(Medium.SMS))


@pytest.mark.parametrize("code", [21408, 21612, 29999])
async def test_five_strange_refusals_in_a_row_are_the_channels(
    code: int, answering: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    async with answering(lambda _: web.json_response({"code": code}, status=400)) as channel:
        for number in range(1, IN_A_ROW):
            receipt = await channel.send(a_message(Medium.SMS, number))
            assert receipt.code == str(code)

        with pytest.raises(Misconfigured):
            await channel.send(a_message(Medium.SMS, IN_A_ROW))


async def test_an_accepted_message_ends_the_row_of_refusals(
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    async with Sandbox() as sandbox, talking_to(sandbox.http_url) as channel:
        strange = replace(a_message(Medium.SMS), to="+15005550002")
        for number in range(3 * IN_A_ROW):
            message = a_message(Medium.SMS) if number % IN_A_ROW == 0 else strange

            assert (await channel.send(message)).code in {"", "21612"}
