"""A home whose database is a server: made in one step, and said to be empty while it is."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from runtime.database import connect_database
from tests.journeys.conftest import Installation


@pytest.fixture
def server(postgres: str) -> str:
    """The URL of an empty database on a PostgreSQL server."""
    name = f"t{uuid4().hex}"
    root = connect_database(postgres)
    with root.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    root.close()
    return postgres.replace("/postgres?", f"/{name}?")


@pytest.fixture
def fresh(bare: Installation) -> Installation:
    """A folder without a home."""
    bare.home = bare.home.parent / "fresh"
    return bare


def test_a_single_command_makes_a_home_on_a_server(fresh: Installation, server: str) -> None:
    fresh.tocsin("init", "--yes", "--name", "Anna Georgiou", "--database", server)

    listed = fresh.tocsin("staff", "list", "--json").rows

    assert [(each["name"], each["role"]) for each in listed] == [("Anna Georgiou", "admin")]
    assert not (fresh.home / "tocsin.db").exists()
    assert (fresh.home / "tocsin.toml").stat().st_mode & 0o077 == 0


def test_a_database_in_use_makes_no_second_home(fresh: Installation, server: str) -> None:
    fresh.tocsin("init", "--yes", "--database", server)
    fresh.home = fresh.home.with_name("second")

    refused = fresh.tocsin("init", "--yes", "--database", server, code=4)

    assert "copy tocsin.toml and tocsin.key" in refused.err
    assert not fresh.home.exists()


def test_a_server_that_does_not_answer_leaves_no_home(fresh: Installation) -> None:
    fresh.tocsin("init", "--yes", "--database", "postgresql://nobody@127.0.0.1:1/none", code=5)

    assert not fresh.home.exists()


def test_an_empty_database_is_called_empty(fresh: Installation, server: str) -> None:
    fresh.tocsin("init", "--yes")
    moved = {"TOCSIN_DATABASE": server}

    empty = fresh.tocsin("alerts", "list", code=5, **moved)
    upgraded = fresh.tocsin("db", "upgrade", code=0, **moved)
    fresh.tocsin("staff", "add", "Anna Georgiou", "--role", "admin", code=0, **moved)

    assert "The database is empty" in empty.err
    assert "earlier version" not in empty.err
    assert "tocsin.token was of another database" in upgraded.err
    assert "tocsin staff add NAME --role admin" in upgraded.err
    assert (
        fresh.tocsin("staff", "list", "--json", code=0, **moved).rows[0]["name"] == "Anna Georgiou"
    )
