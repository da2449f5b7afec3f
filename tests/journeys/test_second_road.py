"""A number that does not work costs nobody the warning: it comes by e-mail."""

import json
import urllib.request

import pytest

from tests.journeys.conftest import Installation, until

BEN = {"name": "Ben Trial", "language": "en", "phone": "+306900000002", "email": "ben@example.org"}
LIVE = ("--all", "--yes", "--expect", "1")


def refuses(installation: Installation, code: str) -> None:
    """From now on the provider answers so for Ben's number."""
    said = json.dumps({"sms": {"kind": code, "to": BEN["phone"]}}).encode()
    address = f"http://127.0.0.1:{installation.http}/sandbox/faults"
    urllib.request.urlopen(
        urllib.request.Request(address, data=said, headers={"Content-Type": "application/json"})
    ).close()


@pytest.mark.parametrize("code", ["21211", "21614"])
def test_whose_number_is_refused_gets_the_mail(installation: Installation, code: str) -> None:
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

    report = installation.tocsin("alerts", "report", "1", "--csv", str(installation.home / "report.csv")).out

    assert "reached: 0 first, 1 by fallback to email" in report
    lines = (installation.home / "report.csv").read_text("utf-8-sig").splitlines()
    assert [line.rsplit(",", 1)[1] for line in lines] == ["road", "first", "fallback"]


def test_a_worker_goes_on_by_the_next_road(installation: Installation) -> None:
    installation.residents(BEN)
    refuses(installation, "21211")
    worker = installation.starts("worker")

    installation.snow(*LIVE)

    until(installation.received)
    assert [line["to"] for line in installation.received()] == [BEN["email"]]
    worker.terminate()
    worker.communicate()
