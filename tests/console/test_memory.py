"""What a process has freed goes back to the machine: blocks under one that is still used, which
free() alone leaves where they are."""

import gc
import platform
import subprocess
import sys

import pytest

from console.terminal.memory import memory_job

BLOCK, BLOCKS = 100_000, 300  # too small for mmap, 30 MB together

HOLDER = f"""
import ctypes, psutil
from console.terminal.memory import give_memory_back
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
held = lambda: psutil.Process().memory_info().rss
taken = [libc.malloc({BLOCK}) for _ in range({BLOCKS})]
for each in taken:
    ctypes.memset(each, 1, {BLOCK})
for each in taken[:-1]:
    libc.free(each)
before = held()
give_memory_back()
print(before - held())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps it")
def test_free_pages_below_a_used_one_go_back() -> None:
    given = subprocess.run([sys.executable, "-c", HOLDER], capture_output=True, check=True)

    assert int(given.stdout) > BLOCK * BLOCKS * 0.9


async def test_memory_goes_back_once_a_minute() -> None:
    now, given = 0.0, list[float]()
    job = memory_job(lambda: given.append(now), clock=lambda: now)["memory"]

    while now < 185:
        now += 5
        await job()
    gc.unfreeze()

    assert given == [60, 120, 180]
