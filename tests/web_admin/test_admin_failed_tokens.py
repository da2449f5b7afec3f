"""Tokens that open nothing are counted and slowed by whom they come from; a right one never waits,
and one that is bound to networks is a wrong one elsewhere."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from ipaddress import ip_network
from time import monotonic

import pytest

from runtime import Home
from runtime.config.sections import Web
from staff.tokens import recent_failures
from staff.tokens.failures import TokenFailures
from tests.web_admin.conftest import Bureau, Program, at_once, until
from web.admin.failed_tokens import (
    FREE,
    LONGEST_WAIT,
    MOST_PEERS,
    FailedTokens,
    TooManyFailedTokens,
)
from web.admin.request_context import AppContext
from web.admin.template_cache import TemplateCache

WRONG = "toc_1_" + "0" * 48
LOCAL = "127.0.0.1/32"


def failures(bureau: Bureau) -> TokenFailures:
    with bureau.home.database.reading() as session:
        return recent_failures(session, since=bureau.now - timedelta(days=1))


def trust_this_machine(bureau: Bureau) -> None:
    """As if a proxy of this machine stood before the API."""
    web = Web(trusted_proxies=(ip_network("127.0.0.0/8"),))
    object.__setattr__(bureau.home, "config", bureau.home.config.model_copy(update={"web": web}))


def status_from(program: Program, address: str) -> tuple[int, str]:
    """What is answered to a visitor of that address behind the proxy."""
    answer = program.asks("GET", "/v1/me", **{"X-Forwarded-For": address})
    return answer.status_code, answer.text


def test_wrong_tokens_are_counted_by_network(bureau: Bureau) -> None:
    stranger = Program(bureau.url, WRONG)

    for _ in range(3):
        assert stranger.gets("/v1/me").status_code == 401
    Program(bureau.url, "").gets("/v1/me")

    until(lambda: failures(bureau).number == 3)
    assert failures(bureau) == TokenFailures(3, bureau.now, LOCAL)


def test_a_right_token_passes_while_wrong_ones_wait(small_bureau: Bureau) -> None:
    small_bureau.seconds = monotonic
    program, stranger = small_bureau.program(1), Program(small_bureau.url, WRONG)
    for _ in range(FREE):
        stranger.gets("/v1/me")

    began = monotonic()
    at_once([partial(stranger.gets, "/v1/me")] * 5)

    assert monotonic() - began >= LONGEST_WAIT
    assert program.gets("/v1/me").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [("10.20.3.4", 200), ("::ffff:10.20.3.4", 200), ("10.21.0.1", 401), ("2001:db8::7", 200)],
)
def test_a_bound_token_works_in_its_networks_alone(
    small_bureau: Bureau, address: str, status: int
) -> None:
    program = small_bureau.program(1, networks=("10.20.0.0/16", "2001:db8::/48"))
    trust_this_machine(small_bureau)

    assert status_from(program, address)[0] == status


def test_a_wrong_network_is_answered_as_a_wrong_token(small_bureau: Bureau) -> None:
    bound = small_bureau.program(1, networks=("10.20.0.0/16",))
    trust_this_machine(small_bureau)

    elsewhere = status_from(bound, "192.0.2.1")

    assert elsewhere == status_from(Program(small_bureau.url, WRONG), "192.0.2.1")


def test_an_address_that_nobody_vouches_for_opens_nothing(small_bureau: Bureau) -> None:
    bound = small_bureau.program(1, networks=("10.20.0.0/16",))

    assert status_from(bound, "10.20.3.4")[0] == 401


def test_a_program_binds_a_token_to_networks(bureau: Bureau) -> None:
    admins = bureau.program(1)
    wanted = {"member": 1, "expires_at": "2027-06-30T00:00:00Z"}

    made = admins.posts("/v1/staff/tokens", wanted | {"networks": ["10.0.0.5", "10.1.0.0/16"]})
    refused = admins.posts("/v1/staff/tokens", wanted | {"networks": ["everywhere"]})

    listed = admins.gets("/v1/staff/tokens").json()["tokens"]
    assert [each["networks"] for each in listed] == [[], ["10.0.0.5/32", "10.1.0.0/16"]]
    assert Program(bureau.url, made.json()["value"]).gets("/v1/me").status_code == 401
    assert refused.json()["type"] == "urn:tocsin:problem:bad-network"
    assert refused.json()["errors"][0]["pointer"] == "#/networks"


def slowing(home: Home, seconds: Callable[[], float]) -> FailedTokens:
    return FailedTokens(AppContext(home, TemplateCache(home), lambda: None, home.now), seconds)


async def test_a_flood_of_failures_is_refused_at_once(small_bureau: Bureau) -> None:
    tokens = slowing(small_bureau.home, lambda: 0.0)
    for _ in range(FREE):
        await tokens.hold("192.0.2.1")

    waiting = [asyncio.create_task(tokens.hold("192.0.2.1")) for _ in range(32)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyFailedTokens):
        await tokens.hold("192.0.2.1")
    await asyncio.wait_for(tokens.hold("198.51.100.1"), 20)

    for each in waiting:
        each.cancel()


async def test_many_networks_take_no_more_memory(small_bureau: Bureau) -> None:
    tokens = slowing(replace(small_bureau.home), lambda: 0.0)

    for number in range(3 * MOST_PEERS):
        await tokens.hold(f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}")

    assert len(tokens._peers) == MOST_PEERS
    assert len(tokens._uncounted) <= MOST_PEERS + 1
