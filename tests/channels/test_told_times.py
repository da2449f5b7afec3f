"""What a provider's clock shows is read from the dates in its answers."""

from datetime import UTC, datetime, timedelta

import pytest

from channels.told_times import ToldTime

NINE = datetime(2026, 11, 26, 9, 39, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Thu, 26 Nov 2026 09:39:12 GMT", NINE),
        ("mx.example.gr ESMTP ready; Thu, 26 Nov 2026 11:39:12 +0200", NINE),
        ("mx.example.gr ESMTP Postfix", None),
        ("Thu, 26 Nov 2026", None),
        ("Thu, 99 Nov 2026 09:39:12 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_read_where_there_is_one(text: str | None, shown: datetime | None) -> None:
    told = ToldTime()

    told.hear(text)

    now = told.now()
    assert (now is None) is (shown is None)
    if now is not None and shown is not None:
        assert timedelta() <= now - shown < timedelta(minutes=5)


def test_a_header_that_is_no_date_leaves_the_last_time() -> None:
    told = ToldTime()
    told.hear("Thu, 26 Nov 2026 09:39:12 GMT")

    told.hear("no date")

    assert told.now() is not None
