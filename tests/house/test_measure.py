"""The form of a checkout is counted right, on an invented one."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.house.measure import measure, table

SKIP = "# fmt: " + "skip"
FILES: Mapping[str, str] = {
    "alerts/__init__.py": f"from alerts.kinds import Alert, issue\n__all__ = ['Alert', 'issue']  {SKIP}\n",
    "alerts/kinds.py": "class Alert: ...\nclass _Row: ...\ndef issue():\n    def inner(): ...\n    return 1\n",
    "delivery/__init__.py": "from delivery.tables import Delivery\n",
    "delivery/tables.py": f"class Delivery: ...  {SKIP}\nclass Alert: ...\nclass _Row: ...\n",
    "delivery/stopping.py": "def stop(row):\n    row.state = 1\n    return {'state': 2}\n",
    "console/alerts/send.py": f"from alerts import issue\n{'LONG' * 30} = 1\n",
    "tests/test_send.py": "from alerts import Alert\ndef test_a_person_leaves(): ...\ndef test_it(): ...\n",
    ".venv/alerts.py": "this is no Python\n",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_every_number_of_a_checkout_is_counted(checkout: Path) -> None:
    assert measure(checkout) == {
        "files: count, lines median, p90, max": "6, 2.5, 5, 5",
        "functions: count, lines median, p90, max": "3, 3, 3, 3",
        "classes: public names that stand for more than one": "1",
        "names of the door alerts": "2",
        "names of the door delivery": "1",
        "names of a door that nobody outside imports": "2",
        "writers of a delivery's state: files, places": "1, 2",
        "`fmt: skip`: outside a door, in a door": "1, 1",
        "lines longer than 100": "1",
        "tests": "2",
        "words in the name of a test: median, max": "2, 3",
    }


def test_two_checkouts_stand_beside_each_other() -> None:
    shown = table({"before": {"tests": "2", "files": "1"}, "after": {"tests": "3", "doors": "4"}})

    assert shown.splitlines()[1:] == [
        "| --- | --- | --- |",
        "| tests | 2 | 3 |",
        "| files | 1 | - |",
        "| doors | - | 4 |",
    ]


def test_an_empty_checkout_is_measured(tmp_path: Path) -> None:
    assert measure(tmp_path)["files: count, lines median, p90, max"] == "0"
