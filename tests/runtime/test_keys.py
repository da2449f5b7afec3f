"""Addresses at rest: sealed, found by digest, lost with the key."""

import base64
import hmac
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from runtime import Keys
from runtime.keys import (
    Key,
    KeyFileExists,
    KeyRing,
    LostKey,
    SealedPlace,
    WrongKey,
    create_keys,
    read_keys,
)
from runtime.keys.single import MovedValue

ADDRESS = "+306900000001"
HERE = SealedPlace("contact.address", 7)


@given(st.text())
def test_a_sealed_text_can_be_opened(text: str) -> None:
    vault = Keys(KeyRing(Key(1, b"k" * 32)))

    assert vault.open(vault.seal(text, HERE), HERE) == text


def test_the_same_address_is_sealed_differently_and_found_alike(vault: Keys) -> None:
    assert vault.seal(ADDRESS, HERE) != vault.seal(ADDRESS, HERE)
    assert vault.digest(ADDRESS) == vault.digest(ADDRESS)
    assert ADDRESS.encode() not in vault.seal(ADDRESS, HERE)


def test_a_changed_byte_is_noticed(vault: Keys) -> None:
    sealed = bytearray(vault.seal(ADDRESS, HERE))
    sealed[-1] ^= 1

    with pytest.raises(WrongKey):
        vault.open(bytes(sealed), HERE)


def test_another_key_opens_nothing_and_finds_nothing(vault: Keys, tmp_path: Path) -> None:
    other = create_keys(tmp_path / "other.key")

    assert other.digest(ADDRESS) != vault.digest(ADDRESS)
    with pytest.raises(WrongKey):
        other.open(vault.seal(ADDRESS, HERE), HERE)


def test_a_key_file_is_private_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.key"
    create_keys(path)

    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyFileExists):
        create_keys(path)


@pytest.mark.parametrize(
    "content", [None, "", "{}", "not a key", "[]", '{"number": 1, "key": "?"}']
)
def test_a_lost_or_damaged_key_file_says_so(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "tocsin.key"
    if content is not None:
        path.write_text(content)

    with pytest.raises(LostKey, match="backup"):
        read_keys(path)


def of_before(master: bytes, text: str) -> bytes:
    """As versions before sealed it: the number of the key, a nonce, and no place."""
    cipher = AESGCM(hmac.digest(master, b"tocsin seal", "sha256"))
    return b"\x01" + b"n" * 12 + cipher.encrypt(b"n" * 12, text.encode(), None)


def key_file(folder: Path, **more: object) -> tuple[Keys, bytes]:
    master = b"m" * 32
    content = {"number": 1, "key": base64.b64encode(master).decode(), **more}
    (folder / "own.key").write_text(json.dumps(content))
    return read_keys(folder / "own.key"), master


@pytest.mark.parametrize(
    "place", [SealedPlace("contact.address", 8), SealedPlace("resident.name", 7)]
)
def test_a_sealed_value_opens_in_its_own_place_alone(vault: Keys, place: SealedPlace) -> None:
    sealed = vault.seal(ADDRESS, HERE)

    assert vault.open(sealed, HERE) == ADDRESS
    with pytest.raises(MovedValue, match="another row or column"):
        vault.open(sealed, place)


def test_a_value_of_before_opens_with_its_own_key_file(tmp_path: Path) -> None:
    keys, master = key_file(tmp_path)

    assert keys.open(of_before(master, ADDRESS), HERE) == ADDRESS
    assert keys.open(keys.seal(ADDRESS, HERE), HERE) == ADDRESS


def test_a_new_key_file_opens_no_value_without_a_place(tmp_path: Path) -> None:
    keys, master = key_file(tmp_path, bound=True)

    with pytest.raises(MovedValue):
        keys.open(of_before(master, ADDRESS), HERE)
