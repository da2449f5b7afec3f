"""Both doors of an installation, open: `tocsin serve` as a process, a visitor and a program in
front of it, the sandbox behind."""

import os
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import altcha
import httpx
from sqlalchemy import inspect, text

from runtime import Database
from runtime.database import connect_database, sqlite_url
from tests.journeys.conftest import Installation, answers, free_port, settings, until
from tests.journeys.forked import Forked
from tests.loopback import visit

CODE = re.compile(r"\b\d{6}\b")
HANDLE = re.compile(r'action="/code/([\w-]{22})\?')
ACTION = re.compile(r'action="(/[mpu]/[\w-]+)\?lang')
OPEN_HANDED = """
        [registration]
        work = 1
        gap_seconds = 0
        per_network_hour = 1000
        per_prefix_hour = 1000
        per_contact_day = 1000
"""
SNOW = {"from": "2031-01-12 20:00", "until": "2031-01-13 12:00"}
UNDER_WAY = {"queued", "sending"}
# Tables in which the delivery worker notes how far it is; it blanks the words of codes that have
# gone out.
RESTLESS = {
    "outside_trial",
    "worker",
    "pace",
    "alert",
    "dispatch",
    "wording",
    "seen_time",
    "measure",
}


def solved(challenge: Mapping[str, object]) -> str:
    """The proof of work for a challenge, as a form sends it in the field `altcha`."""
    given = altcha.Challenge.from_dict(dict(challenge))
    solution = altcha.solve_challenge(given)
    assert solution is not None
    return altcha.Payload(given, solution).to_base64()


@dataclass
class Doors:
    """An installation as those outside meet it; every answer is kept."""

    here: Installation
    url: str
    api: str
    server: Forked
    visitor: httpx.Client
    program: httpx.Client
    answered: list[httpx.Response] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self._kept(self.visitor.get(path, headers=headers))

    def post(
        self, path: str, fields: Mapping[str, object] | None = None, **headers: str
    ) -> httpx.Response:
        return self._kept(self.visitor.post(path, data=dict(fields or {}), headers=headers))

    def asks(self, method: str, path: str, body: object = None, **given: object) -> httpx.Response:
        """Ask the admin API, with the founder's token."""
        if body is not None:
            given["json"] = body
        return self._kept(self.program.request(method, f"/v1{path}", **given))  # type: ignore[arg-type]

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        self.answered.append(answer)
        return answer

    def proof(self) -> str:
        return solved(self.get("/challenge").json())

    def subscribe(self, *, lang: str = "el", **fields: str) -> httpx.Response:
        given = {"language": lang, "consent": "yes", "altcha": self.proof()} | fields
        return self.post(f"/subscribe?lang={lang}", given)

    def types(self, page: httpx.Response, code: str) -> httpx.Response:
        """Type a code into the page that asks for it."""
        return self.post(f"/code/{handle_of(page)}?lang=el", {"code": code})

    def inbox(self, address: str) -> list[dict[str, str]]:
        """What came to a phone or mailbox, the earliest first, as the sandbox's ledger has it."""
        return [message for message in self.here.received() if message["to"] == address]

    def next_to(self, address: str, after: int = 0) -> dict[str, str]:
        """The message that came to an address after so many others, waited for."""
        until(lambda: len(self.inbox(address)) > after)
        return self.inbox(address)[after]

    def code_for(self, address: str, after: int = 0) -> str:
        """The six digits of that message."""
        return str(CODE.findall(self.next_to(address, after)["body"])[0])

    def link_for(self, address: str, kind: str, after: int = 0) -> str:
        """The path in that message that leads to such a page: confirm, not-me, m, u, end."""
        found = re.search(
            rf"{re.escape(self.url)}(/{kind}/[\w-]+)", self.next_to(address, after)["body"]
        )
        assert found is not None, f"no link to /{kind}/"
        return found[1]

    def confirmed(self, email: str) -> httpx.Response:
        """Somebody registers by e-mail and presses the button; the page of their choices."""
        before = len(self.inbox(email))
        self.subscribe(email=email)
        pressed = self.post(self.link_for(email, "confirm", before))
        assert pressed.status_code == 200
        return pressed

    def sends(self, template: str, *areas: str, **values: str) -> int:
        """A program drafts, looks and sends; returns the alert once everything is accepted or
        refused."""
        where: dict[str, object] = {"areas": list(areas)} if areas else {"everywhere": True}
        wanted = {"template": template, "values": SNOW | values, "reach": "all", **where}
        alert = self.asks("POST", "/alerts", wanted).json()["alert"]
        seen = self.asks("GET", f"/alerts/{alert}/forecast").json()
        order = {"expect": seen["recipients"], "content_hash": seen["content_hash"]}
        sent = self.asks("POST", f"/alerts/{alert}/send", order)
        assert sent.status_code == 200, sent.text
        until(
            lambda: (
                not UNDER_WAY & set(self.asks("GET", f"/alerts/{alert}/report").json()["by_state"])
            )
        )
        return int(alert)

    def database(self) -> Database:
        """The database, opened from outside."""
        url = self.here.environment.get("TOCSIN_DATABASE", "")
        return connect_database(url or sqlite_url(self.here.home / "tocsin.db"))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        database = self.database()
        try:
            with database.reading() as session:
                return [tuple(row) for row in session.execute(text(query))]
        finally:
            database.close()

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table that only an act changes, once the worker has noted how all
        that arrived at the sandbox ended."""
        until(lambda: not self.rows("SELECT id FROM delivery WHERE state IN ('queued', 'sending')"))
        database = self.database()
        tables = sorted(set(inspect(database.engine).get_table_names()) - RESTLESS)
        database.close()
        return {table: sorted(self.rows(f"SELECT * FROM {table}"), key=repr) for table in tables}

    def closes(self) -> tuple[str, str]:
        """Stop the server in good order; what it printed."""
        os.kill(self.server.pid, signal.SIGTERM)
        out, err = self.server.communicate(timeout=600)
        assert self.server.returncode == 0, err
        self.here.running.remove(self.server)
        return out, err


@contextmanager
def open_doors(here: Installation, *more: str) -> Iterator[Doors]:
    """Start the sandbox and `tocsin serve` on an installation; `more` is added to its
    tocsin.toml."""
    public, admin = free_port(), free_port()
    url, api = f"http://127.0.0.1:{public}", f"http://127.0.0.1:{admin}"
    told = settings(here.http, here.smtp).replace("https://warn.example.gr", url)
    (here.home / "tocsin.toml").write_text("\n".join((told, *more)), "utf-8")
    here.sandbox()
    server = here._begins(
        "serve", "--public", f"127.0.0.1:{public}", "--admin", f"127.0.0.1:{admin}"
    )
    assert isinstance(server, Forked)
    here.running.append(server)
    until(lambda: answers(public) and answers(admin))
    token = (here.home / "tocsin.token").read_text("ascii").strip()
    with (
        visit(url, follow_redirects=True) as visitor,
        visit(api, headers={"Authorization": f"Bearer {token}"}) as program,
    ):
        yield Doors(here, url, api, server, visitor, program)


def handle_of(page: httpx.Response) -> str:
    """The secret by which a page claims its code."""
    found = HANDLE.search(page.text)
    assert found is not None, page.text
    return found[1]


def action_of(page: httpx.Response) -> str:
    """Where the first form of a page of choices goes."""
    found = ACTION.search(page.text)
    assert found is not None, page.text
    return found[1]
