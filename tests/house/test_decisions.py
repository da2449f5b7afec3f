"""Each decision has a number of its own; one may be kept for work that is under way."""

from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"


def test_every_decision_has_a_number_of_its_own() -> None:
    written = sorted(path.name[:4] for path in DECISIONS.glob("*.md"))

    assert len(set(written)) == len(written)
    assert all(number.isdigit() for number in written)
