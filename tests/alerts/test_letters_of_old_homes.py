"""A home of before: its people and words are as they were, and its drafts go out in the one form
that was approved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from alerts import find_alert
from alerts.composing import content_of, hash_content
from alerts.register import dispatch_of
from channels import Letters
from runtime import Database
from runtime.database import connect_database
from runtime.schema import _alembic, upgrade_schema
from tests.alerts.conftest import Town
from tests.alerts.test_alerts_before_drafts import OLD as OLD_ALERT
from tests.alerts.test_alerts_before_drafts import _empty as empty
from tests.alerts.test_fallback import ANA
from tests.alerts.test_normal_letters import reads

BEFORE = "0030"
OLD = (
    "INSERT INTO resident (id, language, created_at, changed_at, left_reason, needs_help)"
    " VALUES (1, 'el', '2026-01-12 18:00:00+00:00', '2026-01-12 18:00:00+00:00', '', :no)",
    "INSERT INTO dispatch (id, lane, priority, repeat, topic, created_at, expires_at, languages)"
    " VALUES (7, 'routine', 0, 'hold', 2, '2026-01-12 18:00:00+00:00', '2026-01-13 10:00:00+00:00', '{}')",
    OLD_ALERT[1],
)
TWIN = (
    "INSERT INTO wording (id, dispatch_id, medium, language, subject, text, html, parts, variant, letters)"
    " VALUES (9, 7, 'sms', 'el', '', 'Χιόνι', '', 1, 'main', :letters)"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database as the version before left it, with a resident and words."""
    opened = connect_database(empty(request, tmp_path))
    with opened.engine.begin() as connection:
        command.upgrade(_alembic(connection), BEFORE)
        for statement in OLD:
            connection.execute(text(statement), {"no": False} if ":no" in statement else {})
    yield opened
    opened.close()


def test_an_old_home_has_the_usual_letters(old: Database) -> None:
    upgrade_schema(old)

    with old.writing() as session:
        session.execute(text(TWIN), {"letters": "unicode"})
        written = session.execute(text("SELECT text, letters FROM wording ORDER BY id")).all()
        wishes = session.execute(text("SELECT normal_letters FROM resident")).scalars().all()
    assert [tuple(each) for each in written] == [("ΧΙΟΝΙ", "usual"), ("Χιόνι", "unicode")]
    assert [bool(each) for each in wishes] == [False]


def test_a_draft_of_before_goes_out_in_its_one_form(town: Town) -> None:
    town.resident(ANA, normal_letters=True)
    number = town.drafts(town.request(media=("sms",)))
    with town.database.writing() as session:
        alert = find_alert(session, str(number))
        kept = content_of(alert)
        usual = tuple(each for each in kept.words if each.letters is Letters.USUAL)
        before = kept.model_copy(update={"words": usual})
        alert.content = before.model_dump(mode="json", exclude={"words": {"__all__": {"letters"}}})
        alert.approval_hash = hash_content(alert)

    town.submits(number)
    town.approves(number)

    [words] = reads(town, dispatch_of(town.alert(number)))
    assert (words.letters, words.text.isupper()) == (Letters.USUAL, True)
