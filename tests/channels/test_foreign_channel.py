"""A channel that somebody else wrote, as a package of its own, is found, tested and used like
ours."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the foreign package was installed into, from a wheel, without a network."""
    work = tmp_path_factory.mktemp("pager")
    source = shutil.copytree(
        HERE / "foreign", work / "source", ignore=shutil.ignore_patterns("__pycache__")
    )
    wheels, target = work / "wheels", work / "target"
    run(
        [
            *PIP,
            "wheel",
            "--no-deps",
            "--no-build-isolation",
            "--no-index",
            "--wheel-dir",
            wheels,
            source,
        ]
    )
    run([*PIP, "install", "--no-deps", "--no-index", "--target", target, *wheels.glob("*.whl")])
    return target


@pytest.mark.slow
def test_a_foreign_channel_is_found_and_keeps_the_contract(installed: Path) -> None:
    done = with_pager(
        installed,
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", HERE / "foreign/pager_contract.py"],
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "failed" not in done.stdout


@pytest.mark.slow
def test_a_foreign_channel_sends_a_message_of_tocsin(installed: Path, tmp_path: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; from channels import Medium;"
        "from channels.registry.configured import open_channel;"
        "from channels.testing.bench import a_message;"
        "pager = open_channel('pager', {'pager': {'spool': sys.argv[1]}}, Path());"
        "print(asyncio.run(pager.send(a_message(Medium.SMS))).provider_id)"
    )

    done = with_pager(installed, ["-c", code, tmp_path / "spool.jsonl"])

    assert done.stdout.strip() == "page-1", done.stderr
    assert "+306900000001" in (tmp_path / "spool.jsonl").read_text("utf-8")


def with_pager(installed: Path, arguments: list[str | Path]) -> subprocess.CompletedProcess[str]:
    root = HERE.parent.parent
    environment = {
        **os.environ,
        "PYTHONPATH": f"{installed}{os.pathsep}{root}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def run(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
