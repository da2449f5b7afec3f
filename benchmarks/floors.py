"""Floors: the bare loop of a library, in a process of its own: `python -m benchmarks.floors
email|sms HOME PORT LINES VALUES...`.

It issues the same alert in its copy of the home, and takes the very messages that Tocsin's worker
would claim, the mails to the byte. Then it starts the clock, and knows nothing of Tocsin any more.
"""

import asyncio
import gc
import json
import os
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import aiosmtplib
import uvloop
from twilio.http.async_http_client import AsyncTwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from alerts import Office
from benchmarks.homes import ACCOUNT
from benchmarks.issuing import draft_of, issue_now
from channels import Medium, Message
from channels.mail import MailForm, Sender
from channels.registry import read_channel_settings
from channels.smtp_settings import SmtpSettings
from delivery import Lane
from delivery.sending.batches import LaneQueue, claim_batch
from delivery.sending.messages import MessageBuilder
from delivery.workers import enlist
from runtime import Home, open_home

Loop = Callable[[], Coroutine[Any, Any, None]]


def messages_of(home: Home, medium: Medium, words: Sequence[str]) -> Iterator[Message]:
    """Every message of an alert issued now, as a worker claims them."""
    office = Office.of(home)
    draft = draft_of(home, office, words, medium)
    issue_now(home, office, draft)
    stationery = MessageBuilder(home.keys, home.config.public_base_url)
    lane = Lane.EMERGENCY if draft.urgent else Lane.ROUTINE
    with home.database.writing() as session:
        runway = LaneQueue(lane, medium, home.config.routes[medium][0], None, enlist(session))
        while passengers := claim_batch(session, runway, stationery).messages:
            yield from (passenger.message for passenger in passengers)


def mail_loop(home: Home, messages: Sequence[Message], port: int, lines: int) -> Loop:
    """Bare aiosmtplib: as many connections, each sending the next mail, built beforehand."""
    told = read_channel_settings("smtp", home.config.channels, home.path)
    assert isinstance(told, SmtpSettings)
    sender = Sender.of(told.sender)
    wordings = {message.wording.id: message.wording for message in messages}
    forms = {number: MailForm.of(wording, sender) for number, wording in wordings.items()}
    now = datetime.now(UTC)
    mails = iter([(each.to, forms[each.wording.id].fill(each, now)) for each in messages])

    async def line() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False)
        await client.connect()
        for to, mail in mails:
            await client.sendmail(sender.address, [to], mail)
        await client.quit()

    return _at_once(line, lines)


def sms_loop(messages: Sequence[Message], port: int, lines: int) -> Loop:
    """Bare `messages.create_async` on the library's own client with its connections pooled."""
    left = iter(messages)
    validity = int((messages[0].expires_at - datetime.now(UTC)).total_seconds())

    async def run() -> None:
        # Anything that is not empty: the library takes os.environ for an empty mapping.
        http = AsyncTwilioHttpClient(pool_connections=True)
        client = Client(
            ACCOUNT["account_sid"],
            ACCOUNT["auth_token"],
            http_client=http,
            environment={"TWILIO_REGION": ""},
        )
        client.api.base_url = f"http://127.0.0.1:{port}"

        async def slot() -> None:
            for each in left:
                await client.messages.create_async(
                    each.to,
                    body=each.wording.text,
                    from_=ACCOUNT["sender"],
                    validity_period=min(validity, 3600),
                )

        await _at_once(slot, lines)()
        await http.close()

    return run


def _at_once(line: Loop, lines: int) -> Loop:
    async def run() -> None:
        await asyncio.gather(*(line() for _ in range(lines)))

    return run


async def _timed(loop: Loop) -> dict[str, float]:
    began, used = perf_counter(), process_time()
    await loop()
    seconds = perf_counter() - began
    return {"seconds": seconds, "busy": (process_time() - used) / seconds}


def main() -> None:
    """Prepare the messages, send them, print how long the sending took and how busy this process
    was."""
    medium, port, lines = Medium(sys.argv[1]), int(sys.argv[3]), int(sys.argv[4])
    home = open_home(Path(sys.argv[2]), os.environ)
    messages = list(messages_of(home, medium, sys.argv[5:]))
    loop = (
        mail_loop(home, messages, port, lines)
        if medium is Medium.EMAIL
        else sms_loop(messages, port, lines)
    )
    home.database.close()
    gc.collect()
    gc.freeze()
    print(json.dumps({"messages": len(messages), **uvloop.run(_timed(loop))}))


if __name__ == "__main__":
    main()
