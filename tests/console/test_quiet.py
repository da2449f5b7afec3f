"""Logs stay off the officer's screen."""

import json

from tests.journeys.conftest import Installation

ANA = {"name": "Άννα Δοκιμή", "language": "el", "phone": "+306900000001"}


def logged(err: str) -> list[str]:
    """The events among what stands on stderr."""
    return [json.loads(line)["event"] for line in err.splitlines() if line.startswith("{")]


def test_a_send_to_a_dead_provider_prints_no_log_line(bare: Installation) -> None:
    bare.residents(ANA)

    sent = bare.snow("--all", "--yes", "--expect", "1", code=5)

    assert logged(sent.err) == []


def test_a_verbose_send_prints_why_the_channel_rests(bare: Installation) -> None:
    bare.residents(ANA)
    words = bare.snow_words("--all", "--yes", "--expect", "1")

    sent = bare.tocsin("--verbose", *words, code=5)

    assert "channel breaks" in logged(sent.err)


def test_a_level_in_the_environment_asks_for_logs_too(bare: Installation) -> None:
    bare.residents(ANA)

    sent = bare.snow("--all", "--yes", "--expect", "1", code=5, TOCSIN_LOG_LEVEL="warning")

    assert "channel breaks" in logged(sent.err)
