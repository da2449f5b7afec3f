"""What is wrong in the section of a channel is told with its key and what to write."""

from pathlib import Path

import pytest

from channels import settings
from channels.registry import BadChannelSettings

TWILIO = {"account_sid": f"AC{'0' * 32}", "auth_token": "hunter2", "sender": "TOWN"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"raet": 20}, "[channels.twilio], raet: unknown setting 'raet'; did you mean 'rate'?"),
        ({"rate": "fast"}, "[channels.twilio], rate: write a number without quotation marks"),
        ({"rate": 0}, "[channels.twilio], rate: write a number above 0"),
        ({"sender": 15377}, '[channels.twilio], sender: put the sender in quotation marks: sender = "..."'),
    ],
)
def test_a_wrong_setting_of_a_channel_says_what_to_write(
    tmp_path: Path, given: dict[str, object], told: str
) -> None:
    with pytest.raises(BadChannelSettings) as problem:
        settings("twilio", {"twilio": {**TWILIO, **given}}, tmp_path)

    assert any(told in line for line in problem.value.details), problem.value.details
    assert "hunter2" not in str(problem.value)
