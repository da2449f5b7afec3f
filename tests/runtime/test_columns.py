"""How moments are written, and that writing them keeps no more than a few."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.dialects import sqlite

from runtime.database.columns import _SqliteMoment


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
    dialect = sqlite.dialect()

    assert _SqliteMoment().bind_processor(dialect)(moment) == sqlite.DATETIME().bind_processor(
        dialect
    )(moment)


def test_all_columns_keep_what_was_written_together() -> None:
    dialect = sqlite.dialect()

    first, second = (_SqliteMoment().bind_processor(dialect) for _ in range(2))

    assert first is second
