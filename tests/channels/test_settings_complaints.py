"""What is wrong in the section of a channel is told with its key and what to write."""

from pathlib import Path

import pytest

from channels.registry import (
    RouteWithoutSection,
    check_routes,
    list_adapters,
    read_channel_settings,
)
from channels.registry.configured import BadChannelSettings
from channels.registry.installed import find_adapter
from runtime.languages import load_translator

TWILIO = {"account_sid": f"AC{'0' * 32}", "auth_token": "hunter2", "sender": "TOWN"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"raet": 20}, "[channels.twilio], raet: unknown setting 'raet'; did you mean 'rate'?"),
        ({"rate": "fast"}, "[channels.twilio], rate: write a number without quotation marks"),
        ({"rate": 0}, "[channels.twilio], rate: write a number above 0"),
        (
            {"sender": 15377},
            '[channels.twilio], sender: put the sender in quotation marks: sender = "..."',
        ),
    ],
)
def test_a_wrong_setting_of_a_channel_says_what_to_write(
    tmp_path: Path, given: dict[str, object], told: str
) -> None:
    with pytest.raises(BadChannelSettings) as problem:
        read_channel_settings("twilio", {"twilio": {**TWILIO, **given}}, tmp_path)

    assert any(told in line for line in problem.value.details), problem.value.details
    assert not any(line.endswith(("?.", "..")) for line in problem.value.details)
    assert "hunter2" not in str(problem.value)


@pytest.mark.parametrize("name", sorted(list_adapters()))
def test_the_form_of_a_setting_has_words_in_greek(name: str) -> None:
    fields = find_adapter(name, {}).Settings.model_fields
    formed = {
        key: field.description or ""
        for key, field in fields.items()
        if any(getattr(each, "pattern", None) for each in field.metadata)
    }

    assert {
        key for key, words in formed.items() if words not in load_translator("el").words
    } == set()


@pytest.mark.parametrize("name", ["x", "viber", "twilio", "smtp", ""])
def test_a_route_to_a_channel_without_a_section_is_named(tmp_path: Path, name: str) -> None:
    routes = {"sms": ["outbox_sms", name], "email": ["outbox_email"]}

    with pytest.raises(RouteWithoutSection) as problem:
        check_routes(routes, {"another": TWILIO}, tmp_path)

    assert problem.value.details == (f"[routes] sms names '{name}', which has no section.",)


def test_a_channel_that_needs_no_setting_needs_no_section(tmp_path: Path) -> None:
    routes = {"sms": ["twilio", "outbox_sms"], "email": ["outbox_email"]}

    check_routes(routes, {"twilio": {}}, tmp_path)
