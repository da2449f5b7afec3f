"""`tocsin keys rotate`: killed, stopped, while everything runs, and against a machine that has the
key of before alone."""

import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.homes import fill
from delivery.contacts import Address
from runtime import Database, Home, Keys, open_home
from runtime.keys import KeyRing, read_keys, write_ring
from tests.journeys.conftest import Installation, until
from tests.journeys.doors import OPEN_HANDED, action_of, open_doors

PEOPLE, FEW = 10_000, 200
PHONE = "+306912345678"
NEW = "SELECT count(*) FROM contact WHERE substr(address, 1, 2) = :head"


@contextmanager
def opened(here: Installation) -> Iterator[Home]:
    """The home as a process has it."""
    found = open_home(here.home, here.environment)
    yield found
    found.database.close()


def resealed(database: Database) -> int:
    """How many addresses are sealed with key 2."""
    with database.reading() as session:
        return session.scalar(text(NEW), {"head": b"\x00\x02"}) or 0


def phones(database: Database, keys: Keys) -> list[str]:
    with database.reading() as session:
        rows = session.execute(text("SELECT id, address FROM contact ORDER BY id")).all()
    return [keys.open(bytes(sealed), Address.place(row)) for row, sealed in rows]


@pytest.fixture
def town(bare_on_each: Installation) -> Installation:
    """A home with ten thousand people."""
    with opened(bare_on_each) as home:
        fill(home, PEOPLE)
    return bare_on_each


def killed(here: Installation, database: Database, ending: int) -> tuple[int, str]:
    """Rotate, and end it by a signal once a thousand are sealed anew."""
    rotating = here.starts("keys", "rotate", "--yes")
    until(lambda: resealed(database) >= 1000)
    rotating.send_signal(ending)
    _, told = rotating.communicate()
    return rotating.returncode, told


def test_ten_thousand_outlive_a_kill_while_a_worker_runs(town: Installation) -> None:
    worker = town.starts("worker")
    with opened(town) as home:
        before = phones(home.database, home.keys)
        code, _ = killed(town, home.database, signal.SIGKILL)
        halfway, between = resealed(home.database), phones(home.database, home.keys)
        examined = town.tocsin("doctor", code=None).out

        again = town.tocsin("keys", "rotate", "--json").json

        alone = Keys(KeyRing(read_keys(town.home / "tocsin.key").ring.own))
        after = phones(home.database, alone)
    worker.send_signal(signal.SIGTERM)
    assert (code, worker.wait()) == (-signal.SIGKILL, 0)
    assert 1000 <= halfway < PEOPLE
    assert again == {
        "key": 2,
        "retired": [1],
        "resealed": PEOPLE - halfway,
        "unreadable": 0,
        "left": 0,
        "resumed": True,
    }
    assert before == between == after
    assert len(set(after)) == PEOPLE
    assert "sealed with a key of before" in examined
    assert town.tocsin("journal", "verify", "--json").json["signed_by"] == 2


def test_a_rotation_that_is_stopped_says_how_to_go_on(town: Installation) -> None:
    with opened(town) as home:
        code, told = killed(town, home.database, signal.SIGINT)
        assert 1000 <= resealed(home.database) < PEOPLE

    assert code == 130
    assert "goes on where it stopped" in " ".join(told.split())
    assert "goes on" in town.tocsin("doctor", code=None).out
    assert town.tocsin("keys", "rotate", "--json").json["left"] == 0


def test_a_key_is_rotated_in_mid_send(installation: Installation) -> None:
    installation.residents(*({"phone": f"+3069{number:08d}"} for number in range(FEW)))
    words = installation.snow_words("--all", "--yes", "--expect", str(FEW))
    sending = installation.starts(*words, TOCSIN_CHANNELS__TWILIO__RATE="10")
    until(lambda: installation.count > 10)

    done = installation.tocsin("keys", "rotate", "--yes", "--json").json
    in_between = installation.count
    sending.communicate()

    assert (done["left"], done["unreadable"]) == (0, 0)
    assert in_between < FEW
    assert sending.returncode == 0
    told = Counter(line["to"] for line in installation.received())
    assert len(told) == FEW
    assert set(told.values()) == {1}


def test_residents_come_and_go_on_through_a_rotation(bare: Installation) -> None:
    with open_doors(bare, OPEN_HANDED) as doors:
        own_page = action_of(doors.confirmed("anna@town.example.gr"))
        code_page = doors.subscribe(phone=PHONE)
        code = doors.code_for(PHONE)

        open_still = bare.tocsin("keys", "rotate", "--yes").err
        typed, kept = doors.types(code_page, code), doors.get(own_page)
        closed = bare.tocsin("keys", "rotate", "--leaked", "--yes").err
        ended = doors.get(own_page)

        assert (typed.status_code, kept.status_code, ended.status_code) == (200, 200, 404)
        assert "older backups, links in messages and the journal need it" in open_still
        assert "Links in messages of before open nothing any more" in closed
        assert doors.rows("SELECT count(*) FROM subscription") == [(2,)]
        fresh = action_of(doors.confirmed("maria@town.example.gr"))
        assert doors.get(fresh).status_code == 200


