"""Why a channel is left alone, as `status` and `doctor` say it."""

import pytest

from checks.names import reason


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("unauthorised 20003", "refuses our password (20003)"),
        (
            "misconfigured 30037",
            "does not accept our settings: our account may not send SMS now (30037)",
        ),
        (
            "misconfigured 21606",
            "does not accept our settings: our sender may not send SMS to this number (21606)",
        ),
        (
            "misconfigured 21211",
            "refuses one recipient after another: there is no such number (21211)",
        ),
        (
            "misconfigured 21614",
            "refuses one recipient after another: the number is no mobile (21614)",
        ),
        ("misconfigured 5.1.1", "refuses one recipient after another: no such mailbox (5.1.1)"),
        (
            "misconfigured 5.1.7",
            "does not accept our settings: our sender's address is refused (5.1.7)",
        ),
        ("misconfigured sender", "does not accept our settings: our own sender cannot be written"),
        ("misconfigured 99999", "does not accept our settings (99999)"),
        ("misconfigured", "does not accept our settings"),
        ("throttled 20429", "asks us to slow down (20429)"),
        ("transient ClientConnectorError", "does not answer: the provider cannot be reached"),
    ],
)
def test_settings_that_are_refused_are_told_in_words(why: str, words: str) -> None:
    assert reason(why) == words
