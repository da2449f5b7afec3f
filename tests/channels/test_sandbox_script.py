"""The sandbox breaks as its script says: which message, how often, in the same way for the same
seed."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientConnectorError, ClientSession, encode_basic_auth

from channels import Channel, Medium, Outcome
from channels.sandbox import ACCOUNT, TOKEN, Sandbox, Script, read_script
from channels.sandbox.script import UnreadableScript
from channels.smtp import Smtp
from channels.testing.bench import a_message, end_of
from channels.twilio import Twilio

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
GOOD = {"To": "+306900000001", "From": "TOCSIN", "Body": "Χιόνι"}
KEY = {"Authorization": encode_basic_auth(ACCOUNT, TOKEN)}


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def web(sandbox: Sandbox) -> AsyncIterator[ClientSession]:
    async with ClientSession(sandbox.http_url) as session:
        yield session


# Faults after which nothing more is said.
SILENT = {"hang", "hang_after", "hang_in_data", "hang_after_data", "slow_loris", "latency"}


async def codes(
    sandbox: Sandbox,
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
    count: int,
    **settings: float,
) -> list[str]:
    """What each of so many messages came to, one after the other."""
    async with talking_to(sandbox.http_url, **settings) as channel:
        return [
            (await end_of(channel, a_message(Medium.SMS, number))).code for number in range(count)
        ]


async def test_the_same_seed_strikes_the_same_messages(
    sandbox: Sandbox, talking_to: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    rule = {"kind": "21610", "share": 0.3}
    struck = []
    for seed in (7, 7, 8):
        sandbox.breaks(seed=seed, sms=rule)
        struck.append(await codes(sandbox, talking_to, 40))

    assert struck[0] == struck[1]
    assert struck[0] != struck[2]
    assert struck[0].count("21610") == 15


async def test_the_first_due_rule_of_several_strikes(
    sandbox: Sandbox, talking_to: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    sandbox.breaks(sms=[{"kind": "21610", "every": 3}, {"kind": "code", "code": 21614, "every": 2}])

    assert await codes(sandbox, talking_to, 6) == ["", "21614", "21610", "21614", "", "21610"]


async def test_a_rule_may_begin_late_and_end(
    sandbox: Sandbox, talking_to: Callable[..., AbstractAsyncContextManager[Twilio]]
) -> None:
    sandbox.breaks(sms={"kind": "21610", "after": 2, "count": 3})

    assert await codes(sandbox, talking_to, 7) == ["", "", "21610", "21610", "21610", "", ""]


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("429", 0),
        ("500_before", 0),
        ("500_after", 1),
        ("refuse", 0),
        ("reset_after", 1),
        ("hang", 0),
        ("hang_after", 1),
        ("latency", 1),
        ("slow_loris", 1),
        ("malformed", 1),
        ("revoked", 0),
        ("down", 0),
        ("21610", 0),
    ],
)
async def test_an_sms_is_in_the_ledger_if_the_provider_accepted(
    sandbox: Sandbox,
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
    kind: str,
    kept: int,
) -> None:
    sandbox.breaks(sms={"kind": kind})

    await codes(sandbox, talking_to, 1, **({"timeout": 3} if kind in SILENT else {}))

    assert sandbox.count == kept


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("421_connect", 0),
        ("refuse", 0),
        ("down", 0),
        ("450_data", 0),
        ("reset_in_data", 0),
        ("hang_in_data", 0),
        ("reset_after_data", 1),
        ("hang_after_data", 1),
        ("latency", 1),
    ],
)
async def test_a_mail_is_in_the_ledger_if_the_relay_accepted(
    sandbox: Sandbox,
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    kind: str,
    kept: int,
) -> None:
    sandbox.breaks(email={"kind": kind})

    async with relaying(
        sandbox.smtp_port, **({"data_timeout": 3} if kind in SILENT else {})
    ) as channel:
        await end_of(channel, a_message(Medium.EMAIL))

    assert sandbox.count == kept


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("reset_in_data", "hung up"),
        ("hang_in_data", "silent"),
        ("reset_after_data", "hung up"),
        ("hang_after_data", "silent"),
    ],
)
async def test_the_relay_hangs_up_or_falls_silent_when_told(
    sandbox: Sandbox, kind: str, ends: str
) -> None:
    sandbox.breaks(email={"kind": kind})
    reader, writer = await asyncio.open_connection("127.0.0.1", sandbox.smtp_port)
    for line in ("", "HELO me", "MAIL FROM:<a@example.gr>", "RCPT TO:<b@example.gr>", "DATA"):
        writer.write(f"{line}\r\n".encode() if line else b"")
        last = await reader.readline()

    writer.write(b"Subject: one\r\n" if "_in_" in kind else b"Subject: one\r\n\r\ntwo\r\n.\r\n")
    ended = await ending(reader)
    writer.close()

    assert (last[:3], ended) == (b"354", ends)


async def ending(reader: asyncio.StreamReader) -> str:
    """How a connection ended, or that it did not."""
    try:
        return "answered" if await asyncio.wait_for(reader.read(1), 0.3) else "hung up"
    except ConnectionResetError:
        return "hung up"
    except TimeoutError:
        return "silent"


async def test_a_storm_says_when_to_come_again(sandbox: Sandbox, web: ClientSession) -> None:
    sandbox.breaks(sms={"kind": "429", "seconds": 30})

    async with web.post(MESSAGES, data=GOOD, headers=KEY) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "30")


async def test_a_withdrawn_key_stays_so_until_it_is_restored(
    sandbox: Sandbox,
    web: ClientSession,
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    sandbox.breaks(sms={"kind": "revoked", "after": 2, "count": 1})

    assert await codes(sandbox, talking_to, 5) == ["", "", "20003", "20003", "20003"]
    async with web.get(MESSAGES, headers=KEY) as answer:
        assert answer.status == 401
    sandbox.breaks()
    assert await codes(sandbox, talking_to, 1) == [""]


async def test_a_slow_answer_is_a_whole_one(sandbox: Sandbox, web: ClientSession) -> None:
    sandbox.breaks(
        sms=[{"kind": "slow_loris", "seconds": 0, "count": 1}, {"kind": "latency", "seconds": 0.01}]
    )

    for _ in range(2):
        async with web.post(MESSAGES, data=GOOD, headers=KEY) as answer:
            assert (await answer.json())["to"] == GOOD["To"]


async def test_a_provider_that_is_down_refuses_connections_until_switched_back(
    sandbox: Sandbox,
    web: ClientSession,
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    async with talking_to(sandbox.http_url) as channel:
        await channel.send(a_message(Medium.SMS))
        await switch(web, {"sms": {"kind": "down"}})
        await becomes(channel, Medium.SMS, Outcome.TRANSIENT)
        async with ClientSession(sandbox.http_url) as other:
            with pytest.raises(ClientConnectorError):
                await other.get("/")
        await switch(web, {})
        well = await end_of(channel, a_message(Medium.SMS))

    assert well.outcome is Outcome.ACCEPTED
    assert sandbox.count == 2


@pytest.mark.parametrize("medium", list(Medium))
async def test_a_provider_that_is_down_comes_up_by_itself(
    sandbox: Sandbox,
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
    relaying: Callable[..., AbstractAsyncContextManager[Smtp]],
    medium: Medium,
) -> None:
    down = {"kind": "down", "seconds": 1}
    sandbox.breaks(sms={**down, "after": 1, "count": 1}, email=down)
    carrying = talking_to(sandbox.http_url) if medium is Medium.SMS else relaying(sandbox.smtp_port)

    async with carrying as channel:
        await becomes(channel, medium, Outcome.TRANSIENT)
        await becomes(channel, medium, Outcome.ACCEPTED)


async def becomes(channel: Channel, medium: Medium, outcome: Outcome) -> None:
    """Send until it ends so."""
    async with asyncio.timeout(10):
        while (await end_of(channel, a_message(medium))).outcome is not outcome:
            await asyncio.sleep(0.01)


async def test_the_script_in_force_can_be_read_and_posted_again(web: ClientSession) -> None:
    script = {
        "seed": 7,
        "sms": [{"kind": "429", "share": 0.1}],
        "email": [{"kind": "450_rcpt", "every": 4}],
        "callbacks": {"delay": [1.0, 2.0], "drop": 0.2, "undelivered": {"share": 0.05}},
    }

    await switch(web, script)
    async with web.get("/sandbox/faults") as answer:
        told = await answer.json()

    assert told == script


async def switch(web: ClientSession, script: dict[str, object]) -> None:
    async with web.post("/sandbox/faults", json=script) as answer:
        assert answer.status == 204


@pytest.mark.parametrize(
    ("script", "where"),
    [
        ({"sms": [{"kind": "429"}, {"kind": "earthquake"}]}, "sms.1"),
        ({"sms": {"kind": "429", "every": 0}}, "sms.0.every"),
        ({"sms": {"kind": "429", "share": 2}}, "sms.0.share"),
        ({"sms": {"kind": "429", "share": 0.1, "every": 2}}, "sms.0"),
        ({"sms": {"kind": "code"}}, "sms.0"),
        ({"email": {"kind": "421_mail", "to": "ana@example.gr"}}, "email.0"),
        ({"callbacks": {"delay": [2, 1]}}, "callbacks"),
        ({"callbacks": {"to": {"+306900000001": "gone"}}}, "callbacks"),
        ({"bounces": {"share": 1, "file": "nowhere/at/all.mbox"}}, "bounces.file"),
        ({"weather": "bad"}, "weather"),
        ([], "the body"),
    ],
)
async def test_a_senseless_script_is_refused_with_the_field(
    web: ClientSession, script: dict[str, object] | list[object], where: str
) -> None:
    async with web.post("/sandbox/faults", json=script) as answer:
        told = await answer.json()

    assert answer.status == 422
    assert where in {each["where"] for each in told}


async def test_another_site_cannot_break_it_through_somebodys_browser(web: ClientSession) -> None:
    body, elsewhere = json.dumps({"sms": {"kind": "429"}}), {"Sec-Fetch-Site": "cross-site"}

    async with web.post("/sandbox/faults", data=body, headers=elsewhere) as answer:
        assert answer.status == 403
    async with web.get("/sandbox/faults") as answer:
        assert await answer.json() == {}


async def test_the_page_has_switches_in_plain_words(web: ClientSession) -> None:
    await switch(web, {"sms": {"kind": "429"}})
    async with web.get("/") as page:
        shown = await page.text()

    assert "Ο πάροχος SMS ζητά να περιμένουμε" in shown
    assert "The SMS provider says slow down" in shown
    assert shown.count('aria-pressed="true"') == 1


async def test_a_program_can_ask_how_often_it_struck(
    sandbox: Sandbox,
    web: ClientSession,
    talking_to: Callable[..., AbstractAsyncContextManager[Twilio]],
) -> None:
    sandbox.breaks(sms={"kind": "21610", "every": 2})
    await codes(sandbox, talking_to, 5)

    async with web.get("/sandbox/messages.json?count") as answer:
        assert await answer.json() == {
            "sms": 3,
            "email": 0,
            "callbacks": {},
            "faults": {"21610": 2},
        }


def test_a_script_is_read_from_toml_and_from_json(tmp_path: Path) -> None:
    toml, text = tmp_path / "storm.toml", tmp_path / "storm.json"
    toml.write_text(
        'seed = 7\n[[sms]]\nkind = "429"\nshare = 0.1\n[callbacks]\ndelay = [0, 1]\n', "utf-8"
    )
    text.write_text(
        '{"seed": 7, "sms": [{"kind": "429", "share": 0.1}], "callbacks": {"delay": [0, 1]}}',
        "utf-8",
    )

    assert read_script(toml) == read_script(text) != Script()


@pytest.mark.parametrize("text", ["seed = ", '[[sms]]\nkind = "earthquake"', None])
def test_a_file_that_is_no_script_is_a_problem(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "storm.toml"
    if text is not None:
        file.write_text(text, "utf-8")

    with pytest.raises(UnreadableScript, match="--faults FILE"):
        read_script(file)


@pytest.mark.slow
async def test_the_command_breaks_from_the_start_as_its_file_says(tmp_path: Path) -> None:
    (tmp_path / "storm.toml").write_text('[[email]]\nkind = "down"\n', "utf-8")
    code = "import typer; from console.system.sandbox import run_sandbox; typer.run(run_sandbox)"
    words = [
        "--http",
        "127.0.0.1:0",
        "--smtp",
        "127.0.0.1:0",
        "--faults",
        str(tmp_path / "storm.toml"),
    ]
    command = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        *words,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert command.stderr is not None
    try:
        lines = [
            (await asyncio.wait_for(command.stderr.readline(), 300)).decode() for _ in range(4)
        ]
        port = int(lines[3].partition("port = ")[2].partition(",")[0])
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        async with ClientSession(lines[0].split()[-1]) as web, web.delete("/sandbox/faults"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert (await reader.readline()).startswith(b"220")
        writer.close()
    finally:
        command.terminate()
        await command.communicate()


async def test_the_ledger_has_the_mails_own_id(
    sandbox: Sandbox, relaying: Callable[..., AbstractAsyncContextManager[Smtp]]
) -> None:
    message = replace(a_message(Medium.EMAIL), token="delivery-42")

    async with relaying(sandbox.smtp_port) as channel:
        await channel.send(message)

    assert "delivery-42" in str(sandbox.messages[0].row()["message_id"])
