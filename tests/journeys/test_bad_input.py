"""Whatever is typed, missing or broken: one clear message, the right exit code, nothing lost, and
never a traceback."""

import ctypes
import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.keys import create_keys
from tests.journeys.conftest import COLUMNS, Installation, Ran

ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001"}
BEN = {"name": "Ben Trial", "language": "en", "email": "ben@example.org"}
WHEN = ("--set", "from=2031-01-12 20:00", "--set", "until=2031-01-13 12:00")
SNOW = ("send", "snow", "--all", *WHEN)
LIVE = ("--yes", "--expect")
ADD = ("residents", "add", "--consent-source", "desk", "--consent-at", "2026-01-02")
BELL = (*ADD, "--phone", "6900000002")
ROW = "Ana,el,+306900000003,,,,,desk,2026-01-02\n"
HEAD = ",".join(COLUMNS) + "\n"
LOGIN = {
    "TOCSIN_PATIENCE": "2",
    "TOCSIN_CHANNELS__SMTP__USERNAME": "duty",
    "TOCSIN_CHANNELS__SMTP__PASSWORD": "long",
}
HALF_A_GIGABYTE = 500_000_000
MOST_MEMORY = 300_000_000

TYPED = {
    "template": (2, ("send", "snaw", "--all", *WHEN), "no template 'snaw'. Did you mean 'snow'?"),
    "area": (
        2,
        ("send", "snow", "--area", "panoramo", *WHEN),
        "no area 'panoramo'. Did you mean panorama",
    ),
    "language of a resident": (2, (*BELL, "--language", "xx1"), "This is no language"),
    "language of a template": (2, ("templates", "preview", "snow", "--lang", "zz"), "not in 'zz'"),
    "medium": (2, (*SNOW, "--channel", "fax"), "'fax' is not one of sms, email"),
    "variable": (2, (*SNOW, "--set", "nme=x"), "no variable 'nme'. It has: from, until"),
    "moment": (
        2,
        ("send", "snow", "--all", "--set", "from=soonish", *WHEN[2:]),
        "Write it like 20:00",
    ),
    "number": (2, (*SNOW, "--yes", "--expect", "many"), "--expect takes a whole number"),
    "until before from": (
        2,
        ("send", "snow", "--all", *WHEN[:2], "--set", "until=2031-01-12 19:00"),
        "not later than 'from'",
    ),
    "until in the past": (
        4,
        (
            "send",
            "snow",
            "--all",
            "--set",
            "from=2020-01-01 08:00",
            "--set",
            "until=2020-01-01 09:00",
        ),
        "`until` has passed already",
    ),
    "no area": (2, ("send", "snow", *WHEN), "Say where: --area CODE"),
    "two areas": (2, (*SNOW, "--area", "panorama"), "--area or --all, not both"),
    "nobody who counted": (2, (*SNOW, "--yes"), "--yes needs --expect N"),
    "no equals sign": (2, (*SNOW, "--set", "impact"), "Write --set name=value"),
    "given twice": (2, (*SNOW, "--set", "impact=x", "--set", "impact=y"), "impact is given twice"),
    "nobody to answer": (2, SNOW, "Give --yes --expect N"),
    "no questions": (2, ("--no-input", *SNOW), "Give --yes --expect N"),
    "alert": (2, ("alerts", "show", "77"), "`tocsin alerts list` shows"),
    "resident": (2, ("residents", "show", "77"), "`tocsin residents find TEXT`"),
    "landline": (2, (*ADD, "--phone", "2310123456"), "not a mobile number"),
    "port": (2, ("sandbox", "--http", "nowhere"), "is not HOST:PORT"),
}


@pytest.mark.parametrize("what", TYPED)
def test_a_slip_is_named_with_the_way_out(bare: Installation, what: str) -> None:
    code, words, said = TYPED[what]
    if "nobody to" in what or "no questions" in what:
        bare.residents(ANA)

    refused = bare.tocsin(*words, code=code)

    assert said in unwrapped(refused.err)
    assert refused.out == ""
    assert not bare.ledger.exists()


def test_an_alert_without_recipients_is_refused(bare: Installation) -> None:
    refused = bare.snow("--all", *LIVE, "0", code=4)

    assert "`tocsin residents count` shows who there is" in refused.err
    assert rows(bare, "alert") == 0


def test_an_unknown_channel_is_named_before_the_alert_is_issued(
    bare: Installation,
) -> None:
    bare.residents(ANA)

    refused = bare.snow("--all", *LIVE, "1", code=2, TOCSIN_ROUTES__SMS='["pigeon"]')

    assert "'pigeon'" in refused.err
    assert "`tocsin channels` lists" in refused.err
    assert rows(bare, "alert") == 0


