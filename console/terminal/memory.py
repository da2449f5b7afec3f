"""Memory that a process that stays has freed goes back to the machine; glibc would keep it."""

import asyncio
import ctypes
import gc
from collections.abc import Callable, Mapping
from time import monotonic

from engine import Job

PERIOD_SECONDS = 60.0


def give_memory_back() -> None:
    """Give pages of which nothing is used back to the machine, in some milliseconds
    (malloc_trim(3))."""
    call_malloc("malloc_trim", 0)


def call_malloc(name: str, *values: int) -> None:
    """Call a function of glibc's malloc; nothing happens where malloc is another."""
    if function := getattr(ctypes.CDLL(None), name, None):
        function(*values)


def memory_job(
    give_back: Callable[[], None] = give_memory_back, *, clock: Callable[[], float] = monotonic
) -> Mapping[str, Job]:
    """The job that gives memory back once a minute.

    What is loaded after the first minute stays and is looked over by the collector no more: it
    would wait until a quarter as much has gathered before it looks at all of it
    (https://docs.python.org/3.11/library/gc.html#gc.set_threshold).
    """
    due, loaded = clock() + PERIOD_SECONDS, False

    async def tidy() -> None:
        nonlocal due, loaded
        if clock() < due:
            return
        due = clock() + PERIOD_SECONDS
        gc.collect()
        if not loaded:
            gc.freeze()
            loaded = True
        await asyncio.to_thread(give_back)

    return {"memory": tidy}
