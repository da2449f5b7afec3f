"""The decisions stand in one row: each number once, none left out."""

from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"


def test_every_decision_has_a_number_of_its_own() -> None:
    written = sorted(path.name[:4] for path in DECISIONS.glob("*.md"))

    assert written == [f"{place:04}" for place in range(1, len(written) + 1)]