def test_a_provider_that_is_not_there_loses_nobody(bare: Installation) -> None:
    bare.residents(ANA, BEN)
    stuck = bare.snow("--all", *LIVE, "2", "--json", code=5, TOCSIN_PATIENCE="2")
    assert stuck.json["by_state"] == {"queued": 2}
    assert "'twilio' does not send" in stuck.err

    bare.sandbox()
    bare.tocsin("alerts", "resume", "1")

    assert sorted(line["to"] for line in bare.received()) == [ANA["phone"], BEN["email"]]


@pytest.mark.parametrize(
    ("faults", "code", "by_state", "said"),
    [
        (
            {"sms": {"kind": "20003"}, "email": {"kind": "535"}},
            5,
            {"queued": 2},
            "`tocsin doctor` examines it",
        ),
        ({"email": {"kind": "554_data"}}, 3, {"accepted": 1, "refused": 1}, ""),
    ],
)
def test_a_refusing_provider_is_told_apart_from_a_refused_message(
    installation: Installation,
    faults: dict[str, object],
    code: int,
    by_state: dict[str, int],
    said: str,
) -> None:
    installation.residents(ANA, BEN)
    breaks(installation, faults)

    ended = installation.snow("--all", *LIVE, "2", "--json", code=code, **LOGIN)

    assert ended.json["by_state"] == by_state
    assert said in ended.err


def test_two_commands_at_once_both_arrive_once(installation: Installation) -> None:
    installation.residents(ANA, BEN)

    sending = [installation.starts(*SNOW, *LIVE, "2", "--key", key) for key in ("one", "two")]

    assert [command.wait() for command in sending] == [0, 0]
    assert (
        sorted(line["to"] for line in installation.received())
        == [ANA["phone"]] * 2 + [BEN["email"]] * 2
    )


FILES: dict[str, tuple[int, bytes, str]] = {
    "corrupt": (1, HEAD.encode() + b"\xff\x80,el,\x81\n\xfe\xfe\n", "more than one way"),
    "Latin-1": (
        1,
        (HEAD + ROW.replace("Ana", "José")).encode("latin-1"),
        "It looks like Windows Western European",
    ),
    "empty": (1, b"", "The file is empty"),
    "headings alone": (1, HEAD.encode(), "no row under the headings on row 1"),
    "a heading twice": (
        1,
        (HEAD.strip() + ",zones\n" + ROW.strip() + ",\n").encode(),
        "twice: «zones»",
    ),
    "a heading missing": (
        1,
        HEAD.replace(",phone,email", "").encode() + ROW.encode(),
        "no column for the mobile",
    ),
    "a workbook": (1, b"PK\x03\x04" + b"\0" * 100, "workbook is damaged"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_read_changes_nothing(bare: Installation, what: str) -> None:
    code, content, said = FILES[what]

    refused = bare.tocsin("residents", "import", file(bare, "list.csv", content), code=code)

    assert said in refused.err
    assert "Nothing was imported" in refused.err
    assert (refused.out, people(bare)) == ("", 0)


def test_a_cut_off_row_is_set_aside_and_others_imported(bare: Installation) -> None:
    cut = (HEAD + ROW + '"Ben,en,+3069000').encode()

    done = bare.tocsin("residents", "import", file(bare, "list.csv", cut), "--json", code=3)

    assert (done.json["imported"], done.json["rejected"]) == (1, 1)
    assert done.json["errors"][0]["row"] == 3
    assert "Ben" in (bare.home / "list.rejected.csv").read_text("utf-8-sig")


def test_a_spoilt_row_among_good_ones_is_set_aside(bare: Installation) -> None:
    rows = [ROW.replace("Ana", "Άννα").replace("0003", f"{n:04d}") for n in range(5)]
    spoilt = (HEAD + "".join(rows)).encode() + b"\xff\x80,el,+306900000077,,,,,desk,2026-01-02\n"

    done = bare.tocsin("residents", "import", file(bare, "list.csv", spoilt), "--json", code=3)

    assert (done.json["imported"], done.json["rejected"]) == (5, 1)


@pytest.mark.parametrize("name", ["", "nowhere.csv"])
def test_a_path_that_is_no_file_is_a_slip(bare: Installation, name: str) -> None:
    refused = bare.tocsin("residents", "import", str(bare.home / name), code=2)

    assert re.search("is a folder, not a file|there is no file", unwrapped(refused.err))


@pytest.mark.parametrize(
    ("begin", "fill", "code"),
    [
        ("", b"\0", 1),
        (HEAD + ROW, b"\0", 3),
        ("", b"a", 1),
        (HEAD + ROW, b"a", 3),
        (HEAD + ROW, b"a,b\n", 3),
    ],
    ids=["zeros", "zeros after a row", "one line", "one line after a row", "bad rows"],
)
def test_a_huge_file_of_nonsense_is_refused_in_little_memory(
    bare: Installation, begin: str, fill: bytes, code: int
) -> None:
    path = big(bare.home / "list.csv", begin.encode(), fill)
    try:
        answered, memory = measured(bare, "residents", "import", str(path), code=code)
    finally:
        path.unlink()

    assert re.search("not text|longer than 64 KB|This is no language", answered.err)
    assert memory < MOST_MEMORY
    assert people(bare) == (1 if code == 3 else 0)


BOW = [[22.9, 40.5], [23.0, 40.6], [23.0, 40.5], [22.9, 40.6], [22.9, 40.5]]


def zone(ring: list[list[float]] | list[list[str]]) -> bytes:
    names = {
        "el": {"nominative": "Τόξο", "genitive": "Τόξου", "accusative": "Τόξο"},
        "en": {"nominative": "Bow"},
    }
    feature = {"type": "Feature", "properties": {"code": "bow", "names": names}}
    shape = {"type": "Polygon", "coordinates": [ring]}
    return json.dumps(
        {"type": "FeatureCollection", "features": [feature | {"geometry": shape}]}
    ).encode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zone(BOW), "Zone bow: its outline crosses itself near [22.95, 40.55]"),
        (zone([["a", "b"]] * 4), "a coordinate is not a number"),
        (b"hello", "not JSON"),
        (b"{}", "no FeatureCollection"),
        (b"", "The file is empty"),
        (b"\xff\xfe\0", "not UTF-8"),
    ],
)
def test_zones_are_taken_whole_or_not_at_all(bare: Installation, content: bytes, said: str) -> None:
    before = rows(bare, "zone")

    refused = bare.tocsin("areas", "import", file(bare, "zones.geojson", content), code=1)

    assert said in refused.err
    assert "Nothing was imported" in refused.err
    assert rows(bare, "zone") == before


