"""Several keys in one file: the newest seals, each opens what it sealed, and a process that runs
reads the file anew."""

from pathlib import Path

import pytest

from runtime import Keys
from runtime.keys import (
    Key,
    KeyRing,
    LostKey,
    SealedPlace,
    WrongKey,
    create_keys,
    read_keys,
    write_ring,
)
from runtime.keys.files import KeyFileUnwritable
from runtime.keys.holding import OlderKeyFile
from runtime.keys.ring import KeysUsedUp
from runtime.keys.single import MovedValue

ADDRESS = "+306900000001"
HERE, THERE = SealedPlace("contact.address", 7), SealedPlace("contact.address", 8)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    create_keys(tmp_path / "tocsin.key")
    return tmp_path / "tocsin.key"


def rotated(file: Path) -> None:
    """Put a new key in use, in two steps."""
    write_ring(file, read_keys(file).ring.with_coming())
    write_ring(file, read_keys(file).ring.taken_over())


def test_a_value_of_a_retired_key_opens_in_its_place(file: Path) -> None:
    sealed = read_keys(file).seal(ADDRESS, HERE)

    rotated(file)

    assert read_keys(file).open(sealed, HERE) == ADDRESS
    with pytest.raises(MovedValue):
        read_keys(file).open(sealed, THERE)


def test_a_new_value_is_sealed_with_the_new_key(file: Path) -> None:
    before = read_keys(file)
    rotated(file)

    sealed = read_keys(file).seal(ADDRESS, HERE)

    assert sealed[:2] == b"\x00\x02"
    with pytest.raises(WrongKey):
        Keys(KeyRing(before.ring.retired[0])).open(sealed, HERE)


def test_digests_and_lasting_names_stay_through_rotations(file: Path) -> None:
    before = read_keys(file)
    digest, name = before.digest(ADDRESS), before.sign(b"delivery")

    rotated(file)
    rotated(file)

    assert read_keys(file).digest(ADDRESS) == digest
    assert read_keys(file).sign(b"delivery") == name


def test_a_link_of_before_opens_until_links_end(file: Path) -> None:
    signature = read_keys(file).sign_link(1, b"page")

    rotated(file)
    kept = read_keys(file).is_link(1, b"page", signature)
    write_ring(file, read_keys(file).ring.without_old_links())

    ended, new = read_keys(file), read_keys(file).sign_link(2, b"page")
    assert kept
    assert not ended.is_link(1, b"page", signature)
    assert ended.is_link(2, b"page", new)
    assert not ended.is_link(1, b"page", new)


def test_a_running_process_reads_a_file_that_was_replaced(file: Path) -> None:
    running = read_keys(file)

    rotated(file)

    assert running.number == 2
    assert running.open(read_keys(file).seal(ADDRESS, HERE), HERE) == ADDRESS


def test_a_process_uses_the_coming_key_once_others_do(file: Path) -> None:
    write_ring(file, read_keys(file).ring.with_coming())
    stays = Keys(read_keys(file).ring)
    rotated_elsewhere = Keys(stays.ring.taken_over())

    before = stays.number
    stays.open(rotated_elsewhere.seal(ADDRESS, HERE), HERE)

    assert (before, stays.number) == (1, 2)


def test_a_value_that_only_claims_the_coming_key_changes_nothing(file: Path) -> None:
    write_ring(file, read_keys(file).ring.with_coming())
    keys = read_keys(file)

    with pytest.raises(MovedValue):
        keys.open(b"\x00\x02" + bytes(60), HERE)

    assert keys.number == 1


@pytest.mark.parametrize("content", ["", "{}", "other"])
def test_a_process_keeps_its_key_when_the_file_is_wrong(file: Path, content: str) -> None:
    running = read_keys(file)
    sealed = running.seal(ADDRESS, HERE)

    file.unlink()
    if content == "other":
        create_keys(file)
    else:
        file.write_text(content)

    assert running.open(sealed, HERE) == ADDRESS
    assert running.open(running.seal(ADDRESS, HERE), HERE) == ADDRESS
    assert running.number == 1


def test_a_replaced_file_keeps_its_mode_and_leaves_nothing(file: Path) -> None:
    file.chmod(0o640)

    rotated(file)

    assert file.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_a_linked_file_is_replaced_where_it_lies(file: Path) -> None:
    named = file.parent / "link.key"
    named.symlink_to(file.name)

    rotated(named)

    assert named.is_symlink()
    assert read_keys(file).number == 2


def test_a_file_that_cannot_be_replaced_stays(file: Path) -> None:
    (file.parent / "tocsin.key.new").mkdir()

    with pytest.raises(KeyFileUnwritable, match=r"tocsin\.key"):
        write_ring(file, read_keys(file).ring.with_coming())

    assert read_keys(file).ring.coming is None


@pytest.mark.parametrize("retired", ['[{"number": 1}]', '["x"]', "7", '{"number": 1}'])
def test_a_damaged_list_of_keys_says_so(file: Path, retired: str) -> None:
    file.write_text(file.read_text().replace("{", f'{{"retired": {retired}, ', 1))

    with pytest.raises(LostKey, match="damaged"):
        read_keys(file)


def test_the_last_number_is_used_and_none_after_it() -> None:
    ring = KeyRing(Key.drawn(254)).with_coming().taken_over()

    with pytest.raises(KeysUsedUp):
        ring.with_coming()


def test_a_journal_entry_is_never_signed_with_an_older_key(file: Path) -> None:
    older = Keys(read_keys(file).ring)
    rotated(file)
    newest = read_keys(file).sign_entry("ab" * 32)

    with pytest.raises(OlderKeyFile, match="key 2"):
        older.sign_entry("cd" * 32, newest)
