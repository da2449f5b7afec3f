"""What the units of systemd and the line of cron call is there to be called."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from runtime.config.sections import Web

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = [*sorted(DEPLOY.glob("tocsin-[!f]*.service"))]
STAYING = ("tocsin-serve", "tocsin-scheduler", "tocsin-worker")
FILES = [*SERVICES, DEPLOY / "tocsin.cron"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_unit_calls_a_command_that_exists(file: Path) -> None:
    said = re.search(
        r"--home (\S+) (--no-input [a-z0-9.: -]+?)(?= \d>| /|\n)", file.read_text("utf-8")
    )
    assert said is not None

    shown = CliRunner().invoke(app, ["--home", said[1], *said[2].split(), "--help"])

    assert shown.exit_code == 0, shown.output
    assert "Example" in shown.output


def test_prometheus_asks_every_unit_that_stays_where_it_listens() -> None:
    asked = re.findall(
        r'"(\S+:\d+)"', (DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8")
    )
    commands = [settings_of(DEPLOY / f"{name}.service")["ExecStart"] for name in STAYING]
    listening = [found[1] for each in commands if (found := re.search(r"--metrics (\S+)", each))]

    assert sorted(asked) == sorted([Web().admin, *listening])
    assert len(asked) == len(set(asked)) == len(STAYING)


def settings_of(file: Path) -> dict[str, str]:
    lines = (
        line.partition("=") for line in file.read_text("utf-8").splitlines() if line[:1].isupper()
    )
    return {name: value for name, _, value in lines}


@pytest.mark.parametrize("name", STAYING)
def test_a_staying_service_is_watched_and_restarted(name: str) -> None:
    told = settings_of(DEPLOY / f"{name}.service")

    assert (told["Type"], told["Restart"], told["OnFailure"]) == (
        "notify",
        "always",
        "tocsin-failed@%n.service",
    )
    assert int(told["WatchdogSec"]) > 60
    assert int(told["OOMScoreAdjust"]) < 0
    assert int(told["LimitNOFILE"]) >= 16_384


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: file.name)
def test_the_paths_of_the_docs_may_be_written(file: Path) -> None:
    docs = "\n".join(each.read_text("utf-8") for each in (ROOT / "docs").glob("*.md"))
    named = re.findall(r'mirror = "(/[^"]+)"|tocsin backup (/[^\s`]+)|-m 700 (/var/[^\s`]+)', docs)
    open_to_it = [each.lstrip("-") for each in settings_of(file)["ReadWritePaths"].split()]

    paths = {next(filter(None, each)) for each in named}

    assert len(paths) > 2
    assert [
        path for path in paths if not any(Path(path).is_relative_to(each) for each in open_to_it)
    ] == []


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("file", sorted(DEPLOY.glob("*.service")), ids=lambda file: file.name)
def test_systemd_reads_every_setting(file: Path, tmp_path: Path) -> None:
    unit = tmp_path / file.name.replace("@", "@tocsin-serve")
    # The program is not installed where the unit expects it.
    unit.write_text(
        re.sub(r"(?m)^(ExecStart)=\S+", r"\1=/bin/true", file.read_text("utf-8")), "utf-8"
    )

    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )

    assert [
        line
        for line in said.stderr.splitlines()
        if unit.name in line and "tocsin-failed@" not in line
    ] == []


@pytest.mark.parametrize(
    ("restart", "begun"), [("always", ["reset-failed x", "start x"]), ("no", [])]
)
def test_a_failure_is_told_and_what_sends_is_begun_again(
    tmp_path: Path, restart: str, begun: list[str]
) -> None:
    for program in ("systemctl", "logger", "wall", "sleep"):
        path = tmp_path / program
        answer = f"[ $1 = show ] && echo {restart} && exit 0\n" if program == "systemctl" else ""
        path.write_text(f'#!/bin/sh\n{answer}echo {program} "$@" >> {tmp_path}/done\n', "utf-8")
        path.chmod(0o755)

    subprocess.run(
        ["/bin/sh", DEPLOY / "tocsin-failed", "x"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        check=True,
    )

    done = (tmp_path / "done").read_text("utf-8").splitlines()
    assert sum("x has failed" in line for line in done) == 2
    assert [
        line.removeprefix("systemctl ") for line in done if line.startswith("systemctl")
    ] == begun