def test_a_home_that_is_not_there_or_is_no_folder(bare: Installation) -> None:
    shutil.rmtree(bare.home)
    assert "`tocsin init` makes a home" in bare.tocsin("residents", "count", code=5).err

    bare.home.write_text("a file")

    assert "There is no Tocsin home" in bare.tocsin("residents", "count", code=5).err
    assert "cannot be written" in bare.tocsin("init", "--yes", code=5).err


def test_a_read_only_home_is_read_and_not_written(bare: Installation) -> None:
    bare.residents(ANA)
    read_only(bare.home)
    try:
        refused = [
            bound(bare, *words, before=by_the_rights) for words in (BELL, (*SNOW, *LIVE, "1"))
        ]
        counted = bound(bare, "residents", "count", "--json", before=by_the_rights)
    finally:
        writable(bare.home)

    assert [each.code for each in refused] == [5, 5]
    assert all(
        "Make the home folder and the database file writable" in each.err for each in refused
    )
    assert (counted.code, counted.json["residents"], people(bare)) == (0, 1, 1)


def test_no_home_is_made_where_nothing_may_be_written(bare: Installation) -> None:
    folder = bare.home.parent / "closed"
    folder.mkdir(mode=0o555)

    refused = bound(bare, "--home", str(folder), "init", "--yes", before=by_the_rights)

    assert refused.code == 5
    assert "cannot be written: Permission denied" in refused.err
    assert list(folder.iterdir()) == []


def test_a_home_without_its_key_file_does_not_open(
    bare: Installation,
) -> None:
    bare.residents(ANA)
    (bare.home / "tocsin.key").rename(bare.home / "away")

    for words in (BELL, SNOW):
        assert "Put the key file back from where you keep it" in bare.tocsin(*words, code=5).err
    assert "a home in home already" in bare.tocsin("init", "--yes", code=1).err

    (bare.home / "away").rename(bare.home / "tocsin.key")
    assert people(bare) == 1


@pytest.mark.parametrize(
    "content", ['{"number": 1, "key": "abc', '{"number": 1, "key": ""}', "\0", "{}"]
)
def test_a_damaged_key_file_is_named(bare: Installation, content: str) -> None:
    (bare.home / "tocsin.key").write_text(content)

    assert "tocsin.key is damaged" in bare.tocsin("residents", "count", code=5).err


