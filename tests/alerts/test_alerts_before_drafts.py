"""Alerts that were issued before there were drafts are still there, and can still be told apart and
read."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import text

from alerts import find_alert, read_public_number, wordings_of_alert
from alerts.publishing import find_public_alert
from runtime import Database
from runtime.database import connect_database, sqlite_url
from runtime.schema import _alembic, upgrade_schema

OLD = (
    "INSERT INTO dispatch (id, lane, priority, repeat, topic, created_at, expires_at)"
    " VALUES (7, 'routine', 0, 'hold', 2, '2026-01-12 18:00:00+00:00', '2026-01-13 10:00:00+00:00')",
    "INSERT INTO wording (id, dispatch_id, medium, language, subject, text, html, parts)"
    " VALUES (1, 7, 'sms', 'el', '', 'ΧΙΟΝΙ', '', 1)",
    "INSERT INTO alert (id, identifier, content_hash, template, event, severity, urgency, certainty, status, msg_type,"
    ' state, areas, media, "values", reach, recipients, messages, dispatch_id, drafted_by, drafted_at, issued_at, expires_at)'
    " VALUES (3, 'x', 'f', 'snow', 'snow', 'Moderate', 'Expected', 'Likely', 'actual', 'alert', 'sent', '[]', '[\"sms\"]',"
    " '{}', 'first', 5, 5, 7, 'local operator', '2026-01-12 18:00:00+00:00', '2026-01-12 18:00:00+00:00',"
    " '2026-01-13 10:00:00+00:00')",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database as the first version left it, with one alert in it."""
    opened = connect_database(_empty(request, tmp_path))
    with opened.engine.begin() as connection:
        command.upgrade(_alembic(connection), "0001")
        for statement in OLD:
            connection.execute(text(statement))
    yield opened
    opened.close()


def _empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "old.db")
    server: str = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex}"
    root = connect_database(server)
    with root.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    root.close()
    return server.replace("/postgres?", f"/{name}?")


def test_an_old_alert_keeps_its_words_and_its_page(old: Database, now: datetime) -> None:
    upgrade_schema(old)

    with old.reading() as session:
        alert = find_alert(session, "3")
        shown = find_public_alert(session, alert.public_number, now=now)
        assert [each.text for each in wordings_of_alert(session, alert)] == ["ΧΙΟΝΙ"]
    assert (alert.dispatch_id, alert.drafted_by, alert.content, alert.override_reason) == (
        7,
        "local operator",
        None,
        "",
    )
    assert (shown.live, shown.words["el"].text) == (False, "ΧΙΟΝΙ")


def test_old_alerts_are_given_public_numbers(old: Database) -> None:
    with old.engine.begin() as connection:
        for number in range(8, 40):
            connection.execute(text(OLD[0].replace("(7,", f"({number},")))
            copy = OLD[2].replace("(3, 'x'", f"({number}, 'x{number}'")
            connection.execute(text(copy.replace(" 7, 'local", f" {number}, 'local")))

    upgrade_schema(old)

    with old.reading() as session:
        given = {find_alert(session, str(each)).public_number for each in range(8, 40)}
        assert len(given) == 32
        assert all(read_public_number(each) == each for each in given)
