"""What the doctor says of receipts: a provider that is not asked what became of messages tells
nobody."""

import pytest

from tests.journeys.conftest import Installation


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("", "WARN  'twilio' is not asked what became of messages"),
        (
            "https://other.example.gr",
            "WARN  'twilio' tells what became of messages at another address",
        ),
        (
            "https://WARN.example.gr/",
            "OK    'twilio' tells what became of messages at https://warn.example.gr/callbacks/twilio",
        ),
    ],
)
def test_a_provider_should_report_to_the_address_of_the_pages(
    bare: Installation, base: str, said: str
) -> None:
    examined = bare.tocsin(
        "doctor", code=None, TOCSIN_CHANNELS__TWILIO__STATUS_CALLBACK_BASE=base
    ).out

    assert said in examined
