"""The sandbox tells what became of each message, as Twilio would: signed, late, twice, in disorder
or not at all."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from aiohttp import ClientSession, encode_basic_auth, web
from twilio.request_validator import RequestValidator, get_signature_algorithm  # type: ignore[import-untyped]

from channels.sandbox import ACCOUNT, TOKEN, Sandbox

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
KEY = {"Authorization": encode_basic_auth(ACCOUNT, TOKEN)}
AT_ONCE = {"delay": [0, 0]}
SHARED_KEY = "of-the-rule"


class Ear:
    """A listener for callbacks; it answers with the statuses it is given, then 204."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.heard: list[tuple[str, dict[str, str]]] = []
        self.signed: list[bool] = []
        self.settings: list[str] = []
        self.answers: list[int] = []

    async def hear(self, request: web.Request) -> web.Response:
        fields = dict(parse_qsl(await request.text()))
        url = f"{self.url.partition('?')[0]}?{request.query_string}"
        signature = request.headers["X-Twilio-Signature"]
        settings = request.headers.get("X-Twilio-Webhooks-Signature-Settings", "")
        secret, algorithm = SHARED_KEY if settings else TOKEN, get_signature_algorithm(settings)
        self.signed.append(RequestValidator(secret).validate(url, fields, signature, algorithm))
        self.settings.append(settings)
        self.heard.append((fields["MessageSid"], fields))
        return web.Response(status=self.answers.pop(0) if self.answers else 204)

    async def hears(self, count: int) -> list[str]:
        """The statuses, in order, once there are so many."""
        async with asyncio.timeout(10):
            while len(self.heard) < count:
                await asyncio.sleep(0.01)
        return [fields["MessageStatus"] for _, fields in self.heard]


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    app = web.Application()
    runner = web.AppRunner(app)
    ear = Ear("")
    app.router.add_post("/callbacks/twilio", ear.hear)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ear.url = f"http://127.0.0.1:{runner.addresses[0][1]}/callbacks/twilio?d=token-{{}}&n=2"
    yield ear
    await runner.cleanup()


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with Sandbox(ledger=tmp_path / "ledger.jsonl") as sandbox:
        yield sandbox


async def send(sandbox: Sandbox, callback: str, count: int = 1) -> list[str]:
    """The ids of so many messages, one after the other."""
    sids = []
    async with ClientSession(sandbox.http_url, headers=KEY) as client:
        for number in range(count):
            form = {"To": f"+3069000{number:05}", "From": "TOCSIN", "Body": "Χιόνι"}
            async with client.post(
                f"{MESSAGES}.json", data={**form, "StatusCallback": callback.format(number)}
            ) as got:
                sids.append((await got.json())["sid"])
    return sids


async def asked(sandbox: Sandbox, sid: str) -> tuple[int, dict[str, object]]:
    async with (
        ClientSession(sandbox.http_url, headers=KEY) as client,
        client.get(f"{MESSAGES}/{sid}.json") as answer,
    ):
        return answer.status, await answer.json()


async def test_a_message_is_reported_sent_then_delivered_with_valid_signatures(
    sandbox: Sandbox, ear: Ear
) -> None:
    (sid,) = await send(sandbox, ear.url)

    statuses = await ear.hears(2)

    assert statuses == ["sent", "delivered"]
    assert ear.signed == [True, True]
    assert ear.heard[0][1] == {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "From": "TOCSIN",
        "MessageSid": sid,
        "MessageStatus": "sent",
        "SmsSid": sid,
        "SmsStatus": "sent",
        "To": "+306900000000",
    }


async def test_an_undelivered_message_is_reported_with_its_code(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.breaks(callbacks={**AT_ONCE, "to": {"+306900000001": "30005"}})

    fine, dead = await send(sandbox, ear.url, 2)
    await ear.hears(4)

    told = {sid: (fields["MessageStatus"], fields.get("ErrorCode")) for sid, fields in ear.heard}
    assert told == {fine: ("delivered", None), dead: ("undelivered", "30005")}
    assert [(await asked(sandbox, sid))[1]["error_code"] for sid in (fine, dead)] == [None, 30005]
    assert (await asked(sandbox, dead))[1]["status"] == "undelivered"
    assert (await asked(sandbox, "SM" + "0" * 32))[0] == 404


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ({"drop": 1}, 0),
        ({"drop": 0.5}, 16),
        ({"repeat": 1}, 98),
        ({"repeat": 0.5}, 63),
        ({"reorder": 1}, 40),
    ],
)
async def test_the_same_seed_tells_the_same_number_of_times(
    sandbox: Sandbox, ear: Ear, script: dict[str, float], expected: int
) -> None:
    sandbox.breaks(seed=7, callbacks={**AT_ONCE, **script})

    await send(sandbox, ear.url, 20)
    await ear.hears(expected)
    await asyncio.sleep(0.05)

    assert len(ear.heard) == expected
    assert (
        max(
            Counter((sid, fields["MessageStatus"]) for sid, fields in ear.heard).values(), default=1
        )
        <= 3
    )


