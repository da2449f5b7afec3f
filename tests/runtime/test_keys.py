"""Addresses at rest: sealed, found by digest, lost with the key."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from runtime import Keys
from runtime.keys import KeyFileExists, LostKey, WrongKey, create_keys, read_keys

ADDRESS = "+306900000001"


@given(st.text())
def test_a_sealed_text_can_be_opened(text: str) -> None:
    vault = Keys(1, AESGCM(b"k" * 32), b"d" * 32, b"l" * 32, b"b" * 32, b"j" * 32)

    assert vault.open(vault.seal(text)) == text


def test_the_same_address_is_sealed_differently_and_found_alike(vault: Keys) -> None:
    assert vault.seal(ADDRESS) != vault.seal(ADDRESS)
    assert vault.digest(ADDRESS) == vault.digest(ADDRESS)
    assert ADDRESS.encode() not in vault.seal(ADDRESS)


def test_a_changed_byte_is_noticed(vault: Keys) -> None:
    sealed = bytearray(vault.seal(ADDRESS))
    sealed[-1] ^= 1

    with pytest.raises(WrongKey):
        vault.open(bytes(sealed))


def test_another_key_opens_nothing_and_finds_nothing(vault: Keys, tmp_path: Path) -> None:
    other = create_keys(tmp_path / "other.key")

    assert other.digest(ADDRESS) != vault.digest(ADDRESS)
    with pytest.raises(WrongKey):
        other.open(vault.seal(ADDRESS))


def test_a_key_file_is_private_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.key"
    create_keys(path)

    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyFileExists):
        create_keys(path)


@pytest.mark.parametrize("content", [None, "", "{}", "not a key", '{"number": 1, "key": "?"}'])
def test_a_lost_or_damaged_key_file_says_so(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "tocsin.key"
    if content is not None:
        path.write_text(content)

    with pytest.raises(LostKey, match="backup"):
        read_keys(path)
