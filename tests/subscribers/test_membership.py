"""One condition is asked as each database answers it quickly; what it means is proved with the
audience."""

import pytest
from sqlalchemy import Dialect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from subscribers.membership import living_in
from subscribers.tables import Resident

POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("dialect", "asked", "avoided"),
    [
        (sqlite.dialect(), "resident.id NOT IN (SELECT", "EXISTS"),
        (POSTGRESQL, "NOT (EXISTS (SELECT", "IN (SELECT"),
    ],
)
def test_a_zone_is_asked_for_as_the_database_likes_it(
    dialect: Dialect, asked: str, avoided: str
) -> None:
    words = str(select(col(Resident.id)).where(living_in(frozenset({1}))).compile(dialect=dialect))

    assert asked in words
    assert avoided not in words
    assert "= 1" not in words
