"""A canary lives through every flow: whoever finds a feather of it in a log, an error, a figure or
a raw byte has found a leak."""

import base64
import json
import os
import re
import signal
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from subprocess import Popen
from threading import Event
from urllib.parse import quote

import httpx
import pytest

from tests.journeys.conftest import COLUMNS, Installation, Ran, hours_not_now, until
from tests.journeys.doors import OPEN_HANDED, SNOW, Doors, action_of, open_doors
from tests.journeys.forked import Forked
from tests.loopback import visit

NATIONAL, LOCAL_PART, NAME = "6987651234", "zoumpoulia.kanarinou", "Ζουμπουλία Καναρινοπούλου"
PHONE, MAILBOX = f"+30{NATIONAL}", f"{LOCAL_PART}@town.example.gr"
SPACED, OTHER_NAME = "698 765 1234", "Ζουμπουλία Καναρινοπούλου-Δοκιμή"
ROW = {
    "name": NAME,
    "phone": SPACED,
    "email": MAILBOX,
    "consent_source": "desk",
    "consent_at": "2026-01-02",
}
NAME_ONLY = {"name": OTHER_NAME}
SHORT = 6  # a piece of base64 that is shorter says nothing


def plumage() -> dict[str, bytes]:
    """Every way in which the canary could stand in some bytes, by what it is."""
    bare = "".join(
        sign for sign in unicodedata.normalize("NFD", NAME) if not unicodedata.combining(sign)
    )
    names = chain(*((word, word.upper(), word.lower()) for word in (*NAME.split(), *bare.split())))
    texts = {
        NATIONAL,
        SPACED,
        NATIONAL.replace("", " ").strip(),
        LOCAL_PART,
        LOCAL_PART.upper(),
        *names,
    }
    return {f"{text!r} as {how}": piece for text in texts for how, piece in written(text)}


def written(text: str) -> Iterator[tuple[str, bytes]]:
    """A text as files, wires and databases write it."""
    for form in ("NFC", "NFD"):
        raw = unicodedata.normalize(form, text)
        yield f"UTF-8 {form}", raw.encode()
        yield f"UTF-16 {form}", raw.encode("utf-16-le")
        yield f"JSON {form}", json.dumps(raw).strip('"').encode()
        for shift in range(3):
            whole = base64.b64encode(b"\0" * shift + raw.encode())
            yield f"base64 {form} {shift}", whole[4 if shift else 0 :][:-4]
    yield "UTF-16 BE", text.encode("utf-16-be")
    yield "hexadecimal", text.encode().hex().encode()
    yield "percent", quote(text, safe="").encode()
    yield (
        "percent, small",
        re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), quote(text, safe="")).encode(),
    )
    yield "HTML", "".join(f"&#{ord(sign)};" for sign in text).encode()
    yield "Latin-1 mistaken", text.encode().decode("latin-1").encode()


FEATHERS = plumage()


def found_in(content: bytes | str) -> list[str]:
    """What of the canary stands in some bytes."""
    raw = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    return [what for what, piece in FEATHERS.items() if len(piece) >= SHORT and piece in raw]


TYPED_AGAIN = re.compile(r' value="[^"]*"|<strong class="typed">[^<]*</strong>')


@dataclass
class Life:
    """The canary's life: what commands said, and what the database held of it sealed."""

    doors: Doors
    said: dict[str, str] = field(default_factory=dict)
    sealed: set[bytes] = field(default_factory=set)
    number: int = 0
    in_the_air: set[bytes] = field(default_factory=set)

    @contextmanager
    def watching_flights(self) -> Iterator[None]:
        """Keep what stands in the flight logs while messages are under way: a log is emptied when
        all have landed."""
        over = Event()

        def watch() -> None:
            while not over.wait(0.001):
                for path in (self.doors.here.home / "flights").glob("*.log"):
                    with suppress(OSError):
                        self.in_the_air.add(path.read_bytes())

        with ThreadPoolExecutor(1) as watcher:
            watcher.submit(watch)
            try:
                yield
            finally:
                over.set()

    def tocsin(self, *words: str, code: int | None = 0) -> Ran:
        """A command of staff; what it says is searched later."""
        ran = self.doors.here.tocsin(*words, code=code)
        self.said[f"{len(self.said)} {' '.join(words[:2])}"] = ran.out + ran.err
        return ran

    def shown(self, *words: str) -> Ran:
        """A command that is meant to show the canary: only what it says beside is searched."""
        ran = self.doors.here.tocsin(*words)
        self.said[f"{len(self.said)} {' '.join(words[:2])}, aside"] = ran.err
        return ran

    def keeps(self) -> None:
        """Remember what is sealed now."""
        for query in (
            "SELECT address FROM contact",
            "SELECT name FROM resident WHERE name IS NOT NULL",
        ):
            self.sealed |= {
                value for (value,) in self.doors.rows(query) if isinstance(value, bytes) and value
            }

    def files(self) -> dict[str, bytes]:
        """Every file of the home that Tocsin writes by itself, as it lies on the disk now."""
        given = {
            "people.csv",
            "people.rejected.csv",
            "people.rejected-2.csv",
            "tocsin.toml",
        }  # two imports
        home: Path = self.doors.here.home
        return {
            str(path.relative_to(home)): path.read_bytes()
            for path in home.rglob("*")
            if path.is_file() and path.name not in given
        }