def test_the_key_of_another_home_opens_nothing_and_seals_nothing(bare: Installation) -> None:
    bare.residents(ANA)
    (bare.home / "tocsin.key").rename(bare.home / "own.key")
    create_keys(bare.home / "tocsin.key")

    for words in (BELL, SNOW):
        assert "sealed with another key" in bare.tocsin(*words, code=5).err
    assert "FAIL" in bare.tocsin("doctor", code=5).out

    (bare.home / "own.key").replace(bare.home / "tocsin.key")
    assert people(bare) == 1


def test_an_older_database_is_mended_by_the_command_it_names(bare: Installation) -> None:
    remove_database(bare.home)
    (bare.home / "tocsin.db").touch()

    for words in (BELL, SNOW):
        assert "`tocsin db upgrade`" in bare.tocsin(*words, code=5).err
    assert "tocsin db upgrade" in bare.tocsin("doctor", code=5).out
    bare.tocsin("db", "upgrade")

    assert people(bare) == 0


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM alembic_version", "restore your backup"),
        ("UPDATE alembic_version SET version_num = '9999'", "Install that version here too"),
    ],
)
def test_a_version_that_is_not_known_is_left_alone(
    bare: Installation, statement: str, said: str
) -> None:
    bare.residents(ANA)
    with sqlite3.connect(bare.home / "tocsin.db") as database:
        database.execute(statement)

    assert said in bare.tocsin("db", "upgrade", code=5).err
    bare.tocsin("residents", "count", code=5)

    assert rows(bare, "resident") == 1


def test_a_database_that_is_garbage_is_named(bare: Installation) -> None:
    remove_database(bare.home)
    (bare.home / "tocsin.db").write_bytes(b"garbage " * 5000)

    for words in (BELL, ("db", "upgrade")):
        assert "restore your backup" in bare.tocsin(*words, code=5).err
    assert "The database file is damaged" in bare.tocsin("doctor", code=5).out


def test_a_full_disk_stops_an_import_and_loses_nothing(bare: Installation) -> None:
    bare.residents(ANA)
    many = "".join(ROW.replace("06900000003", f"069{n:08d}") for n in range(10_000_000, 10_003_000))
    path = file(bare, "many.csv", (HEAD + many).encode())

    refused = bound(bare, "residents", "import", path, "--json", before=room_for(300_000))

    assert (refused.code, refused.out) == (5, "")
    assert "What was committed before is safe" in refused.err
    assert sound(bare)
    assert bare.tocsin("residents", "import", path, "--json").json["rejected"] == 0
    assert people(bare) == 3001


@pytest.mark.parametrize(
    "room", [500_000, 700_000], ids=["before the first leaves", "while they leave"]
)
def test_a_disk_that_fills_in_mid_send_loses_nobody(installation: Installation, room: int) -> None:
    installation.residents(*({"language": "el", "phone": f"+3069{n:08d}"} for n in range(600)))

    stopped = bound(installation, *SNOW, *LIVE, "600", before=room_for(room))
    assert stopped.code == 5
    assert "resume" in stopped.err
    assert sound(installation)
    installation.tocsin("alerts", "resume", "1")

    received = [line["to"] for line in installation.received()]
    assert (len(received), len(set(received))) == (600, 600)


