"""`tocsin status` does not say that all is well in the five states in which it once did."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.conftest import Installation
from tests.loopback import post

PEOPLE = [
    {"name": f"Κάτοικος {number}", "language": "el", "phone": f"+3069000000{number:02d}"}
    for number in range(1, 11)
]
NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")


def misbehaves(here: Installation, kind: str) -> None:
    """Let the sandbox fail at SMS in one of its ways."""
    script, url = {"sms": [{"kind": kind}]}, f"http://127.0.0.1:{here.http}/sandbox/faults"
    assert post(url, json=script).is_success


def configure(here: Installation, more: str) -> None:
    path = here.home / "tocsin.toml"
    path.write_text(path.read_text("utf-8") + more, "utf-8")


def shown(here: Installation) -> str:
    """What `status` shows; it ends with 3, and JSON says the same."""
    status = here.tocsin("status", code=3).out
    found = here.tocsin("status", "--json", code=3).json
    assert "All is well." not in status
    assert found["level"] != "OK"
    assert all(each["fix"] in status for each in found["checks"] if each["level"] != "OK")
    return status


def test_a_channel_that_refuses_us_is_said_in_one_line(installation: Installation) -> None:
    installation.residents(*PEOPLE)
    misbehaves(installation, "revoked")
    installation.snow("--all", "--yes", "--expect", "10", code=5)

    status = shown(installation)

    assert "FAIL  SMS: Twilio refuses our password (20003). 10 people wait." in status
    assert (
        "-> Tell whoever waits by telephone or radio: tocsin alerts missed 1 --waiting; tocsin doctor"
        in status
    )


def test_messages_that_may_have_arrived_wait_for_a_decision(installation: Installation) -> None:
    installation.residents(*PEOPLE[:3])
    misbehaves(installation, "500_after")
    installation.snow("--all", "--yes", "--expect", "3", code=None)

    status = shown(installation)

    assert "WARN  alert 1: 3 messages may have arrived, and wait for somebody to decide" in status
    assert "-> tocsin alerts report 1 --unknown, then tocsin alerts resend 1" in status


def test_an_alert_that_waits_for_approval_is_named(bare: Installation) -> None:
    configure(bare, '[approval]\nseverities = ["Moderate"]\n')
    bare.tocsin("staff", "add", "Nikos Trial", "--role", "approver")
    author = bare.tocsin("staff", "add", "Eleni Trial", "--role", "author").out.split()[-1]
    bare.residents(*PEOPLE)
    bare.snow("--all", "--yes", "--expect", "10", code=4, TOCSIN_TOKEN=author)

    status = shown(bare)

    assert "WARN  alert 1 (snow, Moderate) waits for approval since" in status
    assert "Nikos Trial: tocsin alerts approve 1" in status


def test_a_copied_home_is_said_to_be_stopped(bare: Installation, tmp_path: Path) -> None:
    bare.residents(*PEOPLE)
    bare.snow("--all", "--yes", "--expect", "10", code=5)
    shutil.copytree(bare.home, tmp_path / "copy")

    status = shown(replace(bare, home=tmp_path / "copy"))

    assert "this home is a copy; 10 messages that were open are not sent" in status
    assert "-> tocsin release" in status


@pytest.fixture
def small_disk(bare: Installation, tmp_path: Path) -> str:
    """A script that copies the home to a disk of 8 MB, in a namespace of its own, and leaves it as
    $disk."""
    if subprocess.run(
        [*NAMESPACE, "mount", "-t", "tmpfs", "none", tmp_path], check=False
    ).returncode:
        pytest.skip("this machine lets nobody mount a disk of its own")
    disk = tmp_path / "disk"
    disk.mkdir()
    return f"disk={disk}; mount -t tmpfs -o size=8m none $disk && cp -a {bare.home}/. $disk; "


def test_a_full_disk_is_said_to_be_full(bare: Installation, small_disk: str) -> None:
    status = " ".join(bare.command("status")).replace(str(bare.home), "$disk")

    looked = _in_a_shell(bare, f"{small_disk} {status}")

    assert "FAIL  the disk is full: " in looked.stdout
    assert "All is well." not in looked.stdout
    assert looked.returncode == 3, looked.stderr


def test_a_disk_without_a_free_byte_is_called_full(bare: Installation, small_disk: str) -> None:
    status = " ".join(bare.command("status")).replace(str(bare.home), "$disk")
    filled = "cat /dev/zero > $disk/filler 2>/dev/null;"

    looked = _in_a_shell(bare, f"{small_disk} {filled} {status}")

    assert (
        "FAIL  disk: nothing can be written in the home (No space left on device)" in looked.stdout
    )
    assert "All is well." not in looked.stdout
    assert looked.returncode == 5, looked.stderr


def _in_a_shell(bare: Installation, script: str) -> subprocess.CompletedProcess[str]:
    words = [*NAMESPACE, "sh", "-c", script]
    return subprocess.run(words, env=bare.environment, text=True, capture_output=True, check=False)
