"""A provider that answers 21614 to everybody: the lane stops, nobody is blocked, and after `tocsin
resume` all are reached."""

import json
import os
import sqlite3

from tests.journeys.conftest import Installation, until
from tests.loopback import get, post

PEOPLE = int(os.environ.get("TEST_REFUSED_PEOPLE", "300"))
BATCH = 200
DUTY = '\n[staff_notice]\nemails = ["night@town.example.gr"]\nlanguage = "en"\n'


def faults(here: Installation, script: dict[str, object]) -> None:
    url = f"http://127.0.0.1:{here.http}/sandbox/faults"
    assert post(url, json=script).is_success


def asked(here: Installation) -> int:
    """The numbers that the provider was asked to send to, and refused."""
    told = get(f"http://127.0.0.1:{here.http}/sandbox/messages.json?count").json()
    return int(told["faults"].get("21614", 0))


def blocked(here: Installation) -> int:
    with sqlite3.connect(here.home / "tocsin.db") as database:
        return int(database.execute("SELECT count(*) FROM contact WHERE block != ''").fetchone()[0])


def told(here: Installation) -> list[dict[str, str]]:
    return [each for each in here.received() if "night@" in each["to"]]


def test_a_refused_alert_stops_blocks_nobody_and_reaches_everybody(
    installation: Installation,
) -> None:
    here = installation
    config = here.home / "tocsin.toml"
    config.write_text(config.read_text("utf-8") + DUTY, "utf-8")
    numbers = [f"+30690{n:07d}" for n in range(PEOPLE)]
    here.residents(*({"language": "el", "phone": number} for number in numbers))
    faults(here, {"sms": [{"kind": "21614"}]})

    sent = here.snow("--all", "--channel", "sms", "--yes", "--expect", str(PEOPLE), code=5)

    assert (
        "The channel 'twilio' is stopped: it refuses too many (the number is no mobile (21614))."
        in sent.err
    )
    assert "`tocsin resume twilio` lets it go on" in sent.err
    assert "twilio is stopped: it refuses too many (" in sent.err
    assert "-> tocsin resume twilio" in sent.err
    assert "twilio waits" not in sent.err
    assert "does not send" not in sent.err
    [row] = [line for line in sent.out.splitlines() if " waiting; " in line]
    assert row.split()[:3] == ["SMS", f"{PEOPLE:,}", "waiting;"]
    assert row.endswith(" were tried in vain: the number is no mobile (21614)")
    assert PEOPLE * 0.2 < asked(here) <= PEOPLE * 0.2 + BATCH
    assert blocked(here) == 0
    stopped = "twilio is stopped: it refuses too many (the number is no mobile (21614))"
    for command in (("report", "1"), ("list",)):
        shown = here.tocsin("alerts", *command, COLUMNS="200").out
        assert f"{stopped} -> tocsin resume twilio" in shown
        assert "no worker is at work" not in shown
    waiting = here.tocsin("alerts", "report", "1", "--json").json
    assert waiting["by_state"] == {"queued": PEOPLE}

    here.running.append(here._begins("worker"))
    until(lambda: told(here))
    faults(here, {})
    resumed = here.tocsin("resume", "twilio", "--json").json
    until(lambda: sum(each["medium"] == "sms" for each in here.received()) >= PEOPLE)

    reached = [each["to"] for each in here.received() if each["medium"] == "sms"]
    assert sorted(reached) == sorted(numbers)
    assert [each["alert"] for each in resumed["runs"]] == [1]
    assert len(told(here)) == 1
    assert "tocsin resume twilio" in json.dumps(told(here), ensure_ascii=False)


def test_a_list_that_is_bad_is_accepted_as_it_is(installation: Installation) -> None:
    here = installation
    bad, good = ([f"+306900000{n:03d}" for n in range(start, start + 20)] for start in (0, 500))
    here.residents(*({"language": "el", "phone": number} for number in (*bad, *good)))
    faults(here, {"sms": [{"kind": "21614", "to": number} for number in bad]})
    here.snow("--all", "--channel", "sms", "--yes", "--expect", "40", code=5)

    accepted = here.tocsin("resume", "twilio", "--accept-refusals")
    assert "20 stay refused and get nothing more by SMS." in accepted.err
    here.tocsin("alerts", "resume", "1", code=3)

    assert {each["to"] for each in here.received()} == set(good)
    assert blocked(here) == 20
    here.tocsin("resume", "twilio", code=4)
