"""Told times: what a provider's clock shows, by the date in its answers (RFC 9110 6.6.1, RFC 5322
3.3)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic

LISTEN_SECONDS = 10.0  # between two answers whose date is read
FRESH_SECONDS = 3600.0
# A relay's greeting may end with one: "220 mx.example.gr ESMTP ready; Thu, 26 Nov 2026 09:39:12
# +0200".
_DATE = re.compile(
    r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|[+-]\d{4})"
)


@dataclass(slots=True)
class ToldTime:
    """The last date that a provider told, and when it did by the clock that nobody sets."""

    _at: datetime | None = None
    _heard: float = 0.0

    def hear(self, text: str | None) -> None:
        """Take the date out of a header or a greeting, if there is one."""
        now = monotonic()
        if not text or (self._at is not None and now - self._heard < LISTEN_SECONDS):
            return
        found = _DATE.search(text)
        if found is None:
            return
        try:
            self._at, self._heard = parsedate_to_datetime(found[0]).astimezone(UTC), now
        except (ValueError, OverflowError):
            return

    def now(self) -> datetime | None:
        """What the provider's clock shows now; None when it has told nothing for an hour."""
        passed = monotonic() - self._heard
        return self._at + timedelta(seconds=passed) if self._at and passed < FRESH_SECONDS else None