def test_a_key_is_not_rotated_unasked(bare: Installation) -> None:
    before = (bare.home / "tocsin.key").read_bytes()

    refused = bare.tocsin("keys", "rotate", code=2)

    assert "--yes" in refused.err
    assert (bare.home / "tocsin.key").read_bytes() == before


def test_a_broken_journal_is_not_signed_with_a_new_key(bare: Installation) -> None:
    with opened(bare) as home, home.database.writing() as session:
        session.execute(text("DROP TRIGGER journal_no_update"))
        session.execute(text("UPDATE journal SET actor = 'member:66' WHERE seq = 1"))

    refused = bare.tocsin("keys", "rotate", "--yes", code=1)

    assert "Entry 1 of the journal was changed" in refused.err
    assert read_keys(bare.home / "tocsin.key").ring.coming is None


def test_a_backup_of_before_opens_and_is_rotated_too(bare: Installation, tmp_path: Path) -> None:
    bare.residents({"phone": "+306900000001", "name": "Δοκιμή"})
    file, kept = tmp_path / "before.tar", tmp_path / "safe.key"
    bare.tocsin("backup", str(file))
    shutil.copy(bare.home / "tocsin.key", kept)
    bare.tocsin("keys", "rotate", "--yes")
    key = bare.home / "tocsin.key"
    there = replace(bare, home=tmp_path / "there")

    there.tocsin("restore", str(file), "--key", str(key))
    shutil.copy(bare.home / "tocsin.token", there.home / "tocsin.token")
    proved = there.tocsin("journal", "verify", "--json").json
    again = there.tocsin("keys", "rotate", "--json").json

    # Its first entry says that it is a copy.
    assert (proved["signed_from"], proved["signed_by"]) == (1, 2)
    assert (again["key"], again["resumed"], again["left"]) == (2, True, 0)
    assert again["resealed"] > 0
    later = tmp_path / "later.tar"
    bare.tocsin("backup", str(later))
    refused = bare.tocsin("restore", str(later), "--verify", "--key", str(kept), code=5)
    assert "since this copy of the key file was made" in refused.err


def test_a_journal_that_ends_with_a_retired_key_is_told(bare: Installation) -> None:
    """The command was killed between the key file and the journal."""
    file = bare.home / "tocsin.key"
    write_ring(file, read_keys(file).ring.with_coming().taken_over())

    told = bare.tocsin("journal", "verify", code=3)
    done = bare.tocsin("keys", "rotate", "--json").json

    assert "Its end is signed with key 1, which is in use no more" in told.err
    assert (done["key"], done["resumed"]) == (2, True)
    assert bare.tocsin("journal", "verify", "--json").json["signed_by"] == 2


@pytest.fixture
def two_machines(bare_on_postgresql: Installation, tmp_path: Path) -> list[Installation]:
    """Two homes of one database, with a copy of the key each."""
    first = bare_on_postgresql
    shutil.copytree(first.home, tmp_path / "second")
    return [first, replace(first, home=tmp_path / "second", running=first.running)]


def test_a_worker_with_the_old_key_alone_stops_it(two_machines: list[Installation]) -> None:
    first, second = two_machines
    worker = second.starts("worker")
    with opened(first) as home:
        until(lambda: _workers(home.database) == 1)

    refused = first.tocsin("keys", "rotate", "--yes", code=4)
    shutil.copy(first.home / "tocsin.key", second.home / "tocsin.key")
    done = first.tocsin("keys", "rotate", "--json").json
    worker.send_signal(signal.SIGTERM)

    assert "Not every worker has read key 2: process" in refused.err
    assert "Copy the key file" in " ".join(refused.err.split())
    assert (done["key"], done["left"], done["resumed"]) == (2, 0, True)
    assert worker.wait() == 0


def test_a_copy_of_the_key_from_before_acts_no_more(two_machines: list[Installation]) -> None:
    first, second = two_machines
    first.residents({"phone": PHONE})
    first.tocsin("keys", "rotate", "--yes")

    refused = second.tocsin("staff", "list", code=5)
    examined = second.tocsin("doctor", code=None).out
    shutil.copy(first.home / "tocsin.key", second.home / "tocsin.key")

    assert "Put the newest key file in its place" in " ".join(refused.err.split())
    assert "The journal is signed with key 2" in examined
    second.tocsin("staff", "list")


def _workers(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(text("SELECT count(*) FROM worker")) or 0
