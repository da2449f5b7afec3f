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
    assert "tocsin alerts update 1 --set until=..." in refused.err
    assert "recipient" not in refused.out + refused.err


def test_an_alert_that_was_withdrawn_names_its_correction(issued: Installation) -> None:
    issued.tocsin(
        "alerts", "false-alarm", "1", "--set", "situation=no_danger", "--yes", "--expect", "1"
    )

    listed = issued.tocsin("alerts", "list").out
    edited = {
        number: issued.tocsin("alerts", "edit", number, "--set", "until=22:00", code=4).err
        for number in ("1", "2")
    }

    assert "withdrawn by 2" in listed
    assert "of 1" in listed
    assert "Alert 2 corrected it: `tocsin alerts show 2`." in edited["1"]
    assert "If that was a mistake: `tocsin alerts cancel 2`." in edited["2"]
