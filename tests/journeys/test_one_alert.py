"""The journey of one alert, as staff make it and residents get it."""

import re
import signal

import pytest

from tests.journeys.conftest import Installation, until

ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001", "zones": "panorama"}
BEN = {
    "name": "Ben Trial",
    "language": "en",
    "phone": "+306900000002",
    "email": "ben@example.org",
    "zones": "pylaia",
}
EVA = {"name": "Eva Probe", "language": "de", "email": "eva@example.com"}
LIVE = ("--yes", "--expect")


def test_a_resident_gets_the_alert_once_in_their_language(installation: Installation) -> None:
    installation.residents(ANA, BEN, EVA)

    report = installation.snow("--all", "--reach", "all", *LIVE, "3", "--json").json

    got = {(line["to"], line["body"].split()[0]) for line in installation.received()}
    assert {to for to, _ in got} == {ANA["phone"], BEN["phone"], BEN["email"], EVA["email"]}
    assert (report["recipients"], report["messages"], report["by_state"]) == (3, 4, {"accepted": 4})
    assert report["state"] == "sent"


def test_a_zone_reaches_its_people_and_those_everywhere(installation: Installation) -> None:
    installation.residents(ANA, BEN, EVA)

    installation.snow("--area", "Πανόραμα", "--reach", "all", *LIVE, "2")

    assert {line["to"] for line in installation.received()} == {ANA["phone"], EVA["email"]}


def test_the_first_medium_alone_unless_it_is_severe(installation: Installation) -> None:
    installation.residents(BEN)

    installation.snow("--all", *LIVE, "1")

    assert [line["medium"] for line in installation.received()] == ["sms"]


def test_a_repeat_with_the_same_key_sends_nothing(installation: Installation) -> None:
    installation.residents(ANA)
    first = installation.snow("--all", *LIVE, "1", "--key", "snow-1", "--json").json

    again = installation.snow("--all", *LIVE, "1", "--key", "snow-1", "--json").json

    assert len(installation.received()) == 1
    assert (first["alert"], first["identifier"]) == (again["alert"], again["identifier"])


def test_a_key_used_for_another_alert_is_refused_with_both(
    installation: Installation,
) -> None:
    installation.residents(ANA)
    installation.snow("--all", *LIVE, "1", "--key", "snow-1")

    refused = installation.snow("--area", "panorama", *LIVE, "1", "--key", "snow-1", code=4)

    assert "the whole municipality" in refused.err
    assert "snow for panorama" in refused.err
    assert len(installation.received()) == 1


def test_two_commands_with_one_key_at_once_make_one_alert(installation: Installation) -> None:
    installation.residents(ANA, BEN)
    words = installation.snow_words("--all", *LIVE, "2", "--key", "snow-1", "--json")

    commands = [installation.starts(*words) for _ in range(2)]

    assert [command.wait() for command in commands] == [0, 0]
    assert len(installation.received()) == 2


def test_a_dry_run_sends_nothing(installation: Installation) -> None:
    installation.residents(ANA, BEN, EVA)

    seen = installation.snow("--all", "--dry-run", "--full", "--json")

    assert seen.json["recipients"] == 3
    assert "none in 'de', they read 'en'" in seen.err
    assert installation.received() == []


def test_a_dry_run_shows_no_person_in_clear(installation: Installation) -> None:
    installation.residents(ANA, BEN, EVA)

    seen = installation.snow("--all", "--dry-run", "--full")

    assert not re.search(r"\+306900000\d{3}|ben@|Δοκιμή\b|Probe", seen.err)


def test_a_count_that_moved_is_refused(installation: Installation) -> None:
    installation.residents(ANA, BEN, EVA)

    refused = installation.snow("--all", *LIVE, "2", code=4)

    assert "2 recipients were expected, there are 3 now" in refused.err
    assert installation.received() == []


def test_the_operator_gets_it_first(installation: Installation) -> None:
    installation.residents(ANA)

    installation.snow("--all", "--to-me", *LIVE, "1")

    received = [line["to"] for line in installation.received()]
    assert received[-1] == ANA["phone"]
    assert set(received[:-1]) == {"+306999999999", "duty@town.example.gr"}


def test_a_refused_number_is_named_and_stops_nobody(
    installation: Installation,
) -> None:
    installation.residents(ANA, {**BEN, "email": ""})
    import urllib.request

    fault = urllib.request.Request(
        f"http://127.0.0.1:{installation.http}/sandbox/faults",
        data=b'{"sms": {"kind": "21610", "to": "+306900000001"}}',
        headers={"Content-Type": "application/json"},
    )
    urllib.request.urlopen(fault).close()

    report = installation.snow("--all", *LIVE, "2", "--json", code=3).json

    assert report["by_state"] == {"accepted": 1, "refused": 1}
    named = installation.tocsin("alerts", "report", "1", "--missed").out
    assert "not reached: the person sent STOP (21610)" in named
    assert "+306900000001" not in named


def test_a_dead_relay_delays_no_sms_and_is_named(installation: Installation) -> None:
    installation.residents(ANA, BEN, EVA)

    stuck = installation.snow(
        "--all", "--reach", "all", *LIVE, "3", TOCSIN_CHANNELS__SMTP__PORT="9", code=5
    )

    assert "'smtp' does not send" in stuck.err
    assert "tocsin worker" in stuck.err
    assert {line["to"] for line in installation.received()} == {ANA["phone"], BEN["phone"]}


def test_an_unfinished_alert_is_resumed_later(installation: Installation) -> None:
    installation.residents(ANA, BEN, EVA)
    installation.snow(
        "--all", "--reach", "all", *LIVE, "3", TOCSIN_CHANNELS__SMTP__PORT="9", code=5
    )

    resumed = installation.tocsin("alerts", "resume", "1", "--json").json

    assert resumed["by_state"] == {"accepted": 4}
    assert len(installation.received()) == 4


def test_ctrl_c_detaches_and_says_what_goes_on(installation: Installation) -> None:
    installation.residents(ANA, BEN, EVA)
    words = installation.snow_words("--all", *LIVE, "3")
    sending = installation.starts(*words, TOCSIN_CHANNELS__TWILIO__RATE="0.2", TOCSIN_PATIENCE="60")
    until(installation.received)

    sending.send_signal(signal.SIGINT)

    _, said = sending.communicate(timeout=600)
    assert sending.returncode == 130
    assert "left" in said
    assert "tocsin alerts resume 1" in said


def test_the_report_can_be_kept_as_a_file(installation: Installation) -> None:
    installation.residents(ANA, BEN, EVA)
    installation.snow("--all", *LIVE, "3")

    installation.tocsin("alerts", "report", "1", "--csv", str(installation.home / "report.csv"))

    lines = (installation.home / "report.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "accepted" in lines[1]
    assert "6900000001" not in "".join(lines)


@pytest.mark.parametrize("which", ["1", "snow-1"])
def test_an_alert_is_found_by_number_or_key(installation: Installation, which: str) -> None:
    installation.residents(ANA)
    installation.snow("--all", *LIVE, "1", "--key", "snow-1")

    shown = installation.tocsin("alerts", "show", which).out

    assert "ΔΗΜΟΣ ΔΟΚΙΜΗΣ" not in shown.split("---")[0]
    assert "XIONO" in shown or "ΧΙΟΝΟ" in shown
