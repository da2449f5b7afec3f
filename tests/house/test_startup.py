"""A command loads the rooms it needs and no others: `tocsin --help` answers at once."""

import subprocess
import sys

HEAVY = {
    "sqlalchemy",
    "sqlmodel",
    "pydantic",
    "structlog",
    "babel",
    "rich",
    "asyncio",
    "importlib.metadata",
    "tomllib",
    "runtime",
    "channels",
    "areas",
    "subscribers",
    "templates",
    "delivery",
    "engine",
    "staff",
    "alerts",
    "web",
}


def test_the_root_command_loads_no_room_but_the_console() -> None:
    listing = "import sys, cli; print(*sys.modules, sep='\\n')"

    loaded = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    ).stdout.split()

    assert "console.door" in loaded
    assert sorted(HEAVY & set(loaded)) == []
