"""`tocsin db upgrade` shows whom one mailbox makes one person before it joins them."""

from typing import TYPE_CHECKING

from alembic import command
from sqlalchemy import text

from runtime import open_home
from runtime.database import connect_database, sqlite_url
from runtime.schema import _alembic
from tests.subscribers.test_joining import BEFORE, fill_old

if TYPE_CHECKING:
    from tests.journeys.conftest import Installation


def test_an_upgrade_shows_whom_it_joins_and_then_joins_them(bare: "Installation") -> None:
    bare.home = bare.home.parent / "fresh"
    bare.tocsin("init", "--yes")
    file = bare.home / "tocsin.db"
    file.unlink()
    with connect_database(sqlite_url(file)).engine.begin() as connection:
        command.upgrade(_alembic(connection), BEFORE)
        fill_old(connection, open_home(bare.home, {}).keys)

    shown = bare.tocsin("db", "upgrade", "--dry-run").err
    done = bare.tocsin("db", "upgrade").err

    assert "1 person stands in the list more than once" in shown
    assert "A••@example.gr: residents 1, 2 become 1" in shown
    assert "residents 1, 2 become 1" in done
    assert "more than once" not in bare.tocsin("db", "upgrade").err
    with open_home(bare.home, {}).database.reading() as session:
        written = session.execute(text("SELECT action, subject FROM journal")).all()
    assert ("resident.joined", "resident:1") in [tuple(entry) for entry in written]