def test_a_database_that_another_program_holds_is_waited_for(bare: Installation) -> None:
    holder = sqlite3.connect(bare.home / "tocsin.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    adding = bare.starts(*BELL)
    with pytest.raises(subprocess.TimeoutExpired):
        adding.wait(3)

    holder.execute("ROLLBACK")

    assert adding.wait(600) == 0
    assert people(bare) == 1


SETTINGS = {
    "no TOML": ("[oops", "tocsin.toml cannot be read"),
    "no text": ("\udcff\udcfe", "it is not UTF-8 text"),
    "a word for a number": (
        'patience = "long"',
        "tocsin.toml, patience: write a number without quotation marks",
    ),
    "an unknown name": (
        "patiense = 4",
        "tocsin.toml, patiense: unknown setting 'patiense'; did you mean 'patience'?",
    ),
    "a value for a section": (
        'routes = "twilio"',
        "tocsin.toml, routes: it is a section, not a value",
    ),
    "a secret that is not there": (
        '[channels.twilio]\nauth_token_file = "token.secret"',
        "token.secret, which cannot be read: No such file",
    ),
}


@pytest.mark.parametrize("what", SETTINGS)
def test_a_setting_that_cannot_be_is_named_with_its_place(bare: Installation, what: str) -> None:
    content, said = SETTINGS[what]
    (bare.home / "tocsin.toml").write_text(content, "utf-8", "surrogateescape")

    refused = bare.tocsin("residents", "count", "--json", code=5)

    assert said in refused.err
    assert "docs/configuration.md" in refused.err
    assert refused.out == ""


def test_an_incomplete_channel_is_refused_before_anything_is_issued(bare: Installation) -> None:
    bare.residents(ANA)
    told = (bare.home / "tocsin.toml").read_text("utf-8")
    (bare.home / "tocsin.toml").write_text(told.replace('sender = "DOKIMI"', ""), "utf-8")

    refused = bare.snow("--all", *LIVE, "1", code=5)

    assert "[channels.twilio]" in refused.err
    assert rows(bare, "alert") == 0


def test_a_port_that_is_taken_is_named(bare: Installation) -> None:
    with socket.create_server(("127.0.0.1", bare.http)):
        refused = bare.tocsin(
            "sandbox", "--http", f"127.0.0.1:{bare.http}", "--smtp", "127.0.0.1:0", code=5
        )

    assert f"Port {bare.http} of 127.0.0.1 is taken" in refused.err
    assert "--http 127.0.0.1:8035" in refused.err


def test_a_defect_is_owned_up_to_by_its_kind_alone(bare: Installation) -> None:
    bare.residents(ANA)
    with sqlite3.connect(bare.home / "tocsin.db") as database:
        database.execute("UPDATE resident SET created_at = 'Άννα +306900000001'")

    failed = bare.tocsin("residents", "show", "1", code=1, TOCSIN_LOG_LEVEL="debug")

    assert "Tocsin has a defect: " in failed.err
    assert "6900000001" not in failed.err
    assert failed.out == ""


def unwrapped(text: str) -> str:
    """What a frame around an error says, on one line."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


def file(here: Installation, name: str, content: bytes) -> str:
    (here.home / name).write_bytes(content)
    return str(here.home / name)


def people(here: Installation) -> int:
    return rows(here, "resident")


def rows(here: Installation, table: str) -> int:
    with sqlite3.connect(here.home / "tocsin.db") as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def sound(here: Installation) -> bool:
    with sqlite3.connect(here.home / "tocsin.db") as database:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def remove_database(home: Path) -> None:
    for path in home.glob("tocsin.db*"):
        path.unlink()


def breaks(here: Installation, faults: dict[str, object]) -> None:
    url, kind = f"http://127.0.0.1:{here.http}/sandbox/faults", {"Content-Type": "application/json"}
    urllib.request.urlopen(
        urllib.request.Request(url, data=json.dumps(faults).encode(), headers=kind)
    ).close()


def big(path: Path, begin: bytes, fill: bytes) -> Path:
    """A file of half a gigabyte; zeros take no room on the disk."""
    path.write_bytes(begin)
    if fill == b"\0":
        os.truncate(path, HALF_A_GIGABYTE)
        return path
    block = fill * (250_000 // len(fill))
    # A million rows that are each wrong take long to name; some of them show the memory as well.
    with path.open("ab") as opened:
        for _ in range(1 if b"\n" in fill else HALF_A_GIGABYTE // len(block)):
            opened.write(block)
    return path


def measured(here: Installation, *words: str, code: int) -> tuple[Ran, int]:
    """What a command came to, and the most memory it held, in bytes."""
    running = here.starts(*words)
    most = 0
    while running.poll() is None:
        status = Path(f"/proc/{running.pid}/status")
        found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
        most = max(most, int(found[1]) * 1024 if found else 0)
        until_moment()
    out, err = running.communicate()
    assert running.returncode == code, err
    assert "Traceback" not in err
    return Ran(running.returncode, out, err), most


def until_moment() -> None:
    signal.sigtimedwait([], 0.05)


def bound(here: Installation, *words: str, before: Callable[[], None]) -> Ran:
    """Run a command in a process that `before` has tied down."""
    done = subprocess.run(
        here.command(*words),
        env=here.environment | {"TOCSIN_PATIENCE": "2"},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=600,
        preexec_fn=before,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


def by_the_rights() -> None:
    """Let file rights bind this process as they bind any user, also when it is root's."""
    drop_from_bounding_set, overrides = (
        24,
        (1, 2),
    )  # PR_CAPBSET_DROP; CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    if os.geteuid() == 0:
        for capability in overrides:
            assert ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0) == 0


def room_for(size: int) -> Callable[[], None]:
    """Let no file grow beyond this size: for the one who writes, the disk is full."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def read_only(home: Path) -> None:
    for path in home.iterdir():
        path.chmod(0o400)
    home.chmod(0o555)


def writable(home: Path) -> None:
    home.chmod(0o755)
    for path in home.iterdir():
        path.chmod(0o600)
