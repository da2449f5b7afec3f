"""What is said before the question when the same words went to the same places lately."""

from collections.abc import Iterator

from alerts.audience import Forecast
from runtime import Municipality, Said, counted


def sent_before_lines(forecast: Forecast, municipality: Municipality) -> Iterator[Said]:
    """One sentence with the number, the local time and the people; none where there is nothing to
    say."""
    before = forecast.sent_before
    if before is not None:
        yield counted(
            before.people,
            "The same words went to the same places on {at:%a %d/%m %H:%M}: alert {number}, {count} person.",
            "The same words went to the same places on {at:%a %d/%m %H:%M}: alert {number}, {count} people.",
            at=municipality.local(before.issued_at),
            number=before.number,
        )
