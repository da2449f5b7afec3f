"""Mails that come back are read from an mbox, a Maildir and a pipe: once each, whatever happens
meanwhile."""

import json
import mailbox
import os
import sqlite3
import stat
import subprocess
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.conftest import Installation, until

ANA = {"email": "ana@example.gr"}
BEN = {"email": "ben@example.gr"}
EVA = {"phone": "+306999999903"}
CORPUS = Path(__file__).parents[1] / "channels" / "bounces"
COUNTS = ("read", "applied", "known", "automatic", "blocked", "unwanted", "dropped")


@pytest.fixture
def returning(installation: Installation) -> Installation:
    """An installation with VERP whose relay takes every mail and returns it later."""
    told = installation.home / "tocsin.toml"
    told.write_text(
        told.read_text("utf-8") + '\nbounce_address = "bounces@town.example.gr"\nverp = true\n',
        "utf-8",
    )
    returns(installation)
    return installation


def returns(here: Installation, status: str = "5.1.1") -> None:
    script = {"bounces": {"share": 1, "file": str(box(here)), "status": status}}
    request = urllib.request.Request(
        f"http://127.0.0.1:{here.http}/sandbox/faults", json.dumps(script).encode(), method="POST"
    )
    urllib.request.urlopen(request, timeout=300).close()


def box(here: Installation) -> Path:
    return here.home.parent / "bounces.mbox"


def sends(here: Installation, *people: dict[str, str]) -> None:
    here.residents(*people)
    here.snow("--all", "--yes", "--expect", str(len(people)))


def reads(here: Installation, source: object, code: int = 0) -> dict[str, int]:
    found = here.tocsin("bounces", "read", str(source), "--json", code=code).json
    return {name: found[name] for name in COUNTS if found[name]} | {"aside": len(found["aside"])}


def pipes(here: Installation, raw: bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        here.command("bounces", "read", "-"),
        input=raw,
        capture_output=True,
        timeout=600,
        check=False,
        env=here.environment | environment,
    )


def maildir(here: Installation) -> Path:
    """What came back, as a Maildir."""
    folder = here.home.parent / "Maildir"
    into = mailbox.Maildir(folder)
    with closing(mailbox.mbox(box(here))) as returned:
        for message in returned:
            into.add(message)
    return folder


def block_of(here: Installation, resident: int) -> tuple[str, str]:
    [contact] = [
        each
        for each in here.tocsin("residents", "show", str(resident), "--json").json["contacts"]
        if each["medium"] == "email"
    ]
    return contact["block"], contact["block_code"]


def states(here: Installation) -> list[tuple[str, str]]:
    with sqlite3.connect(here.home / "tocsin.db") as database:
        return database.execute(
            "SELECT state, code FROM delivery WHERE medium = 'email' ORDER BY id"
        ).fetchall()


def test_an_address_that_bounced_gets_nothing_until_staff_lift_it(returning: Installation) -> None:
    sends(returning, ANA, BEN, EVA)

    first, again = reads(returning, box(returning)), reads(returning, box(returning))

    assert first == {"read": 2, "applied": 2, "blocked": 2, "aside": 0}
    assert again == {"read": 2, "known": 2, "aside": 0}
    assert states(returning) == [("undelivered", "5.1.1")] * 2
    assert block_of(returning, 1) == ("bounced", "5.1.1")
    assert (
        "no such mailbox (5.1.1). `tocsin residents unblock 1`"
        in returning.tocsin("residents", "show", "1").out
    )
    returning.snow("--all", "--yes", "--expect", "1")  # Eva
    opened = returning.tocsin("residents", "unblock", "1", "--json").json
    assert [(each["block"], each["block_code"]) for each in opened["unblocked"]] == [
        ("bounced", "5.1.1")
    ]
    returning.snow("--all", "--yes", "--expect", "2")
    assert reads(returning, box(returning)) == {
        "read": 3,
        "applied": 1,
        "known": 2,
        "blocked": 1,
        "aside": 0,
    }
    actions = [
        each["action"]
        for each in returning.tocsin("journal", "show", "--json").rows
        if "subject" in each
    ]
    assert actions.count("contact.lifted") == 1


