"""A backup made while everything runs, the home it becomes, and a copied home: nobody is told
twice."""

import io
import json
import shutil
import signal
import tarfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runtime.backups.sealing import SealedReader
from runtime.keys import read_keys
from tests.journeys.conftest import Installation, settings, until

PEOPLE = 120
TOKEN = "sandbox-token"
SLOW = {"TOCSIN_CHANNELS__TWILIO__RATE": "20"}
DUTY = '\n[staff_notice]\nphones = ["+306999999998"]\n'


def people(number: int) -> list[dict[str, str]]:
    return [{"name": "Δοκιμή", "phone": f"+3069{each:08d}"} for each in range(number)]


def told(here: Installation) -> Counter[str]:
    return Counter(line["to"] for line in here.received())


@pytest.fixture
def town(installation: Installation) -> Installation:
    installation.residents(*people(PEOPLE))
    return installation


def elsewhere(here: Installation, folder: Path) -> Installation:
    """Another folder that talks to the same sandbox."""
    return replace(here, home=folder)


def restored(here: Installation, folder: Path, file: Path) -> Installation:
    """A home made of a backup, with the secrets put back."""
    there = elsewhere(here, folder)
    there.tocsin("restore", str(file), "--key", str(here.home / "tocsin.key"))
    (folder / "tocsin.toml").write_text(settings(here.http, here.smtp) + DUTY, "utf-8")
    shutil.copy(here.home / "tocsin.token", folder / "tocsin.token")
    return there


def killed_in_mid_send(town: Installation, meanwhile: Callable[[], object]) -> None:
    sending = town.starts(*town.snow_words("--all", "--yes", "--expect", str(PEOPLE)), **SLOW)
    until(lambda: town.count > 20)
    meanwhile()
    sending.send_signal(signal.SIGTERM)
    sending.communicate()


