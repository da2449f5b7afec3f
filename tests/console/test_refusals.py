"""What a refusal at the terminal says: what to type in its place, and times by local clocks."""

import pytest
from sqlalchemy import text

from runtime.database import connect_database
from tests.journeys.conftest import Installation


@pytest.fixture
def sent(bare: Installation) -> Installation:
    """A home whose alert 1, sent with the key k1, waits for channels that do not answer."""
    bare.residents({"name": "Ana", "phone": "+306900000001", "zones": "exochi"})
    bare.snow("--all", "--yes", "--expect", "1", "--key", "k1", code=5)
    return bare


def test_the_approval_of_a_sent_alert_advises_an_update(sent: Installation) -> None:
    refused = sent.tocsin("alerts", "approve", "1", code=4).err

    assert "Alert 1 was issued" in refused
    assert "`tocsin alerts update 1 --set until=...`" in refused
    assert "submit" not in refused


def test_the_approval_of_a_draft_advises_to_submit_it(bare: Installation) -> None:
    bare.residents({"name": "Ana", "phone": "+306900000001"})
    values = ("--set", "from=2031-01-12 20:00", "--set", "until=2031-01-13 12:00")
    bare.tocsin("alerts", "draft", "snow", *values, "--all")

    assert "`tocsin alerts submit 1`" in bare.tocsin("alerts", "approve", "1", code=4).err
    bare.tocsin("alerts", "submit", "1")
    with connect_database(f"sqlite:///{bare.home / 'tocsin.db'}").writing() as session:
        session.execute(text("UPDATE alert SET state = 'rejected'"))
    assert "`tocsin alerts edit 1 --set" in bare.tocsin("alerts", "approve", "1", code=4).err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("residents", "poster", "--language", "de"), "--language: 'de' is none of: both, el, en."),
        (("residents", "add", "--first", "fax"), "--first: 'fax' is none of: sms, email."),
        (("staff", "role", "1", "boss"), "ROLE: 'boss' is none of: viewer, author, approver,"),
        (("staff", "token", "create", "1", "--days", "0"), "--days takes a number of 1 or more."),
        (("residents", "show", "x"), "number takes a whole number."),
        (("areas", "import", "gone.json"), "file: there is no file 'gone.json'."),
        (("sandbox", "--http", "4"), "'4' is not HOST:PORT, such as 127.0.0.1:8025."),
    ],
)
def test_a_value_that_no_option_takes_is_told(
    bare: Installation, words: tuple[str, ...], told: str
) -> None:
    refused = bare.tocsin(*words, code=2).err

    assert told in refused
    assert "--help` shows the forms." in refused
    assert "Value error" not in refused + bare.tocsin(*words, code=2, TOCSIN_LANGUAGE="el").err


def test_letters_without_a_phone_are_told(bare: Installation) -> None:
    consent = ("--consent-source", "desk", "--consent-at", "2026-11-01")
    mail = ("residents", "add", "--name", "Ana", "--email", "ana@example.gr", *consent)
    added = bare.tocsin(*mail, "--normal-letters").err
    changed = bare.tocsin("residents", "change", "1", "--capitals").err

    assert "They have no mobile number" in added
    assert "They have no mobile number" in changed
    assert "mobile number" not in bare.tocsin("residents", "change", "1", "--name", "Eva").err


def test_a_channel_that_does_not_exist_is_not_resumed(bare: Installation) -> None:
    unknown = bare.tocsin("resume", "nosuch", code=2).err
    at_work = bare.tocsin("resume", "twilio", code=4).err

    assert "There is no channel 'nosuch'. There are: smtp, twilio." in unknown
    assert "No lane of the channel twilio is stopped" in at_work


def test_a_key_that_was_used_names_local_times(sent: Installation) -> None:
    refused = sent.snow("--area", "exochi", "--yes", "--expect", "1", "--key", "k1", code=4).err

    assert "from=Sun 12/01/2031 20:00" in refused
    assert "until=Mon 13/01/2031 12:00" in refused
    assert "+00:00" not in refused


def test_an_expired_alert_is_refused_with_a_local_time(sent: Installation) -> None:
    with connect_database(f"sqlite:///{sent.home / 'tocsin.db'}").writing() as session:
        session.execute(text("UPDATE alert SET expires_at = '2026-01-12 22:30:00.000000'"))

    english = sent.tocsin("alerts", "resend", "1", code=4).err
    greek = sent.tocsin("alerts", "resend", "1", code=4, TOCSIN_LANGUAGE="el").err

    assert "Alert 1 was true until Tue 13/01/2026 00:30." in english
    assert "Η ειδοποίηση 1 ίσχυε έως Τρί 13/01/2026 00:30." in greek
