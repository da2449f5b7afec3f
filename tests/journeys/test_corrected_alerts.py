"""A warning is called off while it is being sent: the old words stop, and the new ones reach
exactly those who got the old."""

import json
import urllib.request
from collections import Counter
from sqlite3 import connect

import pytest

from templates.sms import to_gsm7
from tests.journeys.conftest import Installation, until

PEOPLE = 40
WITHDRAWN = to_gsm7("ΑΚΥΡΩΣΗ")
SLOW = {"TOCSIN_CHANNELS__TWILIO__CONCURRENCY": "4"}
SAFE = ("--set", "situation=no_danger")
CHANGED = ("--set", "impact=Κλειστοί δρόμοι", "--set", "impact.en=Roads closed")


@pytest.fixture
def town(installation: Installation) -> Installation:
    """Forty people with a phone, whose provider takes five seconds for each message after eight."""
    names = ({"name": "Δοκιμή", "phone": f"+3069999900{number:02d}"} for number in range(PEOPLE))
    installation.residents(*names)
    provider(installation, {"sms": {"kind": "latency", "seconds": 5.0, "after": 8}})
    return installation


def provider(here: Installation, script: dict[str, object]) -> None:
    """How the sandbox behaves from now on."""
    url = f"http://127.0.0.1:{here.http}/sandbox/faults"
    kind = {"Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(url, json.dumps(script).encode(), kind)).close()


def in_mid_send(here: Installation, *words: str) -> dict[str, object]:
    """What a correction says that is given while the first alert is being sent, however long it
    takes to start: the provider is quick again once it is issued."""
    given = here.starts(*words, "--yes", "--expect", str(PEOPLE), "--json", **SLOW)
    with connect(here.home / "tocsin.db") as database:
        until(lambda: database.execute("SELECT count(*) FROM alert").fetchone() == (2,))
    provider(here, {})
    out, err = given.communicate(timeout=600)
    assert given.returncode == 0, err
    told: dict[str, object] = json.loads(out)
    return told


def heard(here: Installation) -> dict[str, list[bool]]:
    """Of each phone, in order: whether what it got withdraws."""
    found: dict[str, list[bool]] = {}
    for line in here.received():
        found.setdefault(line["to"], []).append(WITHDRAWN in line["body"])
    return found


def test_a_cancel_in_mid_send_reaches_exactly_the_people_told(town: Installation) -> None:
    sending = town.starts(*town.snow_words("--all", "--yes", "--expect", str(PEOPLE)), **SLOW)
    until(lambda: town.count >= 8)

    cancelled = in_mid_send(town, "alerts", "cancel", "1", *SAFE)

    sending.communicate(timeout=600)
    got = heard(town)
    assert 8 <= len(got) < PEOPLE
    assert set(map(tuple, got.values())) == {(False, True)}
    assert cancelled["by_state"] in ({"accepted": len(got)}, {"delivered": len(got)})
    stopped = town.tocsin("alerts", "report", "1", "--json").json
    assert (stopped["state"], stopped["by_state"]["cancelled"]) == ("cancelled", PEOPLE - len(got))


def test_an_update_in_mid_send_reaches_everybody_last(
    town: Installation,
) -> None:
    sending = town.starts(*town.snow_words("--all", "--yes", "--expect", str(PEOPLE)), **SLOW)
    until(lambda: town.count >= 8)

    in_mid_send(town, "alerts", "update", "1", *CHANGED)

    sending.communicate(timeout=600)
    new = to_gsm7("Κλειστοί δρόμοι")
    found: dict[str, list[bool]] = {}
    for line in town.received():
        found.setdefault(line["to"], []).append(new in line["body"])
    assert len(found) == PEOPLE
    assert set(map(tuple, found.values())) == {(True,), (False, True)}


def test_a_dry_run_of_a_correction_stops_nothing(town: Installation) -> None:
    town.snow("--all", "--yes", "--expect", str(PEOPLE), TOCSIN_CHANNELS__TWILIO__CONCURRENCY="40")

    looked = town.tocsin("alerts", "false-alarm", "1", *SAFE, "--dry-run", "--json")

    assert (looked.json["got"], looked.json["expect"], looked.json["template"]) == (
        PEOPLE,
        PEOPLE,
        "false_alarm",
    )
    assert WITHDRAWN in looked.err
    assert town.count == PEOPLE
    shown = town.tocsin("alerts", "show", "1", "--json").json
    letters = Counter(each["letters"] for each in shown["correction"])
    assert (shown["stopped_at"], letters) == (None, {"usual": 16, "unicode": 4})


def test_a_corrected_alert_is_refused_and_listed_with_its_chain(
    installation: Installation,
) -> None:
    installation.residents({"name": "Δοκιμή", "phone": "+306999990000"})
    installation.snow("--all", "--yes", "--expect", "1")
    installation.tocsin("alerts", "all-clear", "1", "--yes", "--expect", "1")

    again = installation.tocsin("alerts", "cancel", "1", "--yes", "--expect", "1", code=4)
    back = installation.tocsin("alerts", "cancel", "2", "--yes", "--expect", "1")
    resent = installation.tocsin("alerts", "resend", "1", "--yes", "--expect", "1", code=4)

    assert "it holds again: `tocsin alerts update 1` tells people so" in resent.err
    assert "Alert 1 was ended by alert 2." in again.err
    assert "Alert 2 is stopped. Alert 3 corrects it" in back.err
    assert "Alert 1 holds again." in back.err
    chain = [
        (each["alert"], each["corrects"], each["corrected_by"])
        for each in installation.tocsin("alerts", "list", "--json").rows
    ]
    assert chain == [(3, 2, None), (2, 1, 3), (1, None, None)]
    assert [line["body"].count(WITHDRAWN) for line in installation.received()] == [0, 0, 1]


def test_an_ending_is_taken_back_without_denying_the_danger(installation: Installation) -> None:
    installation.residents({"name": "Δοκιμή", "phone": "+306999990000"})
    installation.snow("--all", "--yes", "--expect", "1")
    installation.tocsin("alerts", "all-clear", "1", "--yes", "--expect", "1")

    refused = installation.tocsin("alerts", "cancel", "2", *SAFE, "--dry-run", code=2)
    looked = installation.tocsin("alerts", "cancel", "2", "--dry-run")

    assert "tocsin alerts cancel 2 --set situation=danger_remains" in refused.err
    assert looked.err.count("alert 1 holds again: ") == 1


def test_people_who_never_got_what_holds_again_are_counted(installation: Installation) -> None:
    for number in range(3):
        installation.residents({"name": "Δοκιμή", "phone": f"+30699999000{number}"})
    installation.snow("--all", "--yes", "--expect", "3")
    with connect(installation.home / "tocsin.db") as database:
        database.execute("UPDATE delivery SET state = 'cancelled' WHERE id > 1")
    installation.tocsin("alerts", "all-clear", "1", "--yes", "--expect", "1")

    looked = installation.tocsin("alerts", "cancel", "2", "--dry-run", "--json")
    back = installation.tocsin("alerts", "cancel", "2", "--yes", "--expect", "1")

    again = installation.tocsin("alerts", "report", "1").out
    missed = installation.tocsin("alerts", "missed", "1").out

    assert looked.json["untold"] == 2
    assert "The number to confirm is 1." in looked.err
    assert "  holds again: what had ended it was taken back" in again
    assert "NOT IN FORCE" not in again + missed
    for shown in (looked.err, back.err):
        assert "2 people never got alert 1: phone them (tocsin alerts missed 1)" in shown


def test_an_alert_that_reached_nobody_is_stopped_without_a_message(
    installation: Installation,
) -> None:
    installation.residents({"name": "Δοκιμή", "phone": "+306999990000"})
    installation.snow(
        "--all",
        "--yes",
        "--expect",
        "1",
        TOCSIN_CHANNELS__TWILIO__BASE_URL="http://127.0.0.1:9",
        code=5,
    )

    looked = installation.tocsin("alerts", "cancel", "1", *SAFE, "--dry-run")
    stopped = installation.tocsin(
        "alerts", "cancel", "1", *SAFE, "--yes", "--expect", "1", "--json"
    )

    assert "up to 1 more, whom the alert may still reach" in looked.err
    assert "on its way" not in looked.err
    assert (stopped.json["state"], stopped.json["corrected_by"]) == ("cancelled", None)
    assert "Nobody had got alert 1" in stopped.err
    assert installation.received() == []
