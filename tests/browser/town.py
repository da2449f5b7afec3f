"""A municipality that is open to visitors, and the browser they come with."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import ROOT, Installation, free_port
from tests.journeys.doors import OPEN_HANDED, Doors, open_doors
from tests.journeys.forked import Forge

NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = "The browser tests need Chromium: apt-get install chromium fonts-dejavu-core"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
NEIGHBOUR = {"name": "Άννα Δοκιμή", "email": "anna@town.example.gr", "topics": "weather;utilities"}
OWN_SITE = "https://town.example.gr"
EMBEDDED = f"""
        [web]
        embed_in = ["{OWN_SITE}"]
"""
EVENING = ("--set", "from=tomorrow 20:00", "--set", "until=tomorrow 23:00")


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Debian's Chromium without a window, with a profile of its own."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found is not None, NO_CHROMIUM
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def opened_town(folder: Path, limits: str = OPEN_HANDED, **variables: str) -> Iterator[Doors]:
    """Found a municipality with one resident in a folder, and open it to visitors within these
    limits, with these variables beside its settings."""
    environment = _environment(os.environ) | variables
    forge = Forge(environment)
    here = Installation(
        folder / "home", folder / "ledger.jsonl", free_port(), free_port(), environment, forge
    )
    try:
        here.tocsin("init", "--yes")
        here.tocsin("areas", "import", str(ROOT / "examples" / "municipality.geojson"))
        here.residents(NEIGHBOUR)
        with open_doors(here, limits, EMBEDDED) as doors:
            yield doors
    finally:
        for process in here.running:
            process.kill()
            process.communicate()
        forge.close()


def tell(doors: Doors, area: str, template: str, *words: str) -> str:
    """What staff type to warn an area by every medium; returns the public number of the alert."""
    typed = ("send", template, *EVENING, *words, "--area", area, "--reach", "all")
    expected = doors.here.tocsin(*typed, "--dry-run", "--json").json["recipients"]
    sent = doors.here.tocsin(*typed, "--yes", "--expect", str(expected), "--json").json
    return str(sent["public_number"])


def take_back(doors: Doors, number: str) -> None:
    """What staff type when an alert that one resident got was sent by mistake."""
    typed = ("alerts", "false-alarm", number, "--set", "situation=no_danger")
    doors.here.tocsin(*typed, "--yes", "--expect", "1")


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in ours.items() if not name.startswith("TOCSIN_")}
    return kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "NO_COLOR": "1"}
