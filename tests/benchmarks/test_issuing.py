"""What runs apart for a benchmark prints its figures and nothing else."""

from pathlib import Path

from benchmarks.commands import answer_of, module
from benchmarks.first import URGENT
from benchmarks.homes import Port, fill, new_home
from channels import Medium


def test_issuing_in_a_process_of_its_own_prints_its_figures(tmp_path: Path) -> None:
    home = new_home(tmp_path / "home", Port(Medium.SMS, 9))
    fill(home, 20)
    home.database.close()

    figures = answer_of(*module("issuing", str(home.path), *URGENT))

    assert figures["issued_at"] <= figures["committed_at"]
    assert {"compose", "forecast", "issue", "dispatch"} <= figures.keys()