async def test_callbacks_out_of_order_tell_the_end_first(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.breaks(callbacks={"delay": [0.1, 0.1], "reorder": 1})

    await send(sandbox, ear.url)

    assert await ear.hears(2) == ["delivered", "sent"]


async def test_a_callback_may_come_before_the_answer(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.breaks(sms={"kind": "latency", "seconds": 0.5}, callbacks=AT_ONCE)

    sending = asyncio.create_task(send(sandbox, ear.url))
    await ear.hears(2)

    assert not sending.done()
    assert await sending == [ear.heard[0][0]]


async def test_an_answer_that_was_lost_is_told_all_the_same(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.breaks(sms={"kind": "500_after"}, callbacks=AT_ONCE)

    async with ClientSession(sandbox.http_url, headers=KEY) as client:
        form = {"To": "+306900000001", "From": "TOCSIN", "Body": "Χιόνι", "StatusCallback": ear.url}
        async with client.post(f"{MESSAGES}.json", data=form) as answer:
            assert answer.status == 500

    assert await ear.hears(2) == ["sent", "delivered"]


async def test_a_listener_that_is_not_well_is_told_again(sandbox: Sandbox, ear: Ear) -> None:
    ear.answers = [503, 500]
    sandbox.breaks(callbacks={**AT_ONCE, "drop": 0})

    await send(sandbox, ear.url)
    statuses = await ear.hears(4)

    assert Counter(statuses) == {"sent": 2, "delivered": 2}
    assert sandbox.callbacks == {"taken": 2}


async def test_no_callback_leaves_this_machine(sandbox: Sandbox) -> None:
    await send(sandbox, "https://alerts.example.gr/callbacks/twilio?d={}&n=1", 3)

    assert sandbox.callbacks == {"withheld": 6}


async def test_the_ledger_says_whose_message_it_was(sandbox: Sandbox, tmp_path: Path) -> None:
    await send(sandbox, "http://127.0.0.1:9/callbacks/twilio?d=token-{}&n=2", 1)
    await send(sandbox, "", 1)

    told, bare = [
        json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text("utf-8").splitlines()
    ]
    assert (told["token"], told["attempt"]) == ("token-0", 2)
    assert "token" not in bare


async def test_the_end_of_the_sandbox_abandons_the_callbacks(ear: Ear) -> None:
    async with Sandbox() as sandbox:
        sandbox.breaks(callbacks={"delay": [0.1, 0.1]})
        await send(sandbox, ear.url)

    await asyncio.sleep(0.3)

    assert ear.heard == []


async def test_a_shared_key_signs_in_place_of_the_token(sandbox: Sandbox, ear: Ear) -> None:
    sandbox.breaks(callbacks={**AT_ONCE, "shared_key": SHARED_KEY})

    await send(sandbox, ear.url)
    await ear.hears(2)

    assert ear.signed == [True, True]
    assert all(each.endswith(",algorithm=HMAC_SHA256") for each in ear.settings)


@pytest.mark.parametrize("status", ["failed", "partially_delivered", "canceled"])
async def test_a_message_can_end_in_another_way(sandbox: Sandbox, ear: Ear, status: str) -> None:
    sandbox.breaks(callbacks={**AT_ONCE, "undelivered": {"share": 1, "status": status}})

    await send(sandbox, ear.url)
    told = await ear.hears(2)

    assert sorted(told) == sorted(["sent", status])
    assert ear.heard[told.index(status)][1].get("ErrorCode") == (
        None if status == "canceled" else "30003"
    )


def test_an_address_of_version_six_is_written_in_brackets() -> None:
    assert Sandbox(http=("::1", 0)).http_url == "http://[::1]:0"
