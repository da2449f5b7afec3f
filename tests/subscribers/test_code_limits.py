"""Limits: what the form may send, whoever asks, in whatever order, whatever the clock does."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from channels import Medium
from delivery.contacts import Address, Purpose
from runtime.config import Registration
from subscribers.registration.limits import Charge, Meter, Verdict, forget_limits
from subscribers.registration.networks import read_network
from subscribers.registration.tables import Sending
from tests.made_up import examples

if TYPE_CHECKING:
    from tests.subscribers.conftest import Doorstep, Town

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIMITS = Registration(
    codes_per_hour=8,
    codes_per_day=20,
    reserve=0.25,
    mails_per_hour=6,
    per_network_hour=3,
    per_contact_day=3,
    per_prefix_hour=4,
    gap_seconds=60,
)


def phone(number: int) -> str:
    return f"69{number:08d}"


def test_a_phone_gets_three_codes_a_day_at_most(doorstep: "Doorstep") -> None:
    for minute in range(0, 24 * 60, 10):
        doorstep.signs_up(phone(1), network=f"198.51.100.{minute % 250}")
        doorstep.waits(minutes=10)

    assert len(doorstep.letters_to(phone(1))) == 3


def test_each_further_code_for_a_phone_doubles_the_gap(doorstep: "Doorstep") -> None:
    sent = []
    for _ in range(20):
        doorstep.signs_up(phone(1))
        sent.append(len(doorstep.letters_to(phone(1))))
        doorstep.waits(seconds=15)

    assert [sent.index(number) * 15 for number in (1, 2, 3)] == [0, 60, 180]


def test_a_network_gets_five_codes_an_hour(doorstep: "Doorstep") -> None:
    for number in range(8):
        doorstep.signs_up(phone(number * 1_000_000), network=f"2001:db8:0:7::{number:x}")

    assert doorstep.count("code_sent") == 5


def test_numbers_alike_get_twenty_codes_an_hour(doorstep: "Doorstep") -> None:
    for number in range(30):
        doorstep.signs_up(phone(number), network=f"198.51.100.{number}")

    assert doorstep.count("code_sent") == 20


def test_a_resident_gets_a_code_while_somebody_pumps(doorstep: "Doorstep") -> None:
    doorstep.limited(codes_per_hour=20, codes_per_day=20)
    for number in range(60):
        doorstep.signs_up(
            phone(number * 900_000), handle=str(number), network=f"198.51.100.{number}"
        )
    assert doorstep.count("code_sent") == 16

    doorstep.signs_up(phone(77_700_000), "anna@example.gr", handle="anna")
    assert doorstep.letters_to(phone(77_700_000)) == []
    doorstep.presses(doorstep.token_to("anna@example.gr", Purpose.CONFIRM))

    assert doorstep.types(doorstep.code_to(phone(77_700_000)), handle="anna")
    assert doorstep.town.tells() == {"anna@example.gr", "+306977700000"}


def test_codes_that_nobody_types_pause_and_staff_are_told_once(
    doorstep: "Doorstep",
) -> None:
    for number in range(50):
        doorstep.signs_up(
            phone(number * 900_000), handle=str(number), network=f"198.51.100.{number}"
        )
    doorstep.waits(minutes=11)

    for number in range(3):
        doorstep.signs_up(
            phone(98_000_000 + number * 100_000),
            handle=f"late {number}",
            network=f"192.0.2.{number}",
        )

    assert all(not doorstep.letters_to(phone(98_000_000 + number * 100_000)) for number in range(3))
    assert doorstep.count("dispatch WHERE lane = 'emergency'") == 1
    doorstep.signs_up("anna@example.gr", handle="mail", network="192.0.2.77")
    assert doorstep.letters_to("anna@example.gr")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:ff::1", True),
        ("2001:db8::1", "2001:db8:0:100::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "nonsense", True),
    ],
)
def test_a_network_is_an_ipv4_address_or_an_ipv6_household(
    one: str, other: str, same: bool
) -> None:
    assert (read_network(one).counted == read_network(other).counted) is same


def test_a_consent_keeps_less_of_a_network_than_limits_count() -> None:
    assert read_network("203.0.113.7").kept == "203.0.113.0/24"
    assert read_network("2001:db8:1:2:3::4").kept == "2001:db8:1::/48"


class Pumping(RuleBasedStateMachine):
    """Anybody, from anywhere, while the clock jumps about: no bucket is ever exceeded."""

    town: "Town"

    def __init__(self) -> None:
        super().__init__()
        self.keys = self.town.keys
        self.transaction = self.town.database.writing()
        self.session = self.transaction.__enter__()
        self.now = datetime(2026, 11, 24, 12, tzinfo=UTC)
        self.sent: list[tuple[datetime, Charge]] = []

    @rule(
        number=st.integers(0, 6),
        block=st.integers(0, 2),
        network=st.integers(0, 9),
        reserved=st.booleans(),
    )
    def asks_by_phone(self, number: int, block: int, network: int, reserved: bool) -> None:
        self._ask(Address(Medium.SMS, f"+30691{block}00000{number}"), network, reserved)

    @rule(number=st.integers(0, 9), network=st.integers(0, 9))
    def asks_by_mail(self, number: int, network: int) -> None:
        self._ask(Address(Medium.EMAIL, f"a{number}@example.gr"), network, False)

    @rule(minutes=st.sampled_from([0.1, 1, 5, 20, 61, 600, 1441]))
    def time_goes_by(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.sent)
    @rule(minutes=st.sampled_from([1, 30, 120, 3000]))
    def the_clock_is_set_back(self, minutes: float) -> None:
        self.now -= timedelta(minutes=minutes)

    @rule()
    def old_counts_are_forgotten(self) -> None:
        forget_limits(self.session, now=self.now)

    @invariant()
    def no_bucket_runs_over(self) -> None:
        hour = [charge for at, charge in self.sent if self.now - HOUR < at <= self.now]
        by_sms = [charge for charge in hour if charge.medium is Medium.SMS]
        assert len(by_sms) <= LIMITS.codes_per_hour
        assert sum(not charge.reserved for charge in by_sms) <= 6
        assert len(hour) - len(by_sms) <= LIMITS.mails_per_hour
        day = [charge for at, charge in self.sent if self.now - DAY < at <= self.now]
        assert sum(charge.medium is Medium.SMS for charge in day) <= LIMITS.codes_per_day
        for limit, charges, digest in (
            (LIMITS.per_network_hour, hour, "network"),
            (LIMITS.per_prefix_hour, by_sms, "prefix"),
            (LIMITS.per_contact_day, day, "contact"),
        ):
            counts = [getattr(charge, digest) for charge in charges]
            assert all(counts.count(each) <= limit for each in set(counts))

    def teardown(self) -> None:
        self.session.rollback()
        self.transaction.__exit__(None, None, None)

    def _ask(self, address: Address, network: int, reserved: bool) -> None:
        where = read_network(f"198.51.100.{network}")
        charge = Charge.of(self.keys, address, where, Sending.CODE, reserved=reserved)
        meter = Meter(self.session, LIMITS, self.now)
        if meter.verdict(charge) is Verdict.SEND:
            meter.take(charge)
            self.sent.append((self.now, charge))


@pytest.mark.slow
def test_no_limit_is_ever_exceeded(village: "Town") -> None:
    class Machine(Pumping):
        town = village

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples(10),
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_mailbox_under_many_names_has_a_single_share(doorstep: "Doorstep") -> None:
    for number, name in enumerate(["anna", "Anna", "ANNA+1", "anna+news", "aNNa"]):
        doorstep.signs_up(f"{name}@example.gr", handle=name, network=f"198.51.100.{number}")

    assert doorstep.count("code_sent") == 1
