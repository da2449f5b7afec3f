"""While no worker is at work, report, list and watch of an alert that waits say so."""

import signal

import pytest

from channels import Medium
from console.terminal.hindrances import (
    describe_hindrances,
    describe_unattended,
    troubles_concerning,
)
from console.terminal.language import GREEK, SPOKEN, spoken
from delivery import State
from delivery.status import Tally
from delivery.status.counting import StateCount
from tests.journeys.conftest import Installation, until

ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001"}
ADVICE = "no worker is at work -> tocsin alerts resume 1"
REFUSED = {"twilio": "misconfigured 21614", "smtp": "transient 451"}


@pytest.fixture
def waiting(bare: Installation) -> Installation:
    """An alert that nobody sends: its command let go, since no channel answers."""
    bare.residents(ANA)
    bare.snow("--all", "--channel", "sms", "--yes", "--expect", "1", code=5)
    return bare


def test_a_report_says_that_no_worker_is_at_work(waiting: Installation) -> None:
    shown = waiting.tocsin("alerts", "report", "1", COLUMNS="120").out
    told = waiting.tocsin("alerts", "report", "1", "--json").json

    assert shown.splitlines()[0].endswith("  waiting")
    assert f"  {ADVICE}" in shown
    assert (told["state"], told["waits_for_worker"]) == ("sending", True)


def test_a_vain_try_is_told_with_its_cause(waiting: Installation) -> None:
    report = waiting.tocsin("alerts", "report", "1", COLUMNS="120").out
    status = waiting.tocsin("status", COLUMNS="200", code=3).out

    assert "1 waiting; 1 was tried in vain: the provider cannot be reached" in report
    assert "no worker is at work; the last try: the provider cannot be reached" in status
    assert "tocsin doctor says what to mend" in status


def test_the_list_says_that_no_worker_is_at_work(waiting: Installation) -> None:
    shown = waiting.tocsin("alerts", "list", COLUMNS="120").out
    [told] = waiting.tocsin("alerts", "list", "--json").rows

    assert f"alert 1: {ADVICE}" in shown
    assert " waiting " in shown
    assert "sending" not in shown
    assert (told["state"], told["waits_for_worker"]) == ("sending", True)


def test_the_watch_says_that_no_worker_is_at_work(waiting: Installation) -> None:
    watching = waiting.starts("alerts", "watch", "1")
    assert watching.stderr is not None
    line = watching.stderr.readline()

    watching.send_signal(signal.SIGINT)

    assert line.endswith(f"{ADVICE}\n")
    assert watching.wait() == 130


def test_a_watch_that_is_stopped_says_so_in_greek(waiting: Installation) -> None:
    watching = waiting.starts("alerts", "watch", "1", TOCSIN_LANGUAGE="el")
    assert watching.stderr is not None
    watching.stderr.readline()

    watching.send_signal(signal.SIGINT)
    _, told = watching.communicate()

    assert "Stopping" not in told


def test_an_alert_with_a_worker_at_work_is_being_sent(waiting: Installation) -> None:
    worker = waiting.starts("worker")
    until(lambda: waiting.tocsin("status", "--json", code=None).json["workers"] == 1)

    shown = waiting.tocsin("alerts", "report", "1", COLUMNS="120").out

    worker.send_signal(signal.SIGTERM)
    assert shown.splitlines()[0].endswith("  sending")
    assert "no worker" not in shown
    assert worker.wait() == 0


def test_an_alert_that_was_sent_waits_for_no_worker(installation: Installation) -> None:
    installation.residents(ANA)
    installation.snow("--all", "--channel", "sms", "--yes", "--expect", "1")

    assert "no worker" not in installation.tocsin("alerts", "list").out
    assert not installation.tocsin("alerts", "report", "1", "--json").json["waits_for_worker"]


def test_troubles_are_those_of_channels_in_use() -> None:
    mails = Tally((StateCount(Medium.EMAIL, State.QUEUED, "", 3),))
    routes = {"sms": ["twilio"], "email": ["smtp"]}

    assert troubles_concerning(mails, REFUSED, routes) == {"smtp": "transient 451"}


def test_a_stopped_channel_is_named_with_its_command() -> None:
    said = list(map(spoken, describe_hindrances(REFUSED, {"twilio": "21614"})))

    assert said == [
        "twilio is stopped: it refuses too many (the number is no mobile (21614)) -> tocsin resume twilio",
        "smtp waits: the relay has a fault that passes (451)",
    ]


def test_hindrances_are_said_in_greek() -> None:
    SPOKEN.set(GREEK)
    [stopped] = describe_hindrances({}, {"twilio": "21614"})

    said = [spoken(stopped), spoken(describe_unattended("tocsin alerts resume 1"))]

    assert said[0].startswith("το twilio σταμάτησε: απορρίπτει πάρα πολλούς (")
    assert said[0].endswith(") -> tocsin resume twilio")
    assert said[1] == "δεν λειτουργεί κανένας worker -> tocsin alerts resume 1"