@pytest.fixture
def life(bare: Installation) -> Iterator[Life]:
    """An installation that logs all it can."""
    bare.environment["TOCSIN_LOG_LEVEL"] = "debug"
    with open_doors(bare, OPEN_HANDED) as doors:
        yield Life(doors)


def test_the_canary_is_found_nowhere_outside_its_sealed_place(life: Life) -> None:
    stumbles(life)
    registers(life)
    chooses(life)
    is_looked_up(life)
    is_imported(life)
    with life.watching_flights():
        is_warned(life)
        is_refused(life)
    leaves_and_returns(life)
    takes_its_data(life)
    alive = life.files()
    before = {name: found_in(content) for name, content in alive.items()}
    keepsakes = [
        value for value in life.sealed if any(value in content for content in alive.values())
    ]

    is_erased(life)

    after = life.files()
    out, err = life.doors.closes()
    sandbox = ended(life.doors.here.running.pop(0))
    assert before == dict.fromkeys(before, [])
    assert {"tocsin.db", "tocsin.db-wal", "tocsin.db-shm"} <= set(before) & set(after)
    assert any(life.in_the_air), "no message was seen in a flight log"
    assert found_in(b"".join(life.in_the_air)) == []
    assert len(keepsakes) >= 3, "two addresses and a name are sealed in these files"
    assert [
        name for name, content in after.items() for value in life.sealed if value in content
    ] == []
    assert {name: found_in(content) for name, content in after.items()} == dict.fromkeys(after, [])
    assert {what: found_in(words) for what, words in life.said.items()} == dict.fromkeys(
        life.said, []
    )
    assert len(err) > 1000, "the server does log"
    assert found_in(out + err) == []
    assert found_in(sandbox) == []
    assert errors_that_tell(life.doors) == []


def ended(process: Forked | Popen[str] | Popen[bytes]) -> str:
    """What a process said until it was told to stop."""
    os.kill(process.pid, signal.SIGTERM)
    said = process.communicate(timeout=600)
    return "".join(each for each in said if isinstance(each, str))


def errors_that_tell(doors: Doors) -> list[tuple[str, list[str]]]:
    """Answers that hold something of the canary, but for the export and what the visitor typed,
    shown again to them alone."""
    return [
        (f"{answer.request.method} {answer.request.url.path} {answer.status_code}", found)
        for answer in doors.answered
        if not answer.request.url.path.endswith("/export")
        and (found := found_in(re.sub(TYPED_AGAIN, "", answer.text)))
    ]


def stumbles(life: Life) -> None:
    """Everything that can be typed or sent wrongly before somebody is registered."""
    doors, bad = life.doors, {"phone": f"{SPACED} 99", "email": f"{LOCAL_PART}@@town.example.gr"}
    doors.subscribe(**bad)
    doors.subscribe(phone=PHONE, consent="")
    doors.post("/subscribe", {"phone": PHONE, "email": MAILBOX, "altcha": MAILBOX})
    doors.post("/link", {"phone": SPACED + "x", "altcha": doors.proof()})
    doors.post(f"/code/{quote(MAILBOX)}", {"code": NATIONAL})
    for body in (
        f'{{"phone": "{PHONE}"',
        f'{{"phone": ["{PHONE}"]}}',
        f'{{"phone": "{PHONE}", "email": "{MAILBOX}"}}',
    ):
        json_kind = {"Content-Type": "application/json"}
        doors.answered.append(
            doors.visitor.post("/api/subscribe", content=body.encode(), headers=json_kind)
        )
    doors.answered.append(doors.visitor.post("/subscribe", content=MAILBOX.encode()))
    for path in (
        f"/u/{MAILBOX}",
        f"/m/{NATIONAL}",
        f"/confirm/{quote(NAME)}",
        f"/a/{NATIONAL}",
        f"/?q={MAILBOX}",
    ):
        doors.visitor.get(path)
    newcomer = {
        "contacts": [f"{PHONE}99", MAILBOX],
        "consent": {"source": "desk", "at": "2026-01-02"},
        **NAME_ONLY,
    }
    for wrong in (
        newcomer,
        {**newcomer, "contacts": MAILBOX},
        {**newcomer, "name": NAME * 20},
        {NAME: MAILBOX},
    ):
        doors.asks("POST", "/residents", wrong)
    life.tocsin("residents", "add", "--phone", f"{SPACED} 99", "--name", NAME, code=None)
    life.tocsin("residents", "add", "--email", f"{LOCAL_PART}@@x", "--name", NAME, code=None)
    assert doors.rows("SELECT * FROM contact") == []


