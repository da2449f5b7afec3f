"""Tickets: good for one purpose, for a while, and nobody can make one."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.contacts import ExpiredLink, Purpose, read_ticket, ticket_url
from delivery.links import ForgedLink
from runtime import Keys
from runtime.keys import Key, KeyRing

KEYS = Keys(KeyRing(Key(1, b"k" * 32)))
NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
DAY = timedelta(days=1)


def ticket(purpose: Purpose = Purpose.MANAGE, number: int = 17) -> str:
    return ticket_url("https://t.example.gr/", KEYS, purpose, number, NOW + DAY).rpartition("/")[2]


@given(st.sampled_from(Purpose), st.integers(1, 2**32 - 1))
def test_a_ticket_says_whom_it_concerns_in_26_characters(purpose: Purpose, number: int) -> None:
    assert len(ticket(purpose, number)) == 26
    assert read_ticket(ticket(purpose, number), KEYS, purpose, now=NOW) == number


def test_a_ticket_opens_no_other_door() -> None:
    for made in Purpose:
        for asked in set(Purpose) - {made}:
            with pytest.raises(ForgedLink):
                read_ticket(ticket(made), KEYS, asked, now=NOW)


def test_a_ticket_ends_with_its_hour() -> None:
    assert read_ticket(ticket(), KEYS, Purpose.MANAGE, now=NOW + DAY - timedelta(seconds=1)) == 17
    with pytest.raises(ExpiredLink):
        read_ticket(ticket(), KEYS, Purpose.MANAGE, now=NOW + DAY)


def test_every_changed_byte_of_a_ticket_is_noticed() -> None:
    raw = base64.urlsafe_b64decode(ticket() + "==")

    for position in range(len(raw)):
        changed = bytes(byte ^ (at == position) for at, byte in enumerate(raw))
        with pytest.raises(ForgedLink):
            read_ticket(
                base64.urlsafe_b64encode(changed).decode().rstrip("="),
                KEYS,
                Purpose.MANAGE,
                now=NOW,
            )


@pytest.mark.parametrize("token", ["", "short", "x" * 26, "é" * 26, "A" * 27, "../" * 9])
def test_a_token_that_is_no_ticket_of_ours_is_refused(token: str) -> None:
    with pytest.raises(ForgedLink):
        read_ticket(token, KEYS, Purpose.MANAGE, now=NOW)
