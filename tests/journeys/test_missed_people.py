"""Whom to phone: the people whom nothing reached, a line a person, on the screen, in a file, on
paper, and ticked off."""

import csv
import io
import os
import re

import pytest

from tests.journeys.conftest import Installation
from tests.loopback import post

HELPED = {"name": "Ελένη Χρειάζου", "language": "el", "phone": "+306900000009", "zones": "pylaia"}
PEOPLE = (
    {"name": "Άννα Παραδείγμου", "language": "el", "phone": "+306900000001", "zones": "panorama"},
    {
        "name": "Βασίλης =1+1",
        "language": "el",
        "phone": "+306900000002",
        "email": "b@example.org",
        "zones": "panorama",
    },
    {"name": "Γιώργος Στοπ", "language": "el", "phone": "+306900000003", "zones": "filyro"},
    HELPED,
    {
        "name": "Δάφνη Ταχυδρομίδου",
        "language": "el",
        "phone": "+306900000004",
        "email": "d@example.org",
    },
    {"name": "Ζωή Ελήφθη", "language": "el", "phone": "+306900000005", "zones": "panorama"},
)


@pytest.fixture
def office(installation: Installation) -> Installation:
    """Six people, of whom four get nothing, for three causes, and one only a mail."""
    here = installation
    here.residents(*PEOPLE)
    here.tocsin("residents", "change", "4", "--needs-help")
    codes = {"1": "21614", "2": "21614", "3": "21610", "4": "21614", "9": "21614"}
    sms = [{"kind": code, "to": f"+30690000000{last}"} for last, code in codes.items()]
    script = {"sms": sms, "email": [{"kind": "550_rcpt", "to": "b@example.org"}]}
    url = f"http://127.0.0.1:{here.http}/sandbox/faults"
    assert post(url, json=script).is_success
    here.snow("--all", "--yes", "--expect", "6", code=3)
    return here


def test_the_missed_are_listed_by_need_then_zone_then_name(office: Installation) -> None:
    listed = office.tocsin("alerts", "missed", "1", "--json").json["people"]
    shown = office.tocsin("alerts", "missed", "1").out

    assert [each["name"].split()[0] for each in listed] == ["Ελένη", "Γιώργος", "Άννα", "Βασίλης"]
    assert [len(each["tries"]) for each in listed] == [1, 1, 1, 2]
    assert listed[1]["tries"][0]["words"] == "the person sent STOP (21610)"
    assert "+306900000009" in shown.splitlines()[1]
    assert "NEEDS HELP" in shown.splitlines()[1]
    assert "Ζωή" not in shown
    assert "Δάφνη" not in shown  # the mail has reached her


def test_the_file_of_the_missed_is_whole_and_safe(office: Installation) -> None:
    path = office.home / "missed.csv"
    office.tocsin("alerts", "missed", "1", "--csv", str(path))

    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert [row["contacts"] for row in rows][1:3] == ["'+306900000003", "'+306900000001"]
    assert rows[0]["needs_help"] == "yes"
    assert "no such mailbox (5.1.1)" in rows[3]["why"]


def test_a_person_told_in_person_is_ticked_off_and_counted(office: Installation) -> None:
    office.tocsin("alerts", "missed", "1", "--done", "4, 1")
    office.tocsin("alerts", "missed", "1", "--done", "3,1")
    office.tocsin("alerts", "missed", "1", "--undone", "3")
    refused = office.tocsin("alerts", "missed", "1", "--done", "6", code=4)

    told = {
        each["resident"]
        for each in office.tocsin("alerts", "missed", "1", "--json").json["people"]
        if each["told_at"]
    }
    report = office.tocsin("alerts", "report", "1")
    journal = office.tocsin("journal", "show", "--json").rows

    assert told == {1, 4}
    assert office.tocsin("alerts", "report", "1", "--json").json["told_in_person"] == 2
    assert "2 people told in person" in report.out
    assert "Not among those missed" in refused.err
    assert {"alert.told_in_person", "alert.not_told_in_person", "alert.missed_read"} <= {
        each["action"] for each in journal
    }


def test_the_page_to_print_holds_everybody_and_asks_no_network(office: Installation) -> None:
    path = office.home / "patrol.html"
    office.tocsin("alerts", "missed", "1", "--print", str(path), "--done", "4")

    page = path.read_text("utf-8")

    assert os.stat(path).st_mode & 0o777 == 0o600
    assert page.count('class="tick"') == 4
    assert page.count("✓") == 1
    assert "Βασίλης =1+1" in page
    assert "Municipality of Dokimi" in page
    assert "http" not in page
    assert page.index("NEEDS HELP") < page.index("+306900000009") < page.index("+306900000003")


def test_a_waiting_person_is_not_missed_yet(bare: Installation) -> None:
    bare.residents(*PEOPLE)
    bare.snow("--all", "--yes", "--expect", "6", code=5)
    path = bare.home / "patrol.html"

    shown = bare.tocsin("alerts", "missed", "1").out
    bare.tocsin("alerts", "missed", "1", "--print", str(path))

    waiting = "Nobody is missed so far; 6 people still wait or may have it: tocsin alerts missed 1"
    assert shown == f"{waiting} --waiting\n"
    assert waiting in path.read_text("utf-8")


