"""How many files and connections a process that stays may have open at once, and how many memory
arenas it has."""

import resource

from console.terminal.memory import call_malloc
from console.terminal.output import say
from runtime import said

OF_A_SERVER = 16_384
OF_A_WORKER = 1_024
# glibc gives threads arenas of their own, eight a core, and what a burst took in each stays there:
# 40 MB in an hour.
# https://www.gnu.org/software/libc/manual/html_node/Malloc-Tunable-Parameters.html
_M_ARENA_MAX, ARENAS = -8, 2
# What is at least as large gets pages of its own, which are given back when it is freed; glibc
# would raise that to whatever was freed last, and put such things among the small ones.
_M_MMAP_THRESHOLD, LARGE_BYTES = -3, 128 * 1024


def set_limits(wanted: int) -> None:
    """Take as many files as are wanted, and few arenas; call it before the first thread."""
    call_malloc("mallopt", _M_ARENA_MAX, ARENAS)
    call_malloc("mallopt", _M_MMAP_THRESHOLD, LARGE_BYTES)
    _raise_limit(wanted)


def _raise_limit(wanted: int) -> None:
    """Raise the limit of open files; where the system does not allow it, say so."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    given = reachable(now, most, wanted)
    if given != now:
        resource.setrlimit(resource.RLIMIT_NOFILE, (given, most))
    if 0 <= given < wanted:
        say(
            said(
                "Only {given:,} files and connections may be open at once, and {wanted:,} are wanted: with many visitors or channels some are refused. Set LimitNOFILE={wanted_exact} in the unit, or `ulimit -n {wanted_exact}`.",
                given=given,
                wanted=wanted,
                wanted_exact=str(wanted),
            )
        )


def reachable(now: int, most: int, wanted: int) -> int:
    """The limit that may be had: what is wanted, what there is already, or the most that the system
    gives; -1 is no limit."""
    if now < 0 or now >= wanted:
        return now
    return wanted if most < 0 else min(wanted, most)
