"""Breakers: what one lane knows of a channel's health, so that a failing channel is left alone and
nobody is given up for it.

closed   messages leave; five at once until the first was accepted, for a new channel has yet to
         prove itself
open     none leaves until the rest is over
probing  one leaves; when it is accepted, or answered about its person, the breaker closes and the
         others follow
"""

import asyncio
from collections.abc import Mapping
from random import uniform
from time import monotonic

from channels import ChannelFailure, Misconfigured, Outcome, Receipt, Throttled, Unavailable
from channels.explanations import is_adapters_fault
from channels.registry import Suspected

TRIAL = 5  # under way at once before the first is accepted
CAUTIOUS = 100  # accepted after a rest, before those go first again who were tried before
LOST_IN_A_ROW = (
    5  # answers; a channel that gives none is down, and more messages would only become unknown
)
# A provider's mistake in Retry-After must not silence an Extreme alert.
LONGEST_RETRY_AFTER = 600.0


class AdapterBroken(Unavailable):
    """The adapter fails each time: whoever tries it again may have got the message, and nobody
    knows."""


# First rest in seconds after a failure of the channel, and the longest; each failed probe doubles
# it.
RESTS: Mapping[type[ChannelFailure], tuple[float, float]] = {
    Throttled: (0.5, 30.0),
    Suspected: (5.0, 60.0),
    Misconfigured: (30.0, 60.0),
    AdapterBroken: (5.0, 60.0),
    ChannelFailure: (1.0, 30.0),
}


class LaneBreaker:
    """The breaker of one channel in one lane; `peers` are those of the same channel in this
    process, itself included.

    A message leaves in an epoch; each opening begins a new one, and what an older one still brings
    in closes nothing. `limit` messages may be out at once; `changed` is set whenever that, or how
    many are out, changes."""

    def __init__(self, capacity: int, peers: "list[LaneBreaker]") -> None:
        self.changed = asyncio.Event()
        self.epoch = 0
        self.out = 0
        self.limit = min(TRIAL, capacity)
        self.why = ""
        self.misconfigured = False
        self.since = 0.0
        self.until = 0.0
        self._capacity = capacity
        self._proven = False
        self._failures = 0
        self._lost = 0
        self._cautious = 0
        self._peers = peers
        peers.append(self)

    @property
    def closed(self) -> bool:
        """Whether the channel is believed to work."""
        return not self.why

    @property
    def proven(self) -> bool:
        """Whether it works, and a message was accepted."""
        return self._proven and self.closed

    @property
    def spare(self) -> int:
        """How many more may leave now."""
        return self.limit - self.out

    def ready(self) -> bool:
        """Whether a message may leave now; once a rest is over, that is one."""
        if self.limit == 0 and monotonic() >= self.until:
            self.limit = 1
        return self.out < self.limit

    def takes(self) -> int:
        """Count a message out; returns the epoch it leaves in."""
        self.out += 1
        return self.epoch

    def gives(self, epoch: int) -> None:
        """Count a message in again, whatever became of it."""
        if epoch == self.epoch:
            self.out -= 1
        self.changed.set()

    @property
    def cautious(self) -> bool:
        """Whether those go first who were never tried: else somebody whom the channel cannot bear
        would go first after each rest."""
        return self._cautious > 0

    def answered(self, receipt: Receipt, epoch: int) -> None:
        """Note how a message ended that was not the channel's failure."""
        outcome = receipt.outcome
        if outcome is Outcome.UNKNOWN:
            return self._miss(receipt.code, epoch)
        self._lost = 0
        if self._cautious and outcome is Outcome.ACCEPTED:
            self._cautious -= 1
        if (self._proven and not self.why) or epoch != self.epoch:
            return None
        self._proven = self._proven or outcome is Outcome.ACCEPTED
        self.why, self.misconfigured, self._failures = "", False, 0
        self.limit = self._capacity if self._proven else min(TRIAL, self._capacity)
        self.changed.set()
        return None

    def failed(self, failure: ChannelFailure, epoch: int) -> None:
        """Open: what is wrong with our settings is so in every lane; any other failure is this
        lane's alone."""
        wrong = _is_everybodys(failure)
        if epoch != self.epoch and (self.misconfigured or not wrong):
            # It left before the last opening, so it is news of the same trouble.
            self.until = max(self.until, monotonic() + _asked(failure))
            return
        for breaker in self._peers if wrong else (self,):
            breaker._open(failure)  # noqa: SLF001

    def _miss(self, code: str, epoch: int) -> None:
        self._lost += 1
        if epoch == self.epoch and (self.why or self._lost >= LOST_IN_A_ROW):
            self._lost = 0
            self._open(AdapterBroken(code) if is_adapters_fault(code) else Unavailable("no answer"))

    def _open(self, failure: ChannelFailure) -> None:
        now = monotonic()
        self.since = now if self.closed else self.since
        self.until = max(self.until, now + (_asked(failure) or self._rest(failure)))
        self.why = f"{failure.outcome} {failure.code}".strip()
        self.misconfigured = _is_everybodys(failure)
        self._cautious = CAUTIOUS
        self._failures = min(self._failures + 1, 10)
        self.epoch += 1
        self.out = self.limit = 0
        self.changed.set()

    def _rest(self, failure: ChannelFailure) -> float:
        first, longest = next(span for kind, span in RESTS.items() if isinstance(failure, kind))
        # Workers that met the same failure do not come back in step.
        wanted: float = first * 2**self._failures * uniform(0.75, 1.25)
        return min(longest, wanted)


def _is_everybodys(failure: ChannelFailure) -> bool:
    """Whether every lane of the channel would meet the same."""
    return isinstance(failure, Misconfigured) and not isinstance(failure, Suspected)


def _asked(failure: ChannelFailure) -> float:
    """The rest that the provider asked for, within reason."""
    return min(failure.retry_after or 0.0, LONGEST_RETRY_AFTER)
