"""Pumping, in a process of its own: `python -m benchmarks.pump URL RATE` posts the form so often a
second until it is killed.

Each post has a proof of work, comes from a network of its own by a proxy that is trusted, and names
another number."""

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from time import monotonic, sleep

import altcha
import httpx

CLIENTS = 8
TOLD_AFTER = 25  # posts


def main() -> None:
    """Pump, and say on stderr when it is under way."""
    url, rate = sys.argv[1], float(sys.argv[2])
    sent = count(1)
    with (
        httpx.Client(base_url=url, timeout=60, trust_env=False) as visitor,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        each = rate / CLIENTS
        for _ in clients.map(
            lambda seed: _pump(visitor, random.Random(seed), each, sent), range(CLIENTS)
        ):
            pass


def _pump(visitor: httpx.Client, chance: random.Random, rate: float, sent: "count[int]") -> None:
    due = monotonic() + chance.random() / rate
    while True:
        sleep(max(0.0, due - monotonic()))
        due += 1 / rate
        came_from = ".".join(str(chance.randrange(1, 255)) for _ in range(4))
        by = {"X-Forwarded-For": came_from}
        phone = (
            f"+3069{chance.randrange(10**8):08d}"
            if chance.random() < 0.7
            else f"+79{chance.randrange(10**9):09d}"
        )
        proof = _solved(visitor.get("/challenge", headers=by).json())
        form = {"phone": phone, "consent": "yes", "language": "el", "altcha": proof}
        posted = visitor.post("/subscribe", data=form, headers=by)
        if not posted.is_redirect:  # to the page of the code
            posted.raise_for_status()
        number = next(sent)
        if number % TOLD_AFTER == 0:
            print(f"{number} posts", file=sys.stderr, flush=True)


def _solved(challenge: dict[str, object]) -> str:
    given = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(given)
    assert solution is not None
    return altcha.Payload(given, solution).to_base64()


if __name__ == "__main__":
    main()
