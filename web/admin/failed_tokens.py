"""Failed tokens: counted for `tocsin status`, and slowed by whom they come from. A token that is
right never waits, wherever it comes from."""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

import structlog

from runtime import Problem
from staff.tokens import count_failures
from subscribers.registration import read_network
from web.admin.request_context import AppContext

FREE = 5  # a program that was given an old token hears so at once
FIRST_WAIT, LONGEST_WAIT = 0.25, 4.0
FORGOTTEN_SECONDS = 600.0
MOST_PEERS, MOST_WAITING = 1_000, 32
WRITE_SECONDS = 1.0

log = structlog.get_logger("web.admin")


class TooManyFailedTokens(Problem):
    """The token opens nothing here, and too many such were shown. Wait a minute; an administrator
    makes a new one: `tocsin staff token create MEMBER`."""

    status = 429


@dataclass(slots=True)
class _Peer:
    failures: int
    last_at: float


class FailedTokens:
    """Those of one process, on one event loop; `clock` counts seconds."""

    def __init__(self, app: AppContext, clock: Callable[[], float] = monotonic) -> None:
        self._app, self._clock = app, clock
        self._peers: OrderedDict[str, _Peer] = OrderedDict()
        self._waiting = 0
        self._uncounted: Counter[str] = Counter()
        self._so_far = 0
        self._writing: asyncio.Task[None] | None = None

    async def hold(self, address: str) -> None:
        """Count one, and keep whoever showed it waiting; raises TooManyFailedTokens instead when so
        many wait already."""
        network = read_network(address).counted
        self._count(network)
        wait = self._wait_of(network)
        if not wait:
            return
        if self._waiting >= MOST_WAITING:
            raise TooManyFailedTokens("Too many tokens that open nothing were shown.")
        self._waiting += 1
        try:
            await asyncio.sleep(wait)
        finally:
            self._waiting -= 1

    def _wait_of(self, network: str) -> float:
        """In seconds: doubled with each failure of the same network, until it is quiet for ten
        minutes."""
        now = self._clock()
        peer = self._peers.pop(network, None)
        if peer is None or now - peer.last_at > FORGOTTEN_SECONDS:
            peer = _Peer(0, now)
        peer.failures, peer.last_at = peer.failures + 1, now
        self._peers[network] = peer
        if len(self._peers) > MOST_PEERS:
            self._peers.popitem(last=False)
        beyond = min(peer.failures - FREE, 10)
        return min(FIRST_WAIT * 2 ** (beyond - 1), LONGEST_WAIT) if beyond > 0 else 0.0

    def _count(self, network: str) -> None:
        """Say so at the 1st, 2nd, 4th, 8th ...: a flood must not fill the disk."""
        self._so_far += 1
        if self._so_far & (self._so_far - 1) == 0:
            log.warning("token refused", so_far=self._so_far)
        named = network if len(self._uncounted) < MOST_PEERS else "others"
        self._uncounted[named] += 1
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write_soon())

    async def _write_soon(self) -> None:
        while self._uncounted:
            await asyncio.sleep(WRITE_SECONDS)
            counted = self._uncounted.copy()
            try:
                await asyncio.to_thread(self._write, counted)
            except Problem as problem:  # a courtesy: a busy database is asked again
                log.info("failed tokens were not counted yet", why=type(problem).__name__)
            else:
                self._uncounted -= counted

    def _write(self, numbers: Mapping[str, int]) -> None:
        with self._app.home.database.courtesy() as session:
            count_failures(session, numbers, now=self._app.clock())
