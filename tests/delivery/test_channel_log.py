"""What the log says of a channel: that it breaks, once, and that it works again."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from channels import ChannelFailure, Message, Outcome, Receipt, Unavailable
from channels.testing import Memory
from tests.delivery.conftest import WORDS, PostRoom

TO = "+306900000000"


async def test_a_channel_breaks_and_recovers(post_room: PostRoom) -> None:
    [sender] = post_room.lane_sender(
        Memory().says(TO, *[Unavailable("refused")] * 3, Receipt(Outcome.ACCEPTED))
    ).senders
    message = Message("t-1", TO, WORDS[0], datetime.now(UTC) + timedelta(hours=2), "")

    with capture_logs() as lines:
        for _ in range(5):
            with suppress(ChannelFailure):
                await sender.send(message, sender.breaker.epoch)

    told = [(line["event"], line["channel"], line["lane"]) for line in lines]
    assert told == [
        ("channel breaks", "memory", "routine"),
        ("channel rests", "memory", "routine"),
        ("channel rests", "memory", "routine"),
        ("channel recovers", "memory", "routine"),
    ]