def test_a_refusal_by_policy_blocks_nobody_and_is_told(returning: Installation) -> None:
    returns(returning, "5.7.26")
    sends(returning, ANA)

    assert reads(returning, box(returning)) == {"read": 1, "applied": 1, "unwanted": 1, "aside": 0}
    assert block_of(returning, 1) == ("", "")
    assert "refused by policy (5.7.x)" in returning.tocsin("doctor", code=None).out
    assert (
        "the mail server refuses us by its rules" in returning.tocsin("alerts", "report", "1").out
    )


def test_an_unreadable_mail_is_set_aside_and_stops_nobody(returning: Installation) -> None:
    sends(returning, ANA)
    good = box(returning).read_bytes()
    strange = [
        (CORPUS / f"{name}.eml").read_bytes() for name in ("plain_words", "postfix", "holiday")
    ]
    whole = b"".join(b"From x Tue Nov 24 19:00:00 2026\n" + each + b"\n" for each in strange) + good
    box(returning).write_bytes(
        whole + b"From x Tue Nov 24 19:00:00 2026\n" + b"x" * (3 << 20) + b"\n"
    )

    found = reads(returning, box(returning), code=3)
    told = returning.tocsin("bounces", "read", str(box(returning)), code=3)

    assert found == {"read": 5, "applied": 1, "automatic": 1, "blocked": 1, "aside": 3}
    kept = sorted((returning.home / "bounces" / "aside").iterdir())
    assert len(kept) == 3
    assert {stat.S_IMODE(each.stat().st_mode) for each in kept} == {0o600}
    assert all(each.name in told.err for each in kept)
    assert "@" not in told.err
    assert "could not be read as bounces" in returning.tocsin("doctor", code=None).out


def test_a_pipe_takes_one_message_and_never_gives_it_back(returning: Installation) -> None:
    sends(returning, ANA)
    raw = box(returning).read_bytes()

    done = [
        pipes(returning, raw),
        pipes(returning, raw.partition(b"\n")[2]),
        pipes(returning, b"noise\n"),
    ]

    assert [each.returncode for each in done] == [0, 0, 0], done
    assert block_of(returning, 1) == ("bounced", "5.1.1")
    assert len(list((returning.home / "bounces" / "aside").iterdir())) == 1


def test_a_pipe_asks_for_a_retry_when_nothing_is_stored(
    returning: Installation,
) -> None:
    sends(returning, ANA)
    raw = box(returning).read_bytes()
    busy = sqlite3.connect(returning.home / "tocsin.db", isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")

    refused = pipes(returning, raw, TOCSIN_PATIENCE="0.2")
    busy.execute("ROLLBACK")
    homeless = pipes(returning, raw, TOCSIN_KEY_FILE="nowhere.key")

    assert [refused.returncode, homeless.returncode] == [os.EX_TEMPFAIL] * 2
    assert pipes(returning, raw).returncode == 0
    assert block_of(returning, 1) == ("bounced", "5.1.1")


def test_a_kill_while_a_folder_is_read_loses_no_bounce(returning: Installation) -> None:
    sends(returning, *({"email": f"resident{number:03}@example.gr"} for number in range(350)))
    folder = maildir(returning)

    reading = returning.starts("bounces", "read", str(folder))
    until(lambda: any((folder / "cur").iterdir()))
    reading.kill()
    reading.wait(600)
    left = len(list((folder / "new").iterdir()))
    after = reads(returning, folder)

    assert 0 < left < 350
    assert after["read"] == left
    # All of them came back, so our own settings are suspected: they wait, and nobody is blocked.
    assert set(states(returning)) == {("queued", "5.1.1")}
    assert not any((folder / "new").iterdir())
    assert len(list((folder / "cur").iterdir())) == 350
    with sqlite3.connect(returning.home / "tocsin.db") as database:
        assert database.execute("SELECT count(*) FROM receipt").fetchone() == (350,)


@pytest.mark.parametrize(
    ("source", "told"),
    [("nowhere", "There is no file nowhere."), (".", "no mbox file and no Maildir")],
)
def test_a_path_without_a_mailbox_is_named(bare: Installation, source: str, told: str) -> None:
    assert told in bare.tocsin("bounces", "read", source, code=2).err
