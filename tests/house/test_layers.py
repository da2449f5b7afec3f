"""Imports run one way; the check that says so can fail."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("delivery/states.py", "import alerts"),  # up the staircase
        ("areas/words.py", "import templates"),  # between neighbours
        ("alerts/register.py", "import delivery.tables"),  # past a door
    ],
)
def test_a_forbidden_import_is_found(tmp_path: Path, file: str, line: str) -> None:
    house = tmp_path / "house"
    shutil.copytree(
        ROOT, house, ignore=shutil.ignore_patterns(".venv", ".git", "demo", ".*_cache", "__pycache__")
    )
    with (house / file).open("a") as source:
        source.write(f"\n{line}\n")

    checked = subprocess.run([LINTER, "--no-cache"], cwd=house, capture_output=True, text=True, check=False)

    assert checked.returncode == 1, checked.stdout
    assert "BROKEN" in checked.stdout


def test_every_file_of_channels_is_behind_its_door() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    protected = [name for each in contracts for name in each.get("protected_modules", [])]
    files = [f"channels.{file.stem}" for file in sorted((ROOT / "channels").glob("[!_]*.py"))]

    assert [name for name in files if name not in protected] == []