def test_people_who_wait_are_listed_while_nothing_goes_out(bare: Installation) -> None:
    bare.residents(*PEOPLE)
    bare.snow("--all", "--yes", "--expect", "6", code=5)
    path = bare.home / "patrol.html"

    report = bare.tocsin("alerts", "report", "1").out
    listed = bare.tocsin("alerts", "missed", "1", "--waiting", "--json").json["people"]
    bare.tocsin("alerts", "missed", "1", "--waiting", "--done", "2", "--print", str(path))
    shown = bare.tocsin("alerts", "missed", "1", "--waiting").out

    assert "to be phoned: tocsin alerts missed 1 --waiting" in report
    assert len(listed) == len(PEOPLE)
    assert listed[0]["tries"][0]["words"].startswith("waiting; the last try: ")
    assert "Whom to phone or visit while nothing goes out" in path.read_text("utf-8")
    assert "6 people wait or may have it, 1 of them told in person." in shown
    assert bare.tocsin("alerts", "report", "1", "--json").json["told_in_person"] == 1


def test_a_list_says_whom_an_update_told(bare: Installation) -> None:
    bare.residents(*PEOPLE)
    bare.snow("--all", "--yes", "--expect", "6", code=5)
    bare.sandbox()
    later = ("--set", "until=2031-01-13 23:00", "--yes", "--expect", "6")
    bare.tocsin("alerts", "update", "1", *later)
    path = bare.home / "patrol.html"

    shown = bare.tocsin("alerts", "missed", "1").out
    bare.tocsin("alerts", "missed", "1", "--print", str(path))
    report = bare.tocsin("alerts", "report", "1").out

    told = "6 people were told by alert 2, and are not in this list."
    over, way_on, said = shown.splitlines()
    assert way_on.endswith(": tocsin alerts missed 2")
    assert over.startswith("UPDATED by alert 2, ")
    assert said == f"Nobody is left to phone. {told}"
    assert over in report
    assert over in path.read_text("utf-8")
    assert told in path.read_text("utf-8")
    assert "  of those not reached 6 people were told by alert 2" in report
    assert "whom to phone" not in report


def test_a_viewer_is_not_shown_the_missed(office: Installation) -> None:
    token = office.tocsin("staff", "add", "Viewer", "--role", "viewer").out.strip().splitlines()[-1]

    refused = office.tocsin("alerts", "missed", "1", code=4, TOCSIN_TOKEN=token)

    assert "may not see residents" in refused.err
    assert "+3069" not in refused.out + refused.err


def test_all_contacts_that_an_alert_blocked_are_opened_at_once(office: Installation) -> None:
    before = office.tocsin("alerts", "report", "1", "--json").json["blocked"]

    opened = office.tocsin("residents", "unblock", "--alert", "1", "--json").json

    assert (before, opened) == (5, {"alert": 1, "unblocked": 5})
    assert office.tocsin("alerts", "report", "1", "--json").json["blocked"] == 0
    assert "opted_out" in office.tocsin("residents", "show", "3", "--json").out
    office.tocsin("residents", "unblock", "--alert", "1", code=4)


def test_a_patrol_reads_first_that_the_alert_was_withdrawn(office: Installation) -> None:
    path = office.home / "patrol.html"
    safe = ("--set", "situation=no_danger", "--yes", "--expect", "2")
    office.tocsin("alerts", "false-alarm", "1", *safe)

    office.tocsin("alerts", "missed", "1", "--print", str(path))
    shown = office.tocsin("alerts", "missed", "1").out
    report = office.tocsin("alerts", "report", "1").out

    withdrawn = "NOT IN FORCE ANY MORE: withdrawn by alert 2, "
    assert shown.startswith(withdrawn)
    assert "Whom the words that hold now did not reach: tocsin alerts missed 2" in shown
    for told in (report, path.read_text("utf-8")):
        assert withdrawn in told


def test_the_page_to_print_has_one_heading_for_each_place(bare: Installation) -> None:
    zones = ["exochi", "exochi;panorama", "exochi", "panorama", "exochi;filyro", ""]
    phones = [f"+30690000000{number}" for number in range(6)]
    people = [
        {"name": f"Name {phone[-1]}", "language": "en", "phone": phone, "zones": each}
        for phone, each in zip(phones, zones, strict=True)
    ]
    bare.residents(*people)
    bare.sandbox()
    script = {"sms": [{"kind": "21614", "to": phone} for phone in phones]}
    assert post(f"http://127.0.0.1:{bare.http}/sandbox/faults", json=script).is_success
    bare.snow("--all", "--yes", "--expect", "6", code=None)

    page = bare.tocsin("alerts", "missed", "1", "--print", "-").out

    headings = re.findall('class="zone" colspan="6">([^<]+)<', page)
    assert headings == ["Exochi", "Panorama", "No zone given: the whole municipality"]
    assert page.count("also: Panorama") == 1
    assert page.count('class="tick"') == 6
