"""What the units of systemd and the line of cron call is there to be called."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app

DEPLOY = Path(__file__).parents[2] / "deploy"
FILES = [*sorted(DEPLOY.glob("*.service")), DEPLOY / "tocsin.cron"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_calls_a_command_there_is(file: Path) -> None:
    said = re.search(r"--home (\S+) (--no-input [a-z -]+?)(?= \d| /|\n)", file.read_text("utf-8"))
    assert said is not None

    shown = CliRunner().invoke(app, ["--home", said[1], *said[2].split(), "--help"])

    assert shown.exit_code == 0, shown.output
    assert "Example" in shown.output
