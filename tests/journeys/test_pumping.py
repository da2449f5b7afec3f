"""Whoever pumps codes out of the form gets no more than the limits allow, none abroad, and keeps no
resident out."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.journeys.conftest import Installation, until
from tests.journeys.doors import Doors, open_doors, solved
from tests.loopback import visit

POSTS, CLIENTS = 2_000, 8
BUDGET, RESERVE = 40, 0.25
OPEN_TO_ALL = round(BUDGET * (1 - RESERVE))
PER_NETWORK, PER_PREFIX = 3, 4
ABROAD = ("+8821{:08d}", "+79{:09d}", "+96077{:05d}", "+447{:09d}", "+88216{:07d}", "+3069{:08d}0")
PAID = ("+30901{:07d}", "+302310{:06d}")
PHONE, MAILBOX = "+306912345678", "eleni@town.example.gr"
LIMITS = f"""
        [registration]
        work = 1
        forms_per_second = 1000
        codes_per_hour = {BUDGET}
        reserve = {RESERVE}
        per_network_hour = {PER_NETWORK}
        per_prefix_hour = {PER_PREFIX}
        [web]
        trusted_proxies = ["127.0.0.1/32"]
"""


@pytest.fixture
def doors(bare: Installation) -> Iterator[Doors]:
    """A town behind a proxy of its own, whose form may send 40 codes an hour, 10 of them in
    reserve."""
    with open_doors(bare, LIMITS) as opened:
        yield opened


def attacker(number: int) -> dict[str, str]:
    """One post of a pumper who has many numbers in many countries."""
    chance = random.Random(number)
    if number % 3:
        return {"phone": f"+3069{chance.randrange(10**8):08d}"}
    form = chance.choice(ABROAD + PAID)
    return {"phone": form.format(chance.randrange(10**5))}


def network(number: int) -> str:
    """An address of a botnet: IPv4 and IPv6, each used a few times."""
    chance = random.Random(number // 4)
    if number % 2:
        return f"2001:db8:{chance.randrange(2**16):x}:{chance.randrange(2**16):x}::{number:x}"
    return ".".join(str(chance.randrange(1, 255)) for _ in range(4))


def post(visitor: httpx.Client, fields: dict[str, str], came_from: str) -> httpx.Response:
    """Pay for a form by its proof of work and send it, by way of our proxy."""
    by = {"X-Forwarded-For": came_from}
    proof = solved(visitor.get("/challenge", headers=by).json())
    given = {"consent": "yes", "language": "el", "altcha": proof} | fields
    return visitor.post("/subscribe", data=given, headers=by)


def attack(doors: Doors, numbers: range) -> Counter[int]:
    """So many posts, eight at a time; how they were answered."""
    with visit(doors.url) as visitor, ThreadPoolExecutor(CLIENTS) as sending:
        answers = sending.map(lambda n: post(visitor, attacker(n), network(n)), numbers)
        return Counter(answer.status_code for answer in answers)


def codes(doors: Doors) -> list[str]:
    """The numbers that were sent a code."""
    return [message["to"] for message in doors.here.received() if message["medium"] == "sms"]


def test_a_resident_comes_in_despite_two_thousand_limited_posts(
    doors: Doors,
) -> None:
    before = attack(doors, range(POSTS // 2))
    until(lambda: len(codes(doors)) >= OPEN_TO_ALL)

    with ThreadPoolExecutor(1) as meanwhile:
        going_on = meanwhile.submit(attack, doors, range(POSTS // 2, POSTS))
        comes_in(doors)
        answered = before + going_on.result()

    settled(doors)
    pumped = [to for to in codes(doors) if to != PHONE]
    assert set(answered) <= {200, 303, 422}
    assert answered.total() == POSTS
    assert len(pumped) == OPEN_TO_ALL
    assert all(to.startswith("+3069") and len(to) == 13 for to in codes(doors))
    assert max(Counter(to[1:8] for to in pumped).values()) <= PER_PREFIX


def comes_in(doors: Doors) -> None:
    """Eleni gives her phone and her mailbox while no code is left for strangers."""
    page = post(doors.visitor, {"phone": PHONE, "email": MAILBOX}, "198.51.100.7")
    pressed = doors.post(doors.link_for(MAILBOX, "confirm"))
    typed = doors.types(page, doors.code_for(PHONE))

    assert (pressed.status_code, typed.status_code) == (200, 200)
    assert doors.rows("SELECT count(*) FROM subscription WHERE standing = 'active'") == [(2,)]
    assert doors.rows("SELECT count(*) FROM resident WHERE left_at IS NULL") == [(1,)]


def settled(doors: Doors) -> None:
    """Wait until all that was asked for is done: a mail that is asked for last is posted last, and
    the SMS posted before it go out in a lane of their own."""
    post(doors.visitor, {"email": "last@town.example.gr"}, "203.0.113.250")
    doors.next_to("last@town.example.gr")
    until(lambda: not doors.rows("SELECT id FROM delivery WHERE state IN ('queued', 'sending')"))


@pytest.mark.parametrize(
    ("peer", "came_from"),
    [
        ("127.0.0.1", "{spoofed}, 198.51.100.7"),
        ("127.0.0.2", "{spoofed}"),
        ("127.0.0.2", "{spoofed}, 127.0.0.1"),
    ],
    ids=["written before the proxy's word", "from nobody's proxy", "in the proxy's name"],
)
def test_a_network_that_is_made_up_counts_for_nothing(
    doors: Doors, peer: str, came_from: str
) -> None:
    transport = httpx.HTTPTransport(local_address=peer)
    with visit(doors.url, transport=transport) as visitor:
        for number in range(20):
            phone = {"phone": f"+3069{number:03d}99901"}
            answer = post(visitor, phone, came_from.format(spoofed=f"203.0.113.{number}"))
            assert answer.status_code == 303

    settled(doors)

    assert len(codes(doors)) == PER_NETWORK


def test_numbers_that_are_alike_share_what_one_prefix_may_have(doors: Doors) -> None:
    for number in range(20):
        post(doors.visitor, {"phone": f"+3069123{number:05d}"}, network(number * 4))

    settled(doors)

    assert len(codes(doors)) == PER_PREFIX


def test_the_work_grows_while_many_pay_for_it(doors: Doors) -> None:
    first = doors.get("/challenge").json()["parameters"]["cost"]

    attack(doors, range(250))
    until(lambda: doors.get("/challenge").json()["parameters"]["cost"] >= 4 * first)
