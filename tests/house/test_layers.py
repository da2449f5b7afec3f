"""Imports run one way; the check that says so can fail."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.measure import sources

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LINTER = Path(sys.executable).with_name("lint-imports")


FORBIDDEN = {
    "delivery/states.py": "import alerts",  # up the staircase
    "areas/words.py": "import templates",  # between neighbours
    "alerts/register.py": "import delivery.tables",  # past a door
    "alerts/reports/missed.py": "import delivery.status.listing",  # past the door of a wing
    "checks/routes.py": "import channels.registry.configured",  # past the door of a wing
    "channels/smtp.py": "import channels.registry",  # from an adapter into a wing
    "engine/inline.py": "import runtime.problems",  # past the door of what all stand on
    "delivery/monitoring/lanes.py": "import delivery.sending.pace",  # up from a wing
    "console/residents/count.py": "import console.staff.tokens",  # between wings
    "console/terminal/lines.py": "import console.system.lanes",  # from terminal into a wing
    "delivery/receipts/ranks.py": "import delivery.quarantine.holding",  # between wings
}
FOUND = (
    "delivery.states -> alerts",
    "areas.words -> templates",
    "alerts.register -> delivery.tables",
    "alerts.reports.missed -> delivery.status.listing",
    "checks.routes -> channels.registry.configured",
    "channels.smtp -> channels.registry",
    "engine.inline -> runtime.problems",
    "delivery.monitoring.lanes -> delivery.sending.pace",
    "console.residents.count -> console.staff.tokens",
    "console.terminal.lines -> console.system.lanes",
    "delivery.receipts.ranks -> delivery.quarantine.holding",
)


def test_forbidden_imports_are_found(tmp_path: Path) -> None:
    for room in PROJECT["tool"]["importlinter"]["root_packages"]:
        for source in (ROOT / room).rglob("*.py"):
            copied = tmp_path / source.relative_to(ROOT)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copied)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, line in FORBIDDEN.items():
        with (tmp_path / file).open("a") as source:
            source.write(f"\n{line}\n")

    checked = subprocess.run(
        [LINTER, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 1, checked.stdout
    assert [found for found in FOUND if found not in checked.stdout] == []


@pytest.mark.parametrize("room", ["channels", "delivery", "runtime", "staff", "templates"])
def test_every_file_of_a_room_is_behind_its_door(room: str) -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    protected = [name for each in contracts for name in each.get("protected_modules", [])]
    files = [each for each in sources(ROOT) if str(each.path.parent) == room and not each.is_door]

    assert [each.module for each in files if each.module not in protected] == []
