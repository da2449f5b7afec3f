"""What everybody may read of an alert on the municipality's page."""

from datetime import timedelta

import pytest

from alerts import find_alert
from alerts.publishing import PublicAlert, find_public_alert, list_live_alerts
from alerts.register import UnknownAlert
from channels import UNSUBSCRIBE_SLOT
from tests.alerts.conftest import Town

ANA = "+306900000001"


def _live(town: Town) -> tuple[PublicAlert, ...]:
    with town.database.reading() as session:
        return list_live_alerts(session, now=town.now)


def _one(town: Town, number: int) -> PublicAlert:
    with town.database.reading() as session:
        public_number = find_alert(session, str(number)).public_number
        return find_public_alert(session, public_number, now=town.now)


def test_an_issued_alert_is_on_the_page_until_it_expires(town: Town) -> None:
    town.resident(ANA, zone="panorama")
    alert = town.issues(town.request("snow", "panorama")).alert

    assert [each.number for each in _live(town)] == [alert.id]

    town.now = alert.expires_at + timedelta(seconds=1)
    assert _live(town) == ()
    assert _one(town, alert.id or 0).live is False


def test_the_page_has_the_words_as_sent_without_personal_links(town: Town) -> None:
    town.resident(ANA, zone="panorama")
    town.issues(town.request("snow", "panorama"))

    (shown,) = _live(town)

    assert set(shown.words) == {"el", "en"}
    assert "Panorama" in shown.words["en"].subject
    assert "What to do" in shown.words["en"].text
    assert all(
        UNSUBSCRIBE_SLOT not in words.text and "112" not in words.text
        for words in shown.words.values()
    )
    assert shown.areas[0]["el"] == "Πανόραμα"


def test_a_draft_and_an_exercise_are_not_public(town: Town) -> None:
    town.resident(ANA)
    number = town.drafts(town.request())
    drill = town.issues(town.request("drill")).alert.id or 0

    assert _live(town) == ()
    for hidden in (number, drill):
        with pytest.raises(UnknownAlert):
            _one(town, hidden)


def test_the_page_reads_an_older_alert_from_its_messages(town: Town) -> None:
    from sqlalchemy import null, update

    from alerts.tables import ALERTS

    town.resident(ANA, email="ana@example.gr")
    town.issues(town.request())
    with town.database.writing() as session:
        session.execute(update(ALERTS).values(content=null()))

    words = _live(town)[0].words

    assert "Χιονόπτωση" in words["el"].subject
    assert all(
        "112" not in each.text and UNSUBSCRIBE_SLOT not in each.text for each in words.values()
    )
