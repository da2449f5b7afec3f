"""How long a resident with a slow phone waits for the proof of work of the form.

A real Chromium registers at a real `tocsin serve` with the settings that ship; all its processes
together get one sixth of the time that they would have. A browser's own throttle slows only the
page's script, and the work is done by WebCrypto in other threads."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from playwright.sync_api import Page

from benchmarks.commands import tocsin, watching
from benchmarks.figures import Row, limit_row
from benchmarks.homes import Port, new_home
from channels import Medium
from tests.browser.town import opened_browser

RUNS, SLOWER, SECONDS = 20, 6, 4.0
RUNS_FOR = 0.01
SETTINGS = """
[registration]
codes_per_hour = 1000
per_network_hour = 1000
per_prefix_hour = 1000
"""


def proofs(folder: Path) -> list[Row]:
    """One row: from the first touch of the form to the page that asks for the code, on a browser
    six times slower."""
    with ExitStack() as open_until_then:
        form = _served(folder / "home", open_until_then)
        page = open_until_then.enter_context(opened_browser()).new_page()
        _registered(page, form, 0)
        with slowed(SLOWER):
            seconds = [_registered(page, form, 1 + number) for number in range(RUNS)]
    return [
        limit_row(
            f"proof of work of the form, from the first touch to the code page, on a browser"
            f" {SLOWER} times slower; {RUNS} times",
            f"< {SECONDS:.0f} s",
            seconds,
            SECONDS,
        )
    ]


def _served(folder: Path, open_until_then: ExitStack) -> str:
    new_home(folder, Port(Medium.SMS, 9)).database.close()
    with (folder / "tocsin.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    serving = tocsin(folder, "serve", "--public", "127.0.0.1:0", "--admin", "127.0.0.1:0")
    server = open_until_then.enter_context(watching(*serving))
    server.heard("Admin API")
    return next(line.split()[-1] for _, line in server.said if line.startswith("Residents' pages"))


def _registered(page: Page, form: str, number: int) -> float:
    """Seconds that one registration waits for its proof."""
    page.goto(f"{form}subscribe?lang=en")
    began = monotonic()
    page.locator("#phone").fill(f"+306900{number:06}")
    page.locator("#consent").check()
    with page.expect_navigation():
        page.locator("main form button").first.click()
    page.locator("#code").wait_for()
    return monotonic() - began


@contextmanager
def slowed(times: int) -> Iterator[None]:
    """Let the processes of the browsers that we started run in one of so many slices of time."""
    over = Event()

    def brake() -> None:
        while not over.is_set():
            processes = _browsers()
            _tell(processes, signal.SIGSTOP)
            over.wait(RUNS_FOR * (times - 1))
            _tell(processes, signal.SIGCONT)
            over.wait(RUNS_FOR)

    braking = Thread(target=brake)
    braking.start()
    try:
        yield
    finally:
        over.set()
        braking.join()


def _tell(processes: list[int], what: signal.Signals) -> None:
    for process in processes:
        try:
            os.kill(process, what)
        except ProcessLookupError:
            continue


def _browsers() -> list[int]:
    """The processes below this one that belong to a Chromium."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, _, rest = (folder / "stat").read_text("ascii", "replace").rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue
        number = int(folder.name)
        parents[number], names[number] = int(rest.split()[1]), name.partition("(")[2]
    ours = {os.getpid()}
    grown = True
    while grown:
        below = {number for number, parent in parents.items() if parent in ours}
        grown = not below <= ours
        ours |= below
    return [number for number in ours if "chrom" in names.get(number, "")]
