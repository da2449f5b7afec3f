"""A number that does not work costs nobody the warning: it comes by e-mail."""

import json
import urllib.request

import pytest

from tests.journeys.conftest import Installation, until

BEN = {"name": "Ben Trial", "language": "en", "phone": "+306900000002", "email": "ben@example.org"}
LIVE = ("--all", "--yes", "--expect", "1")


def refuses(installation: Installation, code: str, **more: int) -> None:
    """From now on the provider answers so for Ben's number, or `count` times."""
    said = json.dumps({"sms": {"kind": code, "to": BEN["phone"], **more}}).encode()
    address = f"http://127.0.0.1:{installation.http}/sandbox/faults"
    urllib.request.urlopen(
        urllib.request.Request(address, data=said, headers={"Content-Type": "application/json"})
    ).close()


@pytest.mark.parametrize("code", ["21211", "21614"])
def test_a_person_whose_number_is_refused_gets_the_mail(
    installation: Installation, code: str
) -> None:
    installation.residents(BEN)
    refuses(installation, code)

    sent = installation.snow(*LIVE, "--json").json

    assert [line["to"] for line in installation.received()] == [BEN["email"]]
    assert sent["by_road"] == [{"road": "fallback", "medium": "email", "messages": 1}]
    assert (sent["state"], sent["by_state"]) == ("sent", {"accepted": 1, "refused": 1})


def test_the_report_shows_by_which_road(installation: Installation) -> None:
    installation.residents(BEN)
    refuses(installation, "21211")
    installation.snow(*LIVE)

    report = installation.tocsin(
        "alerts", "report", "1", "--csv", str(installation.home / "report.csv")
    ).out

    assert "by try: 0 at the first try, 1 by e-mail at the second try" in report
    assert "of 1 message not reached 1 had another in its place" in report
    lines = (installation.home / "report.csv").read_text("utf-8-sig").splitlines()
    assert [line.rsplit(",", 1)[1] for line in lines] == ["road", "first", "fallback"]


def test_a_person_not_reached_is_named_by_their_number(
    installation: Installation,
) -> None:
    eleni = {"name": "Ελένη Δοκιμή", "phone": "+306900000011", "email": "eleni@example.gr"}
    petros = {**BEN, "email": ""}
    installation.residents(eleni, petros)
    refuses(installation, "21211")
    installation.snow("--all", "--yes", "--expect", "2", code=3)

    [missed] = installation.tocsin("alerts", "report", "1", "--missed", "--json").json[
        "not_reached_list"
    ]

    assert missed["resident"] != missed["contact"]
    assert BEN["phone"] in installation.tocsin("residents", "show", missed["resident"]).out


def test_a_worker_goes_on_by_the_next_road(installation: Installation) -> None:
    installation.residents(BEN)
    refuses(installation, "21211")
    worker = installation.starts("worker")

    installation.snow(*LIVE)

    until(installation.received)
    assert [line["to"] for line in installation.received()] == [BEN["email"]]
    worker.terminate()
    worker.communicate()


def test_a_message_the_provider_refused_is_resent_by_staff(
    installation: Installation,
) -> None:
    installation.residents({**BEN, "email": ""})
    refuses(installation, "21617", count=1)
    installation.snow(*LIVE, code=1)

    nothing = installation.tocsin("alerts", "resend", "1", "--yes", "--expect", "1", code=4)
    again = installation.tocsin(
        "alerts", "resend", "1", "--failed", "--yes", "--expect", "1", "--json"
    ).json

    assert "No message of alert 1 is unknown" in nothing.err
    assert (again["by_state"], again["possibly_doubled"]) == ({"accepted": 1}, 0)
    assert [line["to"] for line in installation.received()] == [BEN["phone"]]


def test_a_resend_must_be_confirmed(installation: Installation) -> None:
    installation.residents(BEN)
    refuses(installation, "21617")
    installation.snow("--channel", "sms", *LIVE, code=None)

    refused = installation.tocsin("alerts", "resend", "1", "--failed", code=None)

    assert refused.code != 0
    assert "--yes --expect N" in refused.err
