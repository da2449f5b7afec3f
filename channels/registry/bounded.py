"""Bounded: one call of an adapter, that ends in time and raises nothing but what its caller
knows."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from channels.failures import ChannelFailure
from channels.registry.checked import AdapterFault, failure_of

T = TypeVar("T")

CLEARING_SECONDS = 1.0  # for whoever is called off, to hang up


async def bounded(work: Callable[[], Awaitable[T]], seconds: float) -> T:
    """Do it; raises ChannelFailure as the adapter meant it, AdapterFault for any other exception,
    TimeoutError when it takes longer.

    In a task of its own, which is left behind when it does not let itself be called off. SystemExit
    and KeyboardInterrupt are caught in it: from a task they would end the event loop."""
    task = asyncio.ensure_future(_caught(work))
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
        if not done:
            raise TimeoutError
    except (asyncio.CancelledError, TimeoutError):
        task.cancel()
        await asyncio.wait({task}, timeout=CLEARING_SECONDS)
        raise
    if task.cancelled():
        raise AdapterFault.of(asyncio.CancelledError())
    ended = task.result()
    if isinstance(ended, _Raised):
        raise ended.failure
    return ended


def caught(work: Callable[[], T], *meant: type[BaseException]) -> T:
    """What an adapter does at once; raises what it is `meant` to raise, and AdapterFault for any
    other exception."""
    try:
        return work()
    except meant:
        raise
    except BaseException as raised:
        raise _known(raised) from None


class _Raised:
    """What work raised, as a value."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure


async def _caught(work: Callable[[], Awaitable[T]]) -> T | _Raised:
    try:
        return await work()
    except asyncio.CancelledError:
        raise
    except BaseException as raised:
        return _Raised(_known(raised))


def _known(raised: BaseException) -> Exception:
    if isinstance(raised, ChannelFailure):
        return failure_of(raised)
    return AdapterFault.of(raised)
