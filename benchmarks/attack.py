"""An emergency while the form is pumped: how soon its first message leaves, over how soon it does
otherwise, in turn. And a page while somebody holds connections open and asks nothing.

`tocsin serve` answers the form, sends the codes and delivers; the emergency is issued through its
API, or by `tocsin send` beside it. The pumper works on the same machine, with a proof of work that
costs it next to nothing: at the usual cost, so many posts would keep dozens of cores busy
elsewhere."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection
from time import monotonic, sleep, time
from urllib.parse import urlsplit

import httpx

from benchmarks.commands import Watched, module, tocsin, watching
from benchmarks.figures import Row, Spread, limit_row
from benchmarks.first import URGENT, first_accepted
from benchmarks.homes import Port, fill, new_home
from benchmarks.sinks import http_sink
from channels import Medium

RECIPIENTS, RUNS = 2_000, 10
POSTS = 200  # a second, which it would send; the form lets in fewer
MOST = 1.5  # of its usual time
SILENT, PAGES, PAGE_SECONDS = 250, 20, 1.0
HALF_A_REQUEST = b"GET / HTTP/1.1\r\nHost: "
QUIET_SECONDS = 3.0  # in which what was pumped last is worked off
SETTINGS = """
[registration]
work = 1
[web]
trusted_proxies = ["127.0.0.1/32"]
"""
Pumping = Callable[[], AbstractContextManager[Watched]]


@dataclass(slots=True)
class AttackedTown:
    """An installation that is served, and how many alerts it has issued."""

    folder: Path
    form: str
    program: httpx.Client
    issued: int = 0

    def by_api(self) -> float:
        """Seconds from the order to send, at the API, to the first acceptance."""
        values = dict(word.split("=", 1) for word in URGENT[1:])
        wanted = {"template": URGENT[0], "values": values, "everywhere": True}
        drafted = self.program.post("/v1/alerts", json=wanted).raise_for_status().json()
        number, order = (
            drafted["alert"],
            {"content_hash": drafted["content_hash"], "expect": RECIPIENTS},
        )
        ordered_at = time()
        self.program.post(f"/v1/alerts/{number}/send", json=order).raise_for_status()
        return self._first(number) - ordered_at

    def by_terminal(self) -> float:
        """Seconds from the issuing, by a command, to the first acceptance."""
        values = [word for value in URGENT[1:] for word in ("--set", value)]
        words = ("send", URGENT[0], "--all", *values, "--yes", "--expect", str(RECIPIENTS))
        with watching(*tocsin(self.folder, *words)) as sending:
            sending.finish()
        self.issued += 1
        accepted_at, issued_at = first_accepted(self.folder, self.issued)
        return accepted_at - issued_at

    def _first(self, number: int) -> float:
        self.issued = number
        return first_accepted(self.folder, number)[0]


def pumped(folder: Path) -> list[Row]:
    """Two rows: the emergency issued through the API of the server that is attacked, and by a
    command beside it."""
    with http_sink(folder) as sink, ExitStack() as open_until_then:
        town = _served(folder / "home", Port(Medium.SMS, sink.port), open_until_then)

        def pumping() -> AbstractContextManager[Watched]:
            return watching(*module("pump", town.form, str(POSTS)))

        return [
            _row("through its API", town.by_api, pumping),
            _row("by a command beside it", town.by_terminal, pumping),
        ]


def held_open(folder: Path) -> list[Row]:
    """Two rows: the front page while 250 connections say nothing, and while each has sent half a
    request."""
    with ExitStack() as open_until_then:
        town = _served(folder / "held", Port(Medium.SMS, 9), open_until_then)
        return [
            limit_row(
                f"the front page beside {SILENT} connections, {how}; {PAGES} times",
                f"< {PAGE_SECONDS:.0f} s",
                _pages_beside(town.form, begun),
                PAGE_SECONDS,
            )
            for how, begun in (("silent", b""), ("half a request each", HALF_A_REQUEST))
        ]


def _pages_beside(url: str, begun: bytes) -> list[float]:
    """Seconds for the page, each time on a connection of its own; raises httpx.HTTPError when it is
    refused."""
    to, found = urlsplit(url), []
    with ExitStack() as held:
        for _ in range(SILENT):
            one = held.enter_context(create_connection((to.hostname, to.port)))
            one.sendall(begun)
        for _ in range(PAGES):
            began = monotonic()
            httpx.get(url, timeout=60, trust_env=False, verify=False).raise_for_status()
            found.append(monotonic() - began)
    return found


def _served(folder: Path, port: Port, open_until_then: ExitStack) -> AttackedTown:
    home = new_home(folder, port)
    fill(home, RECIPIENTS)
    home.database.close()
    with (folder / "tocsin.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    serving = tocsin(folder, "serve", "--public", "127.0.0.1:0", "--admin", "127.0.0.1:0")
    server = open_until_then.enter_context(watching(*serving))
    server.heard("Admin API")
    form, api = (
        next(line.split()[-1] for _, line in server.said if line.startswith(name))
        for name in ("Residents' pages", "Admin API")
    )
    token = (folder / "tocsin.token").read_text("ascii").strip()
    key = {"Authorization": f"Bearer {token}"}
    program = httpx.Client(base_url=api, headers=key, timeout=60, trust_env=False)
    return AttackedTown(folder, form, open_until_then.enter_context(program))


def _row(how: str, emergency: Callable[[], float], pumping: Pumping) -> Row:
    usual, attacked, rates = [], [], []
    for _ in range(RUNS):
        sleep(QUIET_SECONDS)
        usual.append(emergency())
        sleep(QUIET_SECONDS)
        with pumping() as pump:
            pump.heard("75 posts")
            attacked.append(emergency())
            rates.append(_rate(pump))
    ours, bare = Spread.of(attacked), Spread.of(usual)
    ratio = ours.middle / bare.middle
    return Row(
        f"first message of an emergency while the form is pumped, {how}; median of {RUNS}",
        f"<= {MOST} of its usual time",
        f"{ours.shown()} s; usually {bare.shown()}",
        f"{ratio:.2f}",
        f"yes ({Spread.of(rates).middle:.0f} posts a second)",
        ratio <= MOST,
    )


def _rate(pump: Watched) -> float:
    """Posts a second so far."""
    told = [(at, int(line.split()[0])) for at, line in list(pump.said) if line.endswith("posts")]
    (began, first), (ended, last) = told[0], told[-1]
    return (last - first) / (ended - began)