def test_a_backup_in_mid_send_restores_a_quarantined_home(
    town: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "kept.tar.gz"
    killed_in_mid_send(town, lambda: town.tocsin("backup", str(file)))
    before = told(town)

    there = restored(town, tmp_path / "there", file)
    told_so = there.tocsin("alerts", "report", "1", "--json")
    worker = there.starts("worker")
    until(lambda: "+306999999998" in told(there))
    worker.send_signal(signal.SIGTERM)
    worker.communicate()

    assert "STOPPED since" in told_so.err
    assert file.stat().st_mode & 0o777 == 0o600
    assert told(there) - Counter({"+306999999998": 1}) == before
    states = told_so.json["by_state"]
    assert states["unknown"] > 0
    assert states["unknown"] + states.get("accepted", 0) == PEOPLE


def test_the_office_warns_at_once_from_a_restored_home(town: Installation, tmp_path: Path) -> None:
    file = tmp_path / "kept.tar"
    killed_in_mid_send(town, lambda: town.tocsin("backup", str(file)))
    there = restored(town, tmp_path / "there", file)
    before = told(there)

    sent = there.tocsin(
        "send",
        "snow",
        "--set",
        "from=2031-02-12 20:00",
        "--set",
        "until=2031-02-13 12:00",
        "--all",
        "--yes",
        "--expect",
        str(PEOPLE),
        "--json",
    )

    assert sent.json["by_state"] == {"accepted": PEOPLE}
    fresh = told(there) - before
    assert sum(number for to, number in fresh.items() if to != "+306999999998") == PEOPLE


def test_staff_send_what_is_held_again(town: Installation, tmp_path: Path) -> None:
    file = tmp_path / "kept.tar"
    killed_in_mid_send(town, lambda: town.tocsin("backup", str(file)))
    there = restored(town, tmp_path / "there", file)

    shown = there.tocsin("release", "--json").json
    released = there.tocsin("release", "--resend", "--yes", "--json").json

    report = there.tocsin("alerts", "report", "1", "--json")
    assert shown["held"][0]["messages"] == released["resent"] == report.json["possibly_doubled"]
    assert report.json["by_state"] == {"accepted": PEOPLE}
    assert "HELD" not in report.err
    assert set(told(there)) >= {each["phone"] for each in people(PEOPLE)}


def test_a_copy_with_nothing_open_names_the_end(town: Installation, tmp_path: Path) -> None:
    file = tmp_path / "kept.tar"
    town.tocsin("backup", str(file))
    there = restored(town, tmp_path / "there", file)

    shown = there.tocsin("release")
    there.tocsin("release", "--drop", "--yes")
    after = there.tocsin("release")

    assert "Nothing was open in it" in shown.err
    assert "`tocsin release --drop --yes`" in shown.err
    assert "may have arrived" not in shown.out + shown.err
    assert "This home is no copy" in after.err


def test_staff_leave_what_is_held(town: Installation, tmp_path: Path) -> None:
    file = tmp_path / "kept.tar"
    killed_in_mid_send(town, lambda: town.tocsin("backup", str(file)))
    there = restored(town, tmp_path / "there", file)
    before = told(there)

    released = there.tocsin("release", "--drop", "--yes", "--json").json

    assert released["resent"] == 0
    report = there.tocsin("alerts", "report", "1", "--unknown", "--json").json
    assert len(report["unknown_list"]) == released["left"] == released["held"][0]["messages"]
    assert told(there) == before


def test_a_copied_home_started_second_tells_nobody_twice(
    town: Installation, tmp_path: Path
) -> None:
    words = town.snow_words("--all", "--yes", "--expect", str(PEOPLE))
    sending = town.starts(*words, **SLOW)
    until(lambda: town.count > 20)
    shutil.copytree(town.home, tmp_path / "copy")
    there = elsewhere(town, tmp_path / "copy")
    second = there.starts("worker", **SLOW)
    sending.communicate()
    until(lambda: town.count >= PEOPLE)
    resumed = there.tocsin("alerts", "resume", "1", code=None)
    second.send_signal(signal.SIGTERM)
    second.communicate()

    assert "STOPPED since" in resumed.err
    assert set(told(town).values()) == {1}
    assert len(told(town)) == PEOPLE


def test_a_database_put_back_by_hand_is_noticed(town: Installation, tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    killed_in_mid_send(town, lambda: None)
    # The same file, the same place, an older content.
    town.tocsin("backup", str(tmp_path / "kept.tar"))
    with tarfile.open(laid_open(town, tmp_path / "kept.tar")) as tar:
        old.write_bytes(content_of(tar, "tocsin.db"))
    town.tocsin("alerts", "resume", "1")
    before = told(town)
    for log in ("tocsin.db-wal", "tocsin.db-shm"):
        (town.home / log).unlink(missing_ok=True)
    with (town.home / "tocsin.db").open("r+b") as file:
        file.truncate()
        file.write(old.read_bytes())

    found = town.tocsin("alerts", "resume", "1", code=None)

    assert "STOPPED since" in found.err
    assert told(town) == before


Change = Callable[[tarfile.TarInfo, bytes], list[tuple[tarfile.TarInfo, bytes]]]


def content_of(tar: tarfile.TarFile, member: str | tarfile.TarInfo) -> bytes:
    found = tar.extractfile(member)
    assert found is not None
    return found.read()


def laid_open(here: Installation, file: Path) -> Path:
    """What is inside the seal: the same as a whole backup of the versions before."""
    to = file.with_name("laid-open.tar")
    with file.open("rb") as sealed, to.open("wb") as out:
        shutil.copyfileobj(SealedReader(sealed, read_keys(here.home / "tocsin.key")), out)
    return to


def rewritten(
    file: Path,
    to: Path,
    change: Change,
) -> Path:
    with tarfile.open(file) as old, tarfile.open(to, "w") as new:
        for member in old:
            for entry, content in change(member, content_of(old, member)):
                entry.size = len(content)
                new.addfile(entry, io.BytesIO(content))
    return to


def flipped(member: tarfile.TarInfo, content: bytes) -> list[tuple[tarfile.TarInfo, bytes]]:
    if member.name == "tocsin.db":
        content = content[:5000] + bytes((content[5000] ^ 1,)) + content[5001:]
    return [(member, content)]


def relabelled(member: tarfile.TarInfo, content: bytes) -> list[tuple[tarfile.TarInfo, bytes]]:
    if member.name == "manifest.json":
        content = json.dumps(json.loads(content) | {"version": "9"}).encode()
    return [(member, content)]


def climbing(member: tarfile.TarInfo, content: bytes) -> list[tuple[tarfile.TarInfo, bytes]]:
    if member.name == "manifest.json":
        whole = json.loads(content)
        whole["parts"]["../../climbed"] = whole["parts"]["tocsin.toml"]
        return [(member, json.dumps(whole).encode())]
    if member.name == "tocsin.toml":
        return [(member, content), (tarfile.TarInfo("../../climbed"), content)]
    return [(member, content)]


def stranger(member: tarfile.TarInfo, content: bytes) -> list[tuple[tarfile.TarInfo, bytes]]:
    more = [(tarfile.TarInfo("tocsin.key"), b"x")] if member.name == "tocsin.db" else []
    return [(member, content), *more]


def shortened(member: tarfile.TarInfo, content: bytes) -> list[tuple[tarfile.TarInfo, bytes]]:
    return [] if member.name == "tocsin.db" else [(member, content)]


@pytest.mark.parametrize("change", [flipped, relabelled, climbing, stranger, shortened])
def test_a_backup_that_was_changed_is_refused(
    bare: Installation, tmp_path: Path, change: Change
) -> None:
    bare.residents(*people(2))
    bare.tocsin("backup", str(tmp_path / "kept.tar"))
    bad = rewritten(laid_open(bare, tmp_path / "kept.tar"), tmp_path / "bad.tar", change)
    there = elsewhere(bare, tmp_path / "in" / "there")

    refused = there.tocsin("restore", str(bad), "--key", str(bare.home / "tocsin.key"), code=5)

    assert "Nothing was restored" in refused.err
    assert not (there.home / "tocsin.db").exists()
    assert not list(tmp_path.rglob("climbed"))


def test_a_link_in_a_backup_is_refused(bare: Installation, tmp_path: Path) -> None:
    bare.tocsin("backup", str(tmp_path / "kept.tar"))
    file = laid_open(bare, tmp_path / "kept.tar")
    with tarfile.open(file, "a") as tar:
        link = tarfile.TarInfo("templates/own")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)

    bare.tocsin("restore", str(file), "--verify", code=5)


def test_another_key_is_refused(bare: Installation, tmp_path: Path) -> None:
    bare.residents(*people(2))
    bare.tocsin("backup", str(tmp_path / "kept.tar"))
    other = elsewhere(bare, tmp_path / "other")
    other.tocsin("init", "--yes")
    there = elsewhere(bare, tmp_path / "there")

    refused = there.tocsin(
        "restore", str(tmp_path / "kept.tar"), "--key", str(other.home / "tocsin.key"), code=5
    )

    assert "key" in refused.err
    assert list(there.home.iterdir()) == []


def test_a_backup_tells_nobodys_address_and_no_secret(bare: Installation, tmp_path: Path) -> None:
    bare.residents({"name": "Κανάρια", "phone": "+306999912345", "email": "canary@town.example.gr"})
    (bare.home / "templates" / "own").mkdir(parents=True)
    (bare.home / "templates" / "own" / "sms.el.txt").write_text("ΔΟΚΙΜΗ", "utf-8")

    said = bare.tocsin("backup", str(tmp_path / "kept.tar"), "--json")

    content = (tmp_path / "kept.tar").read_bytes()
    for secret in (
        "6999912345",
        "canary@",
        "Κανάρια",
        TOKEN,
        (bare.home / "tocsin.token").read_text().strip(),
        "DOKIMI",
        "ustar",
    ):
        assert secret.encode() not in content
    with tarfile.open(laid_open(bare, tmp_path / "kept.tar")) as tar:
        assert tar.getnames() == [
            "manifest.json",
            "manifest.seal",
            "tocsin.db",
            "templates/own/sms.el.txt",
            "tocsin.toml",
        ]
        assert b"DOKIMI" in content_of(tar, "tocsin.toml")
    assert said.json["omitted"] == ["channels.twilio.auth_token"]
    assert said.json["rows"]["resident"] == 1


def test_a_home_is_never_overwritten(bare: Installation, tmp_path: Path) -> None:
    bare.residents(*people(2))
    bare.tocsin("backup", str(tmp_path / "kept.tar"))
    bare.residents(*people(5))

    assert "already" in bare.tocsin("backup", str(tmp_path / "kept.tar"), code=4).err
    assert "already" in bare.tocsin("restore", str(tmp_path / "kept.tar"), code=4).err
    bare.tocsin("restore", str(tmp_path / "kept.tar"), "--force")

    [aside] = bare.home.glob("before-restore-*")
    assert (aside / "tocsin.db").exists()
    assert (
        "2 residents" in bare.tocsin("residents", "count").out
        or bare.tocsin("residents", "count", "--json").json
    )
    assert (bare.home / "tocsin.toml.from-backup").exists()


def test_a_home_at_work_is_not_replaced(town: Installation, tmp_path: Path) -> None:
    town.tocsin("backup", str(tmp_path / "kept.tar"))
    worker = town.starts("worker")
    until(lambda: list((town.home / "flights").glob("*.log")))

    refused = town.tocsin("restore", str(tmp_path / "kept.tar"), "--force", code=4)

    worker.send_signal(signal.SIGTERM)
    worker.communicate()
    assert "worker of this home is running" in refused.err


def test_a_backup_is_examined_without_restoring(bare: Installation, tmp_path: Path) -> None:
    bare.residents(*people(2))
    bare.tocsin("backup", str(tmp_path / "kept.tar"))
    before = sorted(path.name for path in bare.home.iterdir())

    found = bare.tocsin("restore", str(tmp_path / "kept.tar"), "--verify", "--json").json

    assert (found["good"], found["key_checked"], found["needs_upgrade"]) == (True, True, False)
    assert sorted(path.name for path in bare.home.iterdir()) == before
    assert found["proved"] is True


def test_a_backup_without_its_key_is_not_proved(bare: Installation, tmp_path: Path) -> None:
    bare.residents(*people(2))
    bare.tocsin("backup", str(tmp_path / "kept.tar"))
    old = laid_open(bare, tmp_path / "kept.tar")
    stranger = elsewhere(bare, tmp_path / "nobody")

    sealed = stranger.tocsin("restore", str(tmp_path / "kept.tar"), "--verify", code=3)
    told = stranger.tocsin("restore", str(tmp_path / "kept.tar"), "--verify", "--json", code=3)
    before = stranger.tocsin("restore", str(old), "--verify", "--json", code=3)
    refused = stranger.tocsin("restore", str(tmp_path / "kept.tar"), code=5)

    assert "The key of the backup is not here." in refused.err
    assert "--key /media/safe/tocsin.key" in refused.err
    assert "Not proved" in sealed.err
    assert "sealed with key 1" in sealed.err
    assert (told.json["good"], told.json["proved"]) == (False, False)
    assert (before.json["good"], before.json["proved"]) == (True, False)


def test_a_backup_of_the_version_before_is_restored(bare: Installation, tmp_path: Path) -> None:
    bare.residents(*people(2))
    bare.tocsin("backup", str(tmp_path / "kept.tar"))
    old = laid_open(bare, tmp_path / "kept.tar")

    there = restored(bare, tmp_path / "there", old)

    assert there.tocsin("residents", "count", "--json").json
