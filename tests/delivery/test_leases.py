"""A worker that was stopped sends nothing of what it had claimed before."""

import pytest

from delivery.leases import SECONDS, Lease


class Seconds:
    """The seconds since the start of a machine, as told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def renew(lease: Lease, clock: Seconds, *, lasts: float = 0.0) -> None:
    """Renew a lease in the database, which takes a while."""
    with lease.renewing():
        clock.now += lasts


@pytest.mark.parametrize(
    ("passes", "renewal_lasts", "covered"),
    [
        ((), 0.0, True),
        ((SECONDS - 0.1,), 0.0, True),
        ((SECONDS - 0.1,) * 5, 0.1, False),
        ((SECONDS / 2,) * 9, SECONDS / 5, True),
        ((SECONDS,), 0.0, False),
        ((60.0, 5.0, 5.0), 0.0, False),
        ((5.0,), 60.0, False),
    ],
)
def test_a_claim_is_covered_as_long_as_the_lease_holds(
    passes: tuple[float, ...], renewal_lasts: float, covered: bool
) -> None:
    clock = Seconds()
    lease, claimed_at = Lease(clock), clock.now

    for seconds in passes:
        clock.now += seconds
        renew(lease, clock, lasts=renewal_lasts)

    assert lease.covers(claimed_at) is covered


def test_the_lease_runs_out_by_itself_between_two_renewals() -> None:
    clock = Seconds()
    lease = Lease(clock)

    clock.now += SECONDS

    assert not lease.covers(clock.now - SECONDS)
    assert not lease.covers(clock.now)


def test_a_claim_after_a_stop_is_covered_by_a_renewal() -> None:
    clock = Seconds()
    lease = Lease(clock)
    clock.now += 60.0

    renew(lease, clock)

    assert lease.covers(clock.now)
    assert not lease.covers(clock.now - 0.1)


def test_a_renewal_that_fails_renews_nothing() -> None:
    clock = Seconds()
    lease = Lease(clock)
    clock.now += SECONDS - 1

    with pytest.raises(OSError, match="gone"), lease.renewing():
        raise OSError("gone")

    clock.now += 1
    assert not lease.covers(1000.0)
