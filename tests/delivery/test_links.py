"""Unsubscribe links: short, signed, and nobody else's."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.contacts import Departure, read_departure, unsubscribe_url
from delivery.links import ForgedLink, delivery_token
from runtime import Keys
from runtime.keys import Key, KeyRing

KEYS = Keys(KeyRing(Key(1, b"k" * 32)))
BASE = "https://warnings.town.example.gr"  # 32 characters


@given(st.integers(1, 2**32 - 1), st.integers(1, 255))
def test_a_link_says_who_leaves_what(contact: int, topic: int) -> None:
    url = unsubscribe_url(BASE, KEYS, Departure(contact, topic))

    assert len(url) <= 60
    assert read_departure(url.rpartition("/")[2], KEYS) == Departure(contact, topic)


def test_every_changed_character_is_noticed() -> None:
    token = unsubscribe_url(BASE, KEYS, Departure(17, 2)).rpartition("/")[2]
    raw = base64.urlsafe_b64decode(token + "==")

    for position in range(len(raw)):
        changed = bytes(byte ^ (1 if at == position else 0) for at, byte in enumerate(raw))
        with pytest.raises(ForgedLink):
            read_departure(base64.urlsafe_b64encode(changed).decode().rstrip("="), KEYS)


@pytest.mark.parametrize("token", ["", "short", "x" * 22, "é" * 22, "A" * 23, "A" * 24, "../" * 8])
def test_a_token_that_is_no_link_of_ours_is_refused(token: str) -> None:
    with pytest.raises(ForgedLink):
        read_departure(token, KEYS)


def test_another_installation_reads_nothing() -> None:
    token = unsubscribe_url(BASE, KEYS, Departure(17, 2)).rpartition("/")[2]
    others = Keys(KeyRing(Key(1, b"m" * 32)))

    with pytest.raises(ForgedLink):
        read_departure(token, others)


def test_the_token_of_a_delivery_is_unique_and_stable() -> None:
    assert delivery_token(7, 1, KEYS) == delivery_token(7, 1, KEYS)
    assert len({delivery_token(7, number, KEYS) for number in range(1000)}) == 1000
    assert delivery_token(7, 1, KEYS) != delivery_token(8, 1, KEYS)
