"""Each decision has a number of its own, and says in which situation what was decided and what
follows from it."""

import re
from pathlib import Path

import pytest

DECISIONS = sorted((Path(__file__).parents[2] / "docs" / "decisions").glob("*.md"))
PARTS = ("Context", "Decision", "Consequences")


def test_every_decision_has_a_number_of_its_own() -> None:
    written = [path.name[:4] for path in DECISIONS]

    assert len(set(written)) == len(written) > 30
    assert all(number.isdigit() for number in written)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name[:4])
def test_a_decision_has_context_decision_and_consequences(path: Path) -> None:
    heading, *parts = re.split(
        r"^#+ (?=\d{4} |Context$|Decision$|Consequences$)", path.read_text("utf-8"), flags=re.M
    )[1:]
    titles = [part.partition("\n")[0] for part in parts]

    assert heading.startswith(f"{path.name[:4]} ")
    assert tuple(titles) == PARTS
    assert all(part.partition("\n")[2].strip() for part in parts)
