"""How moments are written, and that writing them keeps no more than a few."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.dialects import sqlite

from runtime.database.columns import _SqliteMoment


def written_by(kind: type[sqlite.DATETIME]) -> Callable[[datetime | None], object]:
    column = kind()
    write = column.bind_processor(sqlite.dialect())
    assert write is not None
    return write


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 26, 1, 2, 3, 4, UTC),
        datetime(999, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
        None,
    ],
)
def test_a_moment_is_written_as_sqlalchemy_writes_it(moment: datetime | None) -> None:
    ours, theirs = written_by(_SqliteMoment), written_by(sqlite.DATETIME)

    assert ours(moment) == theirs(moment)


def test_all_columns_keep_what_was_written_together() -> None:
    first, second = (written_by(_SqliteMoment) for _ in range(2))

    assert first is second
