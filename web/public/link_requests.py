"""Link requests: how long somebody waits who asked for the link to their preferences. It tells what
visitors of one network did themselves, and nothing of who is registered."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from threading import Lock

from delivery.contacts import Address
from runtime.config import Registration

MOST = 10_000
DAY = timedelta(days=1)


class LinkRequests:
    """Counts as the limits of what is sent do (subscribers/registration/limits.py), in memory."""

    def __init__(self, limits: Registration, now: Callable[[], datetime]) -> None:
        self._limits, self._now, self._lock = limits, now, Lock()
        self._secret = token_bytes(16)
        self._asked: OrderedDict[bytes, tuple[int, datetime]] = OrderedDict()

    def ask(self, addresses: Sequence[Address], network: str) -> int:
        """Note that somebody asks; returns the seconds until a new message can be asked for."""
        who = f"{network} {sorted(each.value for each in addresses)}"
        key, now = sha256(self._secret + who.encode()).digest(), self._now()
        with self._lock:
            times, last = self._asked.pop(key, (0, now))
            if now - last > DAY:
                times = 0
            if not times or not self._left(times, last, now):
                times, last = times + 1, now
            self._asked[key] = (times, last)
            if len(self._asked) > MOST:
                self._asked.popitem(last=False)
        return self._left(times, last, now)

    def _left(self, times: int, last: datetime, now: datetime) -> int:
        gap = timedelta(seconds=self._limits.gap_seconds * 2 ** min(times - 1, 10))
        return max(0, -int(-(last + gap - now).total_seconds() // 1))
