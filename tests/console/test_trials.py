"""A home from which nothing can leave says TRIAL, and tells nobody that people were reached."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.conftest import Installation

DEAD = "http://127.0.0.1:9"
ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001"}
UNROUTED = """
[channels.twilio]
account_sid = "AC00000000000000000000000000000000"
auth_token = "never used"
sender = "DOKIMI"
"""


@pytest.fixture
def fresh(bare: Installation, tmp_path: Path) -> Installation:
    """A home as `tocsin init --yes` makes it, with one resident."""
    here = replace(bare, home=tmp_path / "fresh")
    made = here.tocsin("init", "--yes", "--name", "Duty")
    assert "It is a trial: messages are written to a file" in made.err
    here.residents(ANA)
    return here


def test_a_new_home_is_a_trial_from_preview_to_report(fresh: Installation) -> None:
    sent = fresh.snow("--all", "--yes", "--expect", "1")
    report = fresh.tocsin("alerts", "report", "1", "--json").json

    assert "TRIAL: nothing leaves this machine" in sent.err
    assert "LIVE" not in sent.err
    assert "1 person: 1 written to a file" in sent.out
    assert "handed over" not in sent.out + sent.err
    assert "TRIAL: nothing leaves this machine by SMS, e-mail" in fresh.tocsin("status").out
    assert "TRIAL" in fresh.tocsin("alerts", "list").out
    assert "nothing of it left this machine" in fresh.tocsin("alerts", "show", "1").out
    assert (report["trial"], report["people"]["written_to_a_file"], report["handed_over"]) == (
        ["file"],
        1,
        0,
    )


def test_channels_without_routes_are_a_trial_and_a_fault(fresh: Installation) -> None:
    path = fresh.home / "tocsin.toml"
    written = path.read_text("utf-8")
    assert 'sms = ["outbox_sms"]' in written
    path.write_text(written.partition("[routes]")[0] + UNROUTED, "utf-8")

    seen = fresh.snow("--all", "--dry-run")
    examined = fresh.tocsin("doctor", code=5)

    assert "TRIAL: nothing leaves this machine" in seen.err
    assert "configured channels are not routed: twilio" in examined.out


def test_a_sandbox_catches_and_hands_nothing_over(installation: Installation) -> None:
    installation.residents({**ANA, "email": "ana@example.gr"})
    sent = installation.snow("--all", "--yes", "--expect", "1")

    assert "TRIAL: nothing leaves this machine" in sent.err
    assert "1 person: 1 caught by the sandbox" in sent.out


def test_a_report_stays_a_trial_when_a_provider_comes_later(fresh: Installation) -> None:
    fresh.snow("--all", "--yes", "--expect", "1")

    elsewhere = {
        "TOCSIN_ROUTES__SMS": '["twilio"]',
        "TOCSIN_CHANNELS__TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
        "TOCSIN_CHANNELS__TWILIO__AUTH_TOKEN": "never used",
        "TOCSIN_CHANNELS__TWILIO__SENDER": "DOKIMI",
    }
    seen = fresh.snow("--all", "--channel", "sms", "--dry-run", code=0, **elsewhere)
    report = fresh.tocsin("alerts", "report", "1", code=0, **elsewhere).out

    assert "LIVE ALERT" in seen.err
    assert "1 person: 1 written to a file" in report


def test_a_medium_in_trial_is_named_beside_live_media(fresh: Installation) -> None:
    relay = {
        "TOCSIN_ROUTES__EMAIL": '["smtp"]',
        "TOCSIN_CHANNELS__SMTP__HOST": "relay.example.gr",
        "TOCSIN_CHANNELS__SMTP__SENDER": "Duty <duty@example.gr>",
    }

    seen = fresh.snow("--all", "--dry-run", code=0, **relay)

    assert "LIVE ALERT  (TRIAL, reaches nobody: SMS)" in seen.err


def test_a_message_not_sent_yet_is_a_trial_too(installation: Installation) -> None:
    installation.residents(ANA)
    installation.snow(
        "--all", "--yes", "--expect", "1", TOCSIN_CHANNELS__TWILIO__BASE_URL=DEAD, code=5
    )

    report = installation.tocsin("alerts", "report", "1").out
    assert "TRIAL: what waits (SMS) cannot leave this machine, and reaches nobody." in report
    assert "TRIAL" in installation.tocsin("alerts", "list").out


def test_an_alert_stopped_before_it_was_sent_stays_a_trial(installation: Installation) -> None:
    installation.residents(ANA)
    installation.snow(
        "--all", "--yes", "--expect", "1", TOCSIN_CHANNELS__TWILIO__BASE_URL=DEAD, code=5
    )
    stop = ("alerts", "cancel", "1", "--set", "situation=no_danger", "--yes", "--expect", "1")
    installation.tocsin(*stop)

    report = installation.tocsin("alerts", "report", "1").out
    assert "TRIAL: nobody got what was written to a file or caught by the sandbox." in report
    assert "TRIAL" in installation.tocsin("alerts", "list").out
    assert "nothing of it left this machine" in installation.tocsin("alerts", "show", "1").out

    elsewhere = {"TOCSIN_CHANNELS__TWILIO__BASE_URL": "https://api.twilio.com"}
    assert "TRIAL" in installation.tocsin("alerts", "list", code=0, **elsewhere).out
    later = installation.tocsin("alerts", "report", "1", "--json", code=0, **elsewhere)
    assert later.json["trial"] == ["sandbox"]
