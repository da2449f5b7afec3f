"""An alert that was issued is refused before anything of it is forecast or asked, and the list says
what became of it."""

import pytest

from tests.journeys.conftest import Installation

ANA = {"name": "Ana", "phone": "+306900000001"}


@pytest.fixture
def issued(installation: Installation) -> Installation:
    installation.sandbox()
    installation.residents(ANA)
    installation.snow("--all", "--yes", "--expect", "1")
    return installation


@pytest.mark.parametrize("words", [("send", "1"), ("edit", "1", "--set", "until=22:00")])
def test_an_issued_alert_is_refused_before_a_forecast(
    issued: Installation, words: tuple[str, ...]
) -> None:
    refused = issued.tocsin("alerts", *words, code=4)

    assert "Alert 1 was issued; it is 'sent'." in refused.err
    assert "recipient" not in refused.out + refused.err


def test_the_list_says_which_alert_was_withdrawn(issued: Installation) -> None:
    issued.tocsin(
        "alerts", "false-alarm", "1", "--set", "situation=no_danger", "--yes", "--expect", "1"
    )

    listed = issued.tocsin("alerts", "list").out

    assert "withdrawn by 2" in listed
    assert "of 1" in listed
