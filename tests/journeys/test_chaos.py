"""Chaos: real processes killed at random while everything around them fails; a ledger that Tocsin
does not keep judges.

TEST_PEOPLE, TEST_KILLS and TEST_SEED make it longer or another one: `make chaos`.
"""

import os
import time
from collections import Counter
from random import Random

import pytest

from tests.journeys.conftest import Installation
from tests.journeys.storm import CONCURRENCY, Storm, deliveries, open_storm

PEOPLE = int(os.environ.get("TEST_PEOPLE", "600"))
KILLS = int(os.environ.get("TEST_KILLS", "6"))
SEED = int(os.environ.get("TEST_SEED", "20261123"))
SECONDS_BETWEEN = 2.0
# One message in ten meets a fault; one callback in twenty is lost, others come twice, late or in
# the wrong order.
FAULTS = {
    "seed": SEED,
    "sms": [
        {"kind": "500_after", "share": 0.04},
        {"kind": "reset_after", "share": 0.02},
        {"kind": "500_before", "share": 0.003},
        {"kind": "429", "share": 0.002},
        {"kind": "latency", "share": 0.035, "seconds": 1},
        {
            "kind": "latency",
            "seconds": 0.2,
        },  # so that something is in the air whenever somebody is killed
    ],
    "email": [
        {"kind": "450_rcpt", "share": 0.05},
        {"kind": "421_mail", "share": 0.002},
        {"kind": "reset_after_data", "share": 0.005},
        {"kind": "latency", "share": 0.043, "seconds": 1},
        {"kind": "latency", "seconds": 0.2},
    ],
    "callbacks": {"delay": [0.05, 1.0], "reorder": 0.1, "repeat": 0.1, "drop": 0.05},
}
ROUTINE, URGENT = "snow", "extreme_weather"
# What an SMS or e-mail of the urgent alert says and one of the routine alert does not.
SIGNS = ("ΘYEΛΛΩΔEIΣ", "θυελλώδεις", "gale", "Gale", "GALE")


def invented(count: int) -> list[dict[str, str]]:
    """Residents with a phone, an address or both, nine in ten in Pylaia and one in ten in
    Panorama."""
    rows = []
    for number in range(count):
        both, by_phone = number % 3 == 0, number % 3 != 2
        rows.append(
            {
                "name": "Δοκιμή",
                "language": "en" if number % 5 == 0 else "el",
                "phone": f"+3069{number:08d}" if both or by_phone else "",
                "email": f"resident{number}@example.org" if both or not by_phone else "",
                "zones": "panorama" if number % 10 == 0 else "pylaia",
            }
        )
    return rows


def expected(rows: list[dict[str, str]]) -> set[tuple[str, str]]:
    """Who must get what, from the residents alone: address and alert."""
    wanted = {
        (row[medium], ROUTINE) for row in rows for medium in ("phone", "email") if row[medium]
    }
    told = [row for row in rows if row["zones"] == "panorama"]
    return wanted | {
        (row[medium], URGENT) for row in told for medium in ("phone", "email") if row[medium]
    }


def received(town: Installation) -> Counter[tuple[str, str]]:
    """What the sandbox took, as its ledger has it."""
    return Counter(
        (line["to"], URGENT if any(sign in line["body"] for sign in SIGNS) else ROUTINE)
        for line in town.received()
    )


@pytest.fixture
def storm(bare: Installation) -> Storm:
    rows = invented(PEOPLE)
    bare.residents(*rows)
    # Slow enough that the last kill still finds something under way.
    return open_storm(
        bare, Random(SEED), FAULTS, rate=0.35 * len(expected(rows)) / (KILLS * SECONDS_BETWEEN)
    )


def test_a_storm_of_faults_loses_nobody_and_names_doubles(storm: Storm) -> None:
    rows, town = invented(PEOPLE), storm.town
    wanted = expected(rows)

    storm.sends(ROUTINE, "--all")
    for number in range(KILLS):
        time.sleep(SECONDS_BETWEEN)
        if number == KILLS // 3:
            storm.sends(URGENT, "--area", "panorama", "--set", "hazard=gale")
        storm.strikes()
    storm.calms()

    got, ended = received(town), deliveries(town)
    states = {key: state for key, (state, _) in ended.items()}
    unresolved = {key for key, state in states.items() if state == "unknown"}
    doubled = {key for key, times in got.items() if times > 1}
    named = {key for key, (_, marked) in ended.items() if marked}
    print(
        f"seed {SEED}: {len(wanted):,} messages for {len(rows):,} residents, {storm.kills} kills, {storm.hits} with "
        f"messages in flight ({storm.in_flight} of them), {got.total():,} taken, {len(wanted - set(got) - unresolved)} lost, "
        f"{len(unresolved)} unresolved, doubled: {len([key for key in doubled if key[1] == ROUTINE])} routine, "
        f"{len([key for key in doubled if key[1] == URGENT])} urgent of {len(named)} named"
    )
    assert set(states) == wanted
    assert set(got) <= wanted
    assert wanted - set(got) <= unresolved
    assert {state for key, state in states.items() if key not in unresolved} <= {
        "accepted",
        "delivered",
    }
    assert {key for key in doubled if key[1] == ROUTINE} == set()
    assert doubled <= named
    assert len(unresolved) <= KILLS * CONCURRENCY
    assert len(unresolved) <= 0.02 * len(wanted) or PEOPLE < 20_000
    assert storm.hits >= KILLS // 2
    assert storm.listed("unknown") == len(unresolved)
    assert storm.listed("doubled") == len(named)


def test_receipts_say_what_lost_answers_did_not(bare: Installation) -> None:
    rows = [row for row in invented(900) if row["phone"]]
    bare.residents(*rows)
    faults = {
        "seed": SEED,
        "sms": [{"kind": "500_after", "share": 0.1}],
        "callbacks": {"drop": 0.05},
    }
    storm = open_storm(bare, Random(SEED), faults, rate=400)

    storm.sends(ROUTINE, "--all", "--channel", "sms")
    storm.calms()

    got = Counter(line["to"] for line in bare.received() if line["medium"] == "sms")
    left = [key for key, (state, _) in deliveries(bare).items() if state == "unknown"]
    struck = storm.lost_answers()
    print(f"{len(got)} taken, {struck} answers lost, {len(left)} not resolved")
    assert got == Counter({row["phone"]: 1 for row in rows})
    assert struck >= len(rows) * 0.05
    assert len(left) <= 0.1 * struck
