"""Everything a resident and a program do, with nothing but the sandbox to hear from Tocsin."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Installation, until
from tests.journeys.doors import OPEN_HANDED, SNOW, Doors, action_of, open_doors
from tests.loopback import visit

PHONE, MAILBOX = "+306999999901", "eleni@town.example.gr"
ANNA = {"name": "Άννα Δοκιμή", "phone": "+306900000001", "zones": "panorama"}
BEN = {"name": "Ben Trial", "language": "en", "email": "ben@example.org", "zones": "pylaia"}


@pytest.fixture
def doors(bare: Installation) -> Iterator[Doors]:
    """An installation with both doors open and two residents."""
    with open_doors(bare, OPEN_HANDED) as opened:
        bare.residents(ANNA, BEN)
        yield opened


def test_eleni_comes_in_hears_moves_and_leaves(doors: Doors) -> None:
    registers(doors)
    doors.sends("snow", "panorama")
    first = (doors.next_to(PHONE, 1), doors.next_to(MAILBOX, 1))

    moves(doors, "pylaia")
    doors.sends("snow", "panorama")
    doors.sends("snow", "pylaia")
    second = (doors.next_to(PHONE, 2), doors.next_to(MAILBOX, 2))
    one_click(doors, second[1])
    doors.sends("snow", "pylaia")
    storm = doors.sends("extreme_weather", "pylaia", hazard="storm")

    assert "XIONO" in first[0]["body"]
    assert "Χιονόπτωση στο Πανόραμα" in first[1]["subject"]
    assert [len(doors.inbox(each)) for each in (PHONE, MAILBOX)] == [4, 4]
    page = f"/a/{doors.asks('GET', f'/alerts/{storm}').json()['public_number']}"
    assert f"{doors.url}{page}\n" in doors.inbox(MAILBOX)[3]["body"]
    assert doors.get(page).status_code == 200


def registers(doors: Doors) -> None:
    """A code typed, a button pressed, choices kept."""
    asked = doors.subscribe(phone=PHONE, email=MAILBOX)
    typed = doors.types(asked, doors.code_for(PHONE))
    pressed = doors.post(doors.link_for(MAILBOX, "confirm"))
    chosen = {"fresh": "yes", "zone": ["panorama"], "topic": ["weather", "roads"], "language": "el"}
    done = doors.post(f"{action_of(pressed)}?lang=el", chosen)

    assert [page.status_code for page in (asked, typed, pressed, done)] == [200] * 4
    assert "DOKIMI" in done.text, "the name to save"
    assert len(doors.rows("SELECT id FROM resident WHERE left_at IS NULL")) == 3


def moves(doors: Doors, zone: str) -> None:
    """By the link that stands in every mail."""
    leaving = doors.get(doors.link_for(MAILBOX, "u", 1))
    choices = urlsplit(leaving.text.partition('href="/p/')[2].partition('"')[0]).path
    wanted = {"zone": [zone], "topic": ["weather", "roads"], "language": "el"}

    saved = doors.post(f"/p/{choices}?lang=el", wanted)

    assert saved.status_code == 200
    assert f'value="{zone}" checked' in saved.text


def one_click(doors: Doors, mail: dict[str, str]) -> None:
    """What a mail provider does for its user (RFC 8058): no cookie, no redirect, exactly what the
    headers say."""
    url, body = mail["list_unsubscribe"].strip("<>"), mail["list_unsubscribe_post"]
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    with visit() as provider:
        looked = provider.get(url)
        answer = provider.post(url, content=body.encode(), headers=form)

    assert url.startswith(f"{doors.url}/u/")
    assert body == "List-Unsubscribe=One-Click"
    assert (looked.status_code, answer.status_code) == (200, 200)
    assert "set-cookie" not in answer.headers
    assert doors.rows("SELECT topic FROM refusal WHERE topic = 'weather'") == [("weather",)]


def test_a_program_drafts_looks_sends_and_reads_the_report(doors: Doors) -> None:
    wanted = {"template": "snow", "values": SNOW, "everywhere": True, "reach": "all"}

    drafted = doors.asks("POST", "/alerts", wanted)
    number = drafted.json()["alert"]
    seen = doors.asks("GET", f"/alerts/{number}/forecast").json()
    early = doors.asks("GET", f"/alerts/{number}/report")
    sent = doors.asks(
        "POST",
        f"/alerts/{number}/send",
        {"expect": seen["recipients"], "content_hash": seen["content_hash"]},
    )
    told = {each: doors.next_to(each)["body"] for each in (ANNA["phone"], BEN["email"])}

    assert (drafted.status_code, drafted.json()["state"], sent.status_code) == (201, "draft", 200)
    assert (seen["recipients"], seen["messages"], early.status_code) == (2, 2, 409)
    assert told[ANNA["phone"]] in {words["text"] for words in sent.json()["wordings"]}
    until(
        lambda: doors.asks("GET", f"/alerts/{number}/report").json()["by_state"] == {"accepted": 2}
    )
