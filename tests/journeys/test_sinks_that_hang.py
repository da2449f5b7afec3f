"""A monitor that never reads, a journal mirror that nobody reads and a notice to staff that hangs
delay no message (issue 4, must show 7)."""

import contextlib
import os
import socket
import urllib.parse
from collections.abc import Iterator

import pytest

from tests.journeys.conftest import Installation, until
from tests.journeys.doors import Doors, open_doors
from tests.loopback import post

DUTY = "duty@town.example.gr"
PEOPLE = 60
POLICY = f"""
[approval]
severities = ["Moderate"]
[staff_notice]
emails = ["{DUTY}"]
[journal]
mirror = "mirror.pipe"
"""


def people() -> list[dict[str, str]]:
    return [
        {"name": "Δοκιμή", "phone": f"+3069{number:08d}", "email": f"r{number}@example.gr"}
        for number in range(PEOPLE)
    ]


@pytest.fixture
def doors(bare: Installation) -> Iterator[Doors]:
    bare.residents(*people())
    os.mkfifo(bare.home / "mirror.pipe")
    with open_doors(bare, POLICY) as opened:
        script = {"email": [{"kind": "hang_in_data", "to": DUTY}]}
        answer = post(f"http://127.0.0.1:{bare.http}/sandbox/faults", json=script)
        assert answer.status_code == 204, answer.text
        yield opened


@pytest.fixture
def never_reading(doors: Doors) -> Iterator[list[socket.socket]]:
    """Connections that ask for /metrics again and again and never read a byte."""
    place = urllib.parse.urlsplit(doors.api)
    asked = f"GET /metrics HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode() * 200
    with contextlib.ExitStack() as stack:
        scrapers = [stack.enter_context(socket.socket()) for _ in range(5)]
        for scraper in scrapers:
            scraper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            scraper.connect((place.hostname, place.port))
            scraper.sendall(asked)
        yield scrapers


def test_no_message_waits_for_whoever_hangs(
    doors: Doors, never_reading: list[socket.socket]
) -> None:
    wanted = {
        "template": "snow",
        "values": {"from": "2031-01-12 20:00", "until": "2031-01-13 12:00"},
        "reach": "all",
        "everywhere": True,
    }
    alert = doors.asks("POST", "/alerts", wanted).json()["alert"]
    seen = doors.asks("GET", f"/alerts/{alert}/forecast").json()

    order = {
        "expect": seen["recipients"],
        "content_hash": seen["content_hash"],
        "override": "The pass is closing",
    }
    assert doors.asks("POST", f"/alerts/{alert}/send", order).status_code == 200
    everybody = {person[medium] for person in people() for medium in ("phone", "email")}
    until(lambda: {line["to"] for line in doors.here.received()} >= everybody)

    # All of it arrived, and all three hang to this moment.
    report = doors.asks("GET", f"/alerts/{alert}/report").json()
    assert report["messages"] == 2 * PEOPLE
    notice = "SELECT d.state FROM delivery d JOIN alert a ON a.notice_id = d.dispatch_id"
    assert doors.rows(notice) == [("sending",)]
    assert not (doors.here.home / "journal.mirrored").exists()
    assert all(still_waits(each) for each in never_reading)


def test_a_command_does_not_wait_for_the_mirror_either(doors: Doors) -> None:
    said = doors.here.tocsin("journal", "verify", "--json")
    found = doors.here.tocsin("doctor", "--json", code=None).rows

    assert said.json["whole"] is True
    assert any("mirror is" in line["what"] for line in found)


def still_waits(scraper: socket.socket) -> bool:
    """Whether the server has not hung up on it."""
    scraper.setblocking(False)
    try:
        return scraper.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
