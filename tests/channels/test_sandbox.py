"""The sandbox, as a person and a program see it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from signal import Signals

import pytest
from aiohttp import ClientSession, encode_basic_auth

from channels import Medium, Outcome
from channels.sandbox import ACCOUNT, TOKEN, Sandbox
from channels.sandbox.listeners import PortTaken
from channels.sandbox.server import NotThisMachine
from channels.smtp import Smtp
from channels.testing.bench import a_message, words_of
from channels.twilio import Twilio
from runtime import Problem

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
GOOD = {"To": "+306900000001", "From": "TOCSIN", "Body": "Χιόνι"}
KEY = {"Authorization": encode_basic_auth(ACCOUNT, TOKEN)}


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with Sandbox(ledger=tmp_path / "ledger.jsonl") as sandbox:
        yield sandbox


@pytest.fixture
async def web(sandbox: Sandbox) -> AsyncIterator[ClientSession]:
    async with ClientSession(sandbox.http_url) as session:
        yield session


async def test_a_message_is_acknowledged_as_twilio_does(
    sandbox: Sandbox, web: ClientSession
) -> None:
    async with web.post(MESSAGES, data=GOOD, headers=KEY) as answer:
        told = await answer.json()

    assert answer.status == 201
    assert (told["status"], told["to"], told["body"]) == ("queued", GOOD["To"], GOOD["Body"])
    assert told["sid"] == sandbox.messages[0].id
    assert len(told["sid"]) == 34


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"To": ""}, 400, 21604),
        ({"To": "6900000001"}, 400, 21211),
        ({"From": ""}, 400, 21603),
        ({"Body": ""}, 400, 21602),
        ({"From": "A NAME TOO LONG"}, 400, 21212),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"ValidityPeriod": "0"}, 400, 21621),
        ({"ValidityPeriod": "36001"}, 400, 21621),
        ({"StatusCallback": "nowhere"}, 400, 21609),
        ({"To": "+15005550001"}, 400, 21211),
        ({"To": "+15005550002"}, 400, 21612),
        ({"To": "+15005550003"}, 400, 21408),
        ({"To": "+15005550004"}, 400, 21610),
        ({"To": "+15005550009"}, 400, 21614),
        ({"From": "+15005550001"}, 400, 21212),
        ({"From": "+15005550007"}, 400, 21606),
        ({"From": "+15005550008"}, 400, 21611),
    ],
)
async def test_a_request_that_twilio_would_refuse_is_refused(
    sandbox: Sandbox, web: ClientSession, change: dict[str, str], status: int, code: int
) -> None:
    async with web.post(MESSAGES, data={**GOOD, **change}, headers=KEY) as answer:
        told = await answer.json()

    assert (answer.status, told["code"], told["status"]) == (status, code, status)
    assert set(told) == {"code", "message", "more_info", "status"}
    assert sandbox.count == 0


@pytest.mark.parametrize(
    "key", [{}, {"Authorization": "Basic !"}, {"Authorization": encode_basic_auth(ACCOUNT, "no")}]
)
async def test_a_wrong_key_is_refused(web: ClientSession, key: dict[str, str]) -> None:
    async with web.post(MESSAGES, data=GOOD, headers=key) as answer:
        told = await answer.json()

    assert (answer.status, told["code"]) == (401, 20003)


async def test_the_ledger_has_the_line_before_the_answer_comes(
    sandbox: Sandbox,
    tmp_path: Path,
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
) -> None:
    ledger = tmp_path / "ledger.jsonl"
    sandbox.breaks(sms={"kind": "500_after"}, email={"kind": "reset_after_data"})

    async with talking_to(sandbox.http_url) as sms, relaying(sandbox.smtp_port) as mail:
        receipts = [await sms.send(a_message(Medium.SMS)), await mail.send(a_message(Medium.EMAIL))]

    lines = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
    assert {receipt.outcome for receipt in receipts} == {Outcome.UNKNOWN}
    assert [line["body"] for line in lines] == [
        words_of(a_message(medium)) for medium in (Medium.SMS, Medium.EMAIL)
    ]
    assert set(lines[0]) == {"at", "medium", "to", "from", "subject", "body", "id"}


async def test_a_fault_strikes_each_nth_or_one_address(
    sandbox: Sandbox,
    web: ClientSession,
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    async with talking_to(sandbox.http_url) as channel:
        await switch(web, {"sms": {"kind": "21610", "every": 3}})
        third = [(await channel.send(a_message(Medium.SMS, number))).code for number in range(6)]
        await switch(web, {"sms": {"kind": "21610", "to": "+306900000002"}})
        second = [(await channel.send(a_message(Medium.SMS, number))).code for number in range(4)]
        async with web.delete("/sandbox/faults"):
            mended = await channel.send(a_message(Medium.SMS, 2))

    assert third == ["", "", "21610"] * 2
    assert second == ["", "", "21610", ""]
    assert mended.outcome is Outcome.ACCEPTED


async def switch(web: ClientSession, faults: dict[str, object]) -> None:
    async with web.post("/sandbox/faults", json=faults) as answer:
        assert answer.status == 204


@pytest.mark.parametrize(
    "nonsense", ["{", "[]", '{"sms": {"kind": "earthquake"}}', '{"email": {"kind": "21610"}}']
)
async def test_a_fault_nobody_knows_is_refused(web: ClientSession, nonsense: str) -> None:
    async with web.post("/sandbox/faults", data=nonsense) as answer:
        assert answer.status == 422


async def test_the_page_shows_a_message_and_runs_nothing_of_it(
    sandbox: Sandbox, web: ClientSession, relaying: Callable[..., AbstractAsyncContextManager[Smtp]]
) -> None:
    wording = replace(
        a_message(Medium.EMAIL).wording,
        subject="<script>1</script>",
        html="<script>2</script>Χιόνι",
    )
    async with relaying(sandbox.smtp_port) as channel:
        await channel.send(replace(a_message(Medium.EMAIL), wording=wording))
    async with (
        web.get("/") as page,
        web.get(f"/sandbox/message/{sandbox.messages[0].id}.html") as preview,
    ):
        shown, policy = await page.text(), preview.headers["Content-Security-Policy"]

    assert "&lt;script&gt;1" in shown
    assert "resident01@example.org" in shown
    assert "<script>1" not in shown
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox allow-popups allow-popups-to-escape-sandbox")


async def test_a_program_can_ask_for_one_address(
    sandbox: Sandbox,
    web: ClientSession,
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    async with talking_to(sandbox.http_url) as channel:
        await asyncio.gather(*(channel.send(a_message(Medium.SMS, number)) for number in range(3)))
    async with web.get("/sandbox/messages.json", params={"to": "+306900000002"}) as answer:
        told = await answer.json()

    assert (told["sms"], told["email"]) == (3, 0)
    assert [message["to"] for message in told["messages"]] == ["+306900000002"]


async def test_a_port_in_use_is_a_problem_with_advice(sandbox: Sandbox) -> None:
    with pytest.raises(PortTaken, match="tocsin sandbox --http"):
        async with Sandbox(smtp=("127.0.0.1", sandbox.smtp_port)):
            pass


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_the_sandbox_listens_elsewhere_only_if_told(host: str) -> None:
    with pytest.raises(NotThisMachine):
        Sandbox(http=(host, 0))

    assert Sandbox(http=(host, 0), anywhere=True)


async def test_a_ledger_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="--ledger"):
        async with Sandbox(ledger=tmp_path / "nowhere" / "ledger.jsonl"):
            pass


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_command_says_where_it_listens_and_stops_cleanly(
    number: Signals, tmp_path: Path
) -> None:
    code = "import typer; from console.system.sandbox import run_sandbox; typer.run(run_sandbox)"
    arguments = [
        "--http",
        "127.0.0.1:0",
        "--smtp",
        "127.0.0.1:0",
        "--ledger",
        str(tmp_path / "ledger.jsonl"),
    ]
    command = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        *arguments,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert command.stderr is not None
    first = await asyncio.wait_for(command.stderr.readline(), 300)
    command.send_signal(number)
    _, rest = await asyncio.wait_for(command.communicate(), 300)

    assert b"http://127.0.0.1:" in first
    assert b"Traceback" not in rest
    assert command.returncode == 0