def registers(life: Life) -> None:
    """In by a code and a button, after a wrong code."""
    doors = life.doors
    page = doors.subscribe(phone=SPACED, email=MAILBOX)
    code = doors.code_for(PHONE)
    assert doors.types(page, f"{(int(code) + 1) % 1_000_000:06d}").status_code == 422
    assert doors.types(page, code).status_code == 200
    link = doors.link_for(MAILBOX, "confirm")
    doors.get(link)
    assert doors.post(link).status_code == 200
    doors.subscribe(phone=PHONE, email=MAILBOX)
    [(who,)] = doors.rows("SELECT id FROM resident")
    assert isinstance(who, int)
    life.number = who
    life.keeps()


def chooses(life: Life) -> None:
    """By a link that was asked for."""
    doors = life.doors
    known = len(doors.inbox(MAILBOX))
    doors.post("/link", {"email": MAILBOX, "altcha": doors.proof()})
    own = doors.link_for(MAILBOX, "m", known)
    page = doors.get(own)
    quiet_from, quiet_until = hours_not_now()
    wanted = {
        "language": "el",
        "topic": ["weather", "roads"],
        "zone": ["panorama"],
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
    }
    assert doors.post(f"{action_of(page)}?lang=el", wanted).status_code == 200
    doors.post(f"{own}/contacts", {"phone": f"{SPACED} 9", "altcha": doors.proof()})


def is_looked_up(life: Life) -> None:
    """By staff and by a program; named, named again, and nearly entered twice."""
    doors, number = life.doors, str(life.number)
    life.tocsin("residents", "change", number, "--name", NAME)
    life.keeps()
    for wanted in (PHONE, SPACED, MAILBOX, "καναρινοπ", NATIONAL[:5]):
        life.tocsin("residents", "find", wanted)
        assert doors.asks("GET", "/residents", params={"find": wanted}).status_code == 200
    life.tocsin("residents", "find", MAILBOX, "--json")
    assert PHONE in life.shown("residents", "show", number).out
    assert NAME in life.shown("residents", "show", number, "--json").out
    doors.answered.append(masked(doors.program.get(f"/v1/residents/{number}")))
    assert doors.asks("PATCH", f"/residents/{number}", NAME_ONLY).status_code == 200
    life.keeps()
    twice = (
        "--phone",
        PHONE,
        "--email",
        MAILBOX,
        "--consent-source",
        "desk",
        "--consent-at",
        "2026-01-02",
    )
    life.tocsin("residents", "add", *twice, "--name", NAME, code=None)
    consent = {"source": "desk", "at": "2026-01-02"}
    doors.asks(
        "POST", "/residents", {"contacts": [PHONE, MAILBOX], "consent": consent, "name": NAME}
    )
    doors.asks(
        "PATCH", f"/residents/{number}", {"add_contacts": [f"{MAILBOX}@"], "consent": consent}
    )
    life.tocsin("residents", "count")


def masked(answer: httpx.Response) -> httpx.Response:
    """What a program is shown of a resident: the name is what it asked for, the addresses are
    not."""
    assert answer.status_code == 200
    assert answer.json().pop("name") == NAME
    return httpx.Response(200, text=answer.text.replace(NAME, ""), request=answer.request)


def is_imported(life: Life) -> None:
    """By a file, at the terminal and by a program, once soundly and once with errors."""
    doors = life.doors
    bad = {**ROW, "email": f"{LOCAL_PART}@", "consent_at": NAME}
    for rows in ([ROW], [bad, ROW]):
        ran = doors.here.residents(*rows, code=0 if len(rows) == 1 else 3, flags=("--update",))
        # Whoever may read residents is shown which name becomes which.
        life.said[f"{len(life.said)} import"] = (
            re.sub(f'"(old|new)": "{NAME}[^"]*"', "", ran.out) + ran.err
        )
        content = "\n".join(
            [",".join(COLUMNS), *(",".join(row.get(name, "") for name in COLUMNS) for row in rows)]
        )
        for path in (
            "/v1/residents/import?update=true&dry_run=true",
            "/v1/residents/import?update=true",
        ):
            answer = doors.program.post(
                path, content=content.encode(), headers={"Content-Type": "text/csv"}
            )
            assert answer.status_code == 202
            place = answer.headers["Location"]
            until(partial(is_carried_out, doors, place))
            doors.answered += [answer, doors.program.get(place)]
    life.keeps()


