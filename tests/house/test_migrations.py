"""The migrations stand in one row: each number once, each behind the one before it."""

import re
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


def test_the_migrations_stand_in_one_row() -> None:
    files = sorted(VERSIONS.glob("[0-9]*.py"))
    written = {path.name: _numbers(path.read_text("utf-8")) for path in files}

    numbers = [f"{place:04}" for place in range(1, len(files) + 1)]
    assert [name[:4] for name in written] == numbers
    assert list(written.values()) == list(zip(numbers, [None, *numbers], strict=False))


def _numbers(text: str) -> tuple[str | None, ...]:
    found = dict(
        re.findall(r'^(revision|down_revision)(?:: [^=]+)? = (?:"(\d+)"|None)', text, re.MULTILINE)
    )
    return found["revision"] or None, found["down_revision"] or None
