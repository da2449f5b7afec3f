"""A command loads the rooms it needs and no others: `tocsin --help` answers at once."""

import os
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

HELP = """
import contextlib, io, cli
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    cli.app(["--help"])
"""


def test_the_root_command_loads_no_room_but_the_console() -> None:
    loaded = _loaded_by("import cli")

    assert "console.terminal.door" in loaded
    assert sorted(HEAVY & loaded) == []


def test_a_help_page_loads_no_room_but_the_console() -> None:
    loaded = _loaded_by(HELP)

    assert "console.terminal.brackets" in loaded
    assert sorted(HEAVY & loaded) == ["rich"]


def _loaded_by(lines: str) -> set[str]:
    command = [sys.executable, "-c", f"import sys\n{lines}\nprint(*sys.modules, sep='\\n')"]
    environment = {name: value for name, value in os.environ.items() if name != "TOCSIN_LANGUAGE"}
    ended = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return set(ended.stdout.split())
