"""An office with an administrator, on both databases."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from runtime import LOCAL_OPERATOR, Actor, Database, Keys, Right
from runtime.database import sqlite_url
from staff import Facts, Role, add_member, record
from staff.tokens import NewToken, authenticate_token, create_token, find_actor
from tests.compiled import connect_again

YEAR = timedelta(days=365)
FOUNDER = 1


@dataclass
class Bureau:
    """What the tests of staff speak to."""

    database: Database
    now: datetime
    keys: Keys

    def hires(self, name: str, role: Role = Role.AUTHOR, by: Actor = LOCAL_OPERATOR) -> int:
        with self.database.writing() as session:
            return add_member(session, name, role, by=by, now=self.now)

    def token(
        self, member: int, *scopes: Right, lasts: timedelta = YEAR, by: Actor = LOCAL_OPERATOR
    ) -> NewToken:
        with self.database.writing() as session:
            return create_token(
                session, member, scopes=scopes, expires_at=self.now + lasts, by=by, now=self.now
            )

    def lets_in(self, token: str, after: timedelta = timedelta()) -> Actor:
        with self.database.reading() as session:
            return find_actor(session, token, now=self.now + after)

    def is_unnoted(self, token: str, after: timedelta = timedelta()) -> bool:
        with self.database.reading() as session:
            return authenticate_token(session, token, now=self.now + after).unnoted

    def acts(self, times: int = 1) -> None:
        for number in range(times):
            with self.database.writing() as session:
                facts: Facts = {"recipients": number, "hash": "ab" * 4}
                record(
                    session,
                    "alert.issued",
                    f"alert:{number}",
                    facts,
                    by=LOCAL_OPERATOR,
                    now=self.now,
                )


@pytest.fixture
def bureau(database: Database, vault: Keys, now: datetime) -> Bureau:
    """An office whose first member, number 1, is the administrator Maria."""
    office = Bureau(database, now, vault)
    office.hires("Μαρία", Role.ADMIN)
    return office


@pytest.fixture
def sqlite_bureau(
    _sqlite_model: Path, vault: Keys, now: datetime, tmp_path: Path
) -> Iterator[Bureau]:
    """The same on SQLite alone, with nine entries in its journal."""
    shutil.copy(_sqlite_model, tmp_path / "bureau.db")
    opened = connect_again(sqlite_url(tmp_path / "bureau.db"), vault)
    office = Bureau(opened, now, vault)
    office.hires("Μαρία", Role.ADMIN)
    office.acts(8)
    yield office
    opened.close()
