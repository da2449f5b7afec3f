"""A whole town: each resident is told once, in their words; a kill in the middle loses nobody. An
outside ledger judges.

`make test` tells three thousand, `make chaos` twenty thousand.
"""

import csv
import io
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import ROOT, Installation, until

PEOPLE = int(os.environ.get("TEST_PEOPLE", "3000"))
FEWER = PEOPLE * 3 // 10  # each kill needs a town of its own
GOLDEN = Path(__file__).parent / "golden"
# The alert's own number, drawn by chance.
NUMBER = re.compile(r"(/a/|(?:Αριθμός ειδοποίησης|Alert number): )[0-9A-Z]{5}\b")
# Each mail's own link, which nobody without the key can compute: 22 characters, and no two alike.
LINK = re.compile(r"https://warn\.example\.gr/u/([A-Za-z0-9_-]{22})")


def expected(people: str) -> Counter[tuple[str, str]]:
    """Address and whole body of every message that `send snow --all --reach all` must make, from
    the CSV alone."""
    words = {path.stem: path.read_text("utf-8").removesuffix("\n") for path in GOLDEN.glob("*.txt")}
    wanted: Counter[tuple[str, str]] = Counter()
    for row in csv.DictReader(io.StringIO(people)):
        topics = [topic for topic in row["topics"].split(";") if topic]
        if topics and "weather" not in topics:
            continue
        language = row["language"] if row["language"] in {"el", "en"} else "en"
        for medium in ("phone", "email"):
            if row[medium]:
                wanted[row[medium], words[f"snow.{medium}.{language}"]] += 1
    return wanted


def received(installation: Installation) -> Counter[tuple[str, str]]:
    return Counter((line["to"], _without_chance(line["body"])) for line in installation.received())


def _without_chance(body: str) -> str:
    return NUMBER.sub(r"\g<1><number>", LINK.sub("<link>", body)).rstrip("\n")


@pytest.fixture(scope="module", params=[PEOPLE])
def people(request: pytest.FixtureRequest) -> str:
    made = subprocess.run(
        [sys.executable, "-m", "examples.residents", str(request.param)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout


@pytest.fixture
def town(installation: Installation, people: str) -> Installation:
    path = installation.home.parent / "residents.csv"
    path.write_text(people, "utf-8")
    installation.tocsin("residents", "import", str(path))
    return installation


def _recipients(town: Installation) -> str:
    return str(town.snow("--all", "--reach", "all", "--dry-run", "--json").json["recipients"])


def test_a_town_gets_the_exact_words_once(town: Installation, people: str) -> None:
    words = (
        "--all",
        "--reach",
        "all",
        "--yes",
        "--expect",
        _recipients(town),
        "--key",
        "snow-1",
        "--json",
    )

    sent = town.snow(*words, TOCSIN_LOG_LEVEL="debug")
    report = sent.json

    wanted = expected(people)
    assert received(town) == wanted
    assert report["by_state"] == {"accepted": wanted.total()}
    links = [LINK.search(line["body"]) for line in town.received() if line["medium"] == "email"]
    assert len({link and link[1] for link in links}) == len(links)

    town.snow(*words)

    assert len(town.received()) == wanted.total()
    _nobody_in_the_raw_bytes(town, people)
    assert re.findall(r"69\d{8}|[\w.+-]+@example\.(?:com|org|gr)", sent.out + sent.err) == []


def _nobody_in_the_raw_bytes(town: Installation, people: str) -> None:
    """The database, its WAL, the flight logs and all else in the home hold no number, address or
    name."""
    kept = b"".join(path.read_bytes() for path in town.home.rglob("*") if path.is_file())
    rows = list(csv.DictReader(io.StringIO(people)))
    numbers = {row["phone"][-10:].encode() for row in rows if row["phone"]}
    names = {name.encode() for row in rows for name in row["name"].split() if len(name) > 4}

    assert len(kept) > 250 * len(rows)
    assert {
        run[at : at + 10] for run in re.findall(rb"\d{10,}", kept) for at in range(len(run) - 9)
    } & numbers == set()
    assert re.findall(rb"[\w.+-]+@example\.(?:com|org|gr)", kept) == []
    assert [name for name in names if name in kept] == []


@pytest.mark.parametrize("people", [FEWER], indirect=True)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_kill_in_the_middle_loses_nobody(town: Installation, people: str, share: float) -> None:
    wanted = expected(people)
    sending = town.starts(
        *town.snow_words("--all", "--reach", "all", "--yes", "--expect", _recipients(town))
    )
    until(lambda: town.count >= share * wanted.total())
    sending.send_signal(signal.SIGKILL)
    sending.communicate()

    worker = town.starts("worker")
    until(lambda: _at_rest(town))
    worker.send_signal(signal.SIGTERM)
    worker.communicate()

    got, report = received(town), _report(town)
    missing, doubled = (wanted - got).total(), (got - wanted).total()
    named = report["by_state"].get("unknown", 0) + report["possibly_doubled"]
    assert set(got) <= set(wanted)
    assert (
        missing + doubled <= named <= 2 * 10
    )  # the concurrency of both channels: what was in the air
    assert len(report["unknown_list"]) + len(report["possibly_doubled_list"]) == named

    if unknown := report["by_state"].get("unknown"):
        town.tocsin("alerts", "resend", "1", "--yes", "--expect", str(unknown))

    assert wanted - received(town) == Counter()


def _at_rest(town: Installation) -> bool:
    time.sleep(0.5)
    with sqlite3.connect(f"file:{town.home / 'tocsin.db'}?mode=ro", uri=True) as database:
        return not database.execute(
            "SELECT 1 FROM delivery WHERE state IN ('queued', 'sending') LIMIT 1"
        ).fetchone()


def _report(town: Installation) -> dict[str, Any]:
    return town.tocsin("alerts", "report", "1", "--unknown", "--doubled", "--json").json
