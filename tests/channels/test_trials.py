"""Which channels are trials: those that cannot leave this machine, whatever they are called."""

from pathlib import Path

import pytest

from channels import ChannelSettings, Medium, Trial
from channels.hosts import is_on_this_machine
from channels.registry import find_trials

ACCOUNT = {"account_sid": "AC" + "0" * 32, "auth_token": "t", "sender": "+15005550006"}
HERE, THERE = {**ACCOUNT, "base_url": "http://127.0.0.1:8025"}, ACCOUNT
RELAY = {"sender": "Town <town@example.gr>", "security": "none"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.8.0.1",
        "localhost",
        "LOCALHOST.",
        "mail.localhost",
        "::1",
        "[::1]",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "/run/relay.sock",
    ],
)
def test_an_address_of_this_machine_is_known(host: str) -> None:
    assert is_on_this_machine(host)


@pytest.mark.parametrize(
    "host", ["relay.example.gr", "192.0.2.1", "2001:db8::1", "localhost.example.gr", ""]
)
def test_an_address_elsewhere_may_leave(host: str) -> None:
    assert not is_on_this_machine(host)


@pytest.mark.parametrize(
    ("channel", "section", "kind"),
    [
        ("outbox_sms", {}, Trial.FILE),
        ("outbox_email", {}, Trial.FILE),
        ("twilio", HERE, Trial.SANDBOX),
        ("twilio", THERE, Trial.NONE),
        ("twilio", {**HERE, "passes_on": True}, Trial.NONE),
        ("smtp", {**RELAY, "host": "localhost"}, Trial.SANDBOX),
        ("smtp", {**RELAY, "host": "relay.example.gr"}, Trial.NONE),
        ("smtp", {**RELAY, "host": "localhost", "passes_on": True}, Trial.NONE),
    ],
)
def test_a_channel_says_itself_whether_it_is_a_trial(
    channel: str, section: dict[str, object], kind: Trial, tmp_path: Path
) -> None:
    medium = Medium.EMAIL if channel in {"outbox_email", "smtp"} else Medium.SMS

    found = find_trials({medium: (channel,)}, {channel: section}, tmp_path)

    assert found.of(medium) is kind
    assert found.by_channel == ({channel: kind} if kind else {})


def test_a_medium_with_one_real_channel_is_no_trial(tmp_path: Path) -> None:
    found = find_trials(
        {"sms": ("outbox_sms", "twilio"), "email": ("outbox_email",)}, {"twilio": THERE}, tmp_path
    )

    assert found.of(Medium.SMS) is Trial.NONE
    assert found.among((Medium.SMS, Medium.EMAIL)) == (Medium.EMAIL,)


def test_an_adapter_that_says_nothing_reaches_people() -> None:
    assert ChannelSettings().trial is Trial.NONE