def is_carried_out(doors: Doors, place: str) -> bool:
    return bool(doors.program.get(place).json()["state"] == "done")


def is_warned(life: Life) -> None:
    """By SMS and by mail, from the API and from the terminal."""
    doors = life.doors
    alert = doors.sends("snow", "panorama")
    assert doors.next_to(PHONE, 1)["body"]
    life.tocsin(
        "send",
        "snow",
        *chain(*(("--set", f"{name}={value}") for name, value in SNOW.items())),
        "--all",
        "--dry-run",
        "--full",
    )
    life.tocsin("alerts", "show", str(alert))
    life.tocsin("alerts", "report", str(alert), "--missed", "--json")


def is_refused(life: Life) -> None:
    """Its provider and its mailbox refuse it, with words that name it."""
    doors = life.doors
    faults = {"sms": {"kind": "21610", "to": PHONE}, "email": {"kind": "550_rcpt", "to": MAILBOX}}
    with visit(f"http://127.0.0.1:{doors.here.http}") as sandbox:
        assert sandbox.post("/sandbox/faults", json=faults).status_code == 204
        alert = doors.sends("extreme_weather", "panorama", hazard="storm")
        sandbox.delete("/sandbox/faults")
    missed = doors.asks("GET", f"/alerts/{alert}/deliveries").json()["deliveries"]
    assert len(missed) == 2
    life.tocsin("alerts", "report", str(alert), "--missed")
    life.tocsin("alerts", "report", str(alert), "--csv", str(doors.here.home / "report.csv"))
    until(lambda: doors.rows("SELECT count(*) FROM contact WHERE block <> ''") == [(2,)])


def leaves_and_returns(life: Life) -> None:
    """One click, then the page with its undo."""
    doors = life.doors
    mail = next(each for each in doors.inbox(MAILBOX) if "list_unsubscribe" in each)
    leaving = mail["list_unsubscribe"].strip("<>").removeprefix(doors.url)
    assert doors.post(leaving, {"List-Unsubscribe": "One-Click"}).text == "OK\n"
    assert doors.post(leaving, {"undo": "weather"}).status_code == 200
    assert doors.rows("SELECT * FROM refusal WHERE topic = 'weather'") == []


def takes_its_data(life: Life) -> None:
    """The export is the one page that holds everything; figures and journal hold nothing."""
    doors = life.doors
    exported = doors.post(own_page(doors) + "/export")
    assert len(found_in(exported.text)) >= 3
    assert MAILBOX in life.shown("residents", "export", str(life.number)).out
    assert PHONE in doors.asks("GET", f"/residents/{life.number}/export").text
    for path in ("/metrics", "/health", "/ready", "/openapi.json"):
        doors.answered.append(doors.program.get(path))
    doors.asks("GET", "/journal")
    life.tocsin("journal", "show")
    life.tocsin("doctor", code=None)


def own_page(doors: Doors) -> str:
    """The link to everything that is its own, from the mail in which it came."""
    bodies = "\n".join(mail["body"] for mail in doors.inbox(MAILBOX))
    return str(re.findall(rf"{re.escape(doors.url)}(/m/[\w-]+)", bodies)[-1])


def is_erased(life: Life) -> None:
    """By its own hand; what stays is a keyed digest, and a door that is closed."""
    doors = life.doors
    life.keeps()
    digests = {value for (value,) in doors.rows("SELECT digest FROM contact")}
    own = own_page(doors)
    assert doors.get(f"{own}/erase").status_code == 200
    assert doors.post(f"{own}/erase", {"sure": "yes"}).status_code == 200
    assert doors.get(own).status_code == 410
    assert {value for (value,) in doors.rows("SELECT digest FROM contact")} == digests
    assert doors.rows("SELECT DISTINCT length(address) FROM contact") == [(0,)]
    assert doors.rows("SELECT * FROM consent") == doors.rows("SELECT * FROM candidate") == []
    life.tocsin("residents", "find", PHONE)
    assert (
        "they were erased"
        in life.tocsin("residents", "erase", str(life.number), "--yes", code=None).err
    )
    back = doors.here.residents(ROW, code=None)
    life.said["import after the erasure"] = back.out + back.err
    assert doors.rows("SELECT DISTINCT length(address) FROM contact") == [(0,)]
